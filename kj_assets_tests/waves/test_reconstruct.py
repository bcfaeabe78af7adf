"""The drawn respondents: same seed same bytes, targets met, real microdata never overwritten."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from kj_assets.clean.crosswalk import apply_crosswalk
from kj_assets.errors import DeclarationError
from kj_assets.estimate.effects import average_marginal_effects
from kj_assets.graph import read_declarations
from kj_assets.project import Project
from kj_assets.reconstruction import list_case_sets, make_rake, reconstruct
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.reconstruct import CaseSet, WrittenFile, load_plan
from kj_assets.waves.reconstruct.draw import Rake
from kj_assets.waves.reconstruct.shares import meet_shares
from kj_assets.waves.registry import Wave
from kj_assets.waves.sources import read_survey_file
from kj_assets.waves.wave_declaration import SurveyFile

SHIPPED = Project.at(Path(__file__).parents[2])
WAVE = "2025"


@dataclass(frozen=True)
class Declared:
    """A project's declarations, read once."""

    project: Project
    codebook: Codebook
    wave: Wave
    rake: Rake
    case_sets: Sequence[CaseSet]

    @classmethod
    def of(cls, project: Project) -> Declared:
        declared = read_declarations(project)
        wave = next(wave for wave in declared.waves if wave.id == WAVE)
        rake, sets = make_rake(project, wave), list_case_sets(declared, wave)
        return cls(project, declared.codebook, wave, rake, sets)

    def reconstruct(self) -> WrittenFile:
        return reconstruct(self.project, WAVE)


def copy_project(folder: Path, change: Callable[[str], str] = str) -> Project:
    """The shipped declarations in a folder of their own, `wave.yaml` changed."""
    shutil.copytree(SHIPPED.data, folder / "data", ignore=shutil.ignore_patterns("build"))
    path = folder / "data" / "waves" / WAVE / "wave.yaml"
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    return Project.at(folder)


def change_plan(project: Project, old: str, new: str) -> None:
    """Replace a text that stands in the plan."""
    path = project.waves / WAVE / "reconstruction.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def drop_effects(project: Project) -> None:
    """Leave the models out of the plan: what is left draws in a moment."""
    text = (project.waves / WAVE / "reconstruction.yaml").read_text(encoding="utf-8")
    change_plan(project, text[text.index("\neffects:") : text.index("\nextras:")], "")


def read_answers(declared: Declared) -> pd.DataFrame:
    """The clean table of the file in the project's folder."""
    responses = pd.read_csv(declared.wave.file, dtype=str, keep_default_na=False)
    return apply_crosswalk(responses, declared.wave, declared.codebook)


@pytest.fixture(scope="module")
def shipped() -> Declared:
    return Declared.of(SHIPPED)


def test_the_shipped_file_is_the_one_the_plan_draws(shipped: Declared, tmp_path: Path) -> None:
    project = copy_project(tmp_path)
    drawn = reconstruct(project, WAVE)
    assert drawn.path.read_bytes() == shipped.wave.file.read_bytes()
    mine, theirs = (p.waves / WAVE / "wave.yaml" for p in (project, SHIPPED))
    assert mine.read_bytes() == theirs.read_bytes()


def test_wave_yaml_pins_the_bytes_of_the_shipped_file(shipped: Declared) -> None:
    file = shipped.wave.declaration.file
    assert file is not None
    assert hashlib.sha256(shipped.wave.file.read_bytes()).hexdigest() == file.sha256


def test_another_seed_draws_other_respondents(tmp_path: Path) -> None:
    project = copy_project(tmp_path)
    drop_effects(project)
    first = reconstruct(project, WAVE)
    assert reconstruct(project, WAVE).sha256 == first.sha256
    change_plan(project, "seed: 20250818", "seed: 7")
    second = reconstruct(project, WAVE)
    assert second.sha256 != first.sha256
    text = (project.waves / WAVE / "wave.yaml").read_text(encoding="utf-8")
    assert second.sha256 in text
    assert first.sha256 not in text


def test_published_shares_and_effects_are_met_when_computed_anew(shipped: Declared) -> None:
    answers = read_answers(shipped)
    weights = shipped.rake(answers)
    plan = load_plan(shipped.wave.folder / "reconstruction.yaml", shipped.codebook)
    for key, item_plan in plan.items.items():
        nets = {name: net.levels for name, net in shipped.codebook.items[key].nets.items()}
        for name, share in item_plan.shares.items():
            members = answers[key].isin(nets.get(name, (name,))).to_numpy()
            whole = np.ones(len(answers)) if item_plan.base == "asked" else answers[key].notna()
            reached = 100 * weights[members].sum() / (weights * whole).sum()
            assert reached == pytest.approx(share.percent, abs=0.05), (key, name)
    for cases in shipped.case_sets:
        for model in cases.models:
            effects = average_marginal_effects(cases.fit(model, cases.recode(answers), weights))
            reached = 100 * effects.drop_duplicates("term").set_index("term")["estimate"]
            for target in plan.effects:
                if target.model == model.key:
                    assert reached[target.term] == pytest.approx(
                        target.points, abs=target.tolerance
                    ), target


def test_weights_differ_modestly(shipped: Declared) -> None:
    weights = shipped.rake(read_answers(shipped))
    deff = len(weights) * (weights**2).sum() / weights.sum() ** 2
    assert 1.05 <= deff <= 1.2


def test_other_columns_and_codes_clothe_the_same_answers(tmp_path: Path) -> None:
    def change(text: str) -> str:
        return text.replace("남성: male", "M: male").replace("column: Q9", "column: trust_us")

    plain = Declared.of(copy_project(tmp_path / "plain"))
    other = Declared.of(copy_project(tmp_path / "other", change))
    for declared in (plain, other):
        drop_effects(declared.project)
    first, second = plain.reconstruct(), other.reconstruct()
    assert first.sha256 != second.sha256
    pd.testing.assert_frame_equal(first.reconstruction.answers, second.reconstruction.answers)
    pd.testing.assert_frame_equal(read_answers(plain), read_answers(other))


def test_a_wave_of_microdata_is_never_overwritten(tmp_path: Path) -> None:
    def change(text: str) -> str:
        return text.replace("provenance: reconstructed", "provenance: microdata")

    project = copy_project(tmp_path, change)
    (project.waves / WAVE / "responses.csv").write_text("ID\n1\n", encoding="utf-8")
    declared = Declared.of(project)
    before = declared.wave.file.read_bytes()
    with pytest.raises(DeclarationError, match="F104.*microdata"):
        declared.reconstruct()
    assert declared.wave.file.read_bytes() == before


def test_respondents_drawn_elsewhere_leave_the_wave_alone(tmp_path: Path) -> None:
    declared = Declared.of(copy_project(tmp_path))
    drop_effects(declared.project)
    before = {path: path.read_bytes() for path in declared.wave.folder.iterdir()}
    out = tmp_path / "delivered" / "poll.sav"
    drawn = reconstruct(declared.project, WAVE, waves=declared.project.waves, out=out)
    assert {path: path.read_bytes() for path in declared.wave.folder.iterdir()} == before
    assert hashlib.sha256(out.read_bytes()).hexdigest() == drawn.sha256
    with pytest.raises(DeclarationError, match="F104.*already"):
        reconstruct(declared.project, WAVE, out=out)


def test_a_drawn_spss_file_brings_questions_and_labels_along(tmp_path: Path) -> None:
    declared = Declared.of(copy_project(tmp_path))
    drop_effects(declared.project)
    out = tmp_path / "poll.sav"
    drawn = reconstruct(declared.project, WAVE, out=out)
    file = SurveyFile(path=out.name, sha256=drawn.sha256)
    delivered = read_survey_file(out, file)
    labels = delivered.labels.set_index(["column", "code"])["label"]
    assert labels["Q9", "4"] == declared.codebook.items["us_trust"].levels["very_trustworthy"].ko
    assert labels["Q9", "8"] == "모름"
    clean = apply_crosswalk(delivered.frame, declared.wave, declared.codebook)
    pd.testing.assert_series_equal(
        clean["us_trust"].fillna(clean["us_trust_missing"]),
        drawn.reconstruction.answers["us_trust"].astype("str"),
    )


@pytest.mark.parametrize(
    ("wrong", "right", "message"),
    [
        ("{percent: 54.4,", "{percent: 44.4,", "P010.*bilateral_security_cooperation: levels sum"),
        ("towards: graduate_school", "towards: college", "F103.*education.towards"),
        ("us_trust: {very_trustworthy:", "us_trust: {loved:", "F103.*north_korea.given.us_trust"),
        ("model: bilateral_security,", "model: bilateral,", "P011.*'bilateral'"),
        ("first_id: 100100", "firstid: 100100", "F102.*reconstruction.yaml:.*firstid"),
    ],
)
def test_a_plan_that_cannot_be_met_says_where(
    tmp_path: Path, wrong: str, right: str, message: str
) -> None:
    project = copy_project(tmp_path)
    change_plan(project, wrong, right)
    with pytest.raises(DeclarationError, match=message):
        Declared.of(project).reconstruct()


def test_shares_are_met_without_anybody_leaving_their_group() -> None:
    rng = np.random.default_rng(1)
    weights = rng.uniform(0.5, 2.0, 400)
    groups = rng.integers(0, 2, 400)
    answers = np.where(groups == 0, rng.choice(["a", "b"], 400), rng.choice(["c", "d"], 400))
    low = weights[groups == 0].sum() / weights.sum()
    wanted = {"a": 0.3 * low, "b": 0.7 * low, "c": 0.6 * (1 - low), "d": 0.4 * (1 - low)}
    met = meet_shares(answers.astype(object), weights, wanted, groups, rng)
    for level, share in wanted.items():
        assert weights[met == level].sum() / weights.sum() == pytest.approx(share, abs=1e-4)
    assert (np.isin(met, ["a", "b"]) == (groups == 0)).all()
