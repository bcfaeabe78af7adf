"""What is declared in ``data/``: it fits its models, carries its sources, and adds up."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

from kj_assets.model.loading import load_models
from kj_assets.model.published import half_last_digit
from kj_assets.model.registry import Models
from kj_assets.project import Project
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.declarations import Declared, Text, read_declaration
from kj_assets.waves.reconstruct import load_plan
from kj_assets.waves.registry import Wave, load_waves

PROJECT = Project.at(Path(__file__).parents[2])
COOPERATION = (
    "bilateral_security_cooperation",
    "bilateral_economic_cooperation",
    "trilateral_security_cooperation",
)


def read_table(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False)


@pytest.fixture(scope="module")
def codebook() -> Codebook:
    return read_declaration(PROJECT.codebook, Codebook)


@pytest.fixture(scope="module")
def models(codebook: Codebook) -> Models:
    return load_models(PROJECT.models, codebook)


@pytest.fixture(scope="module")
def waves(codebook: Codebook) -> dict[str, Wave]:
    return {wave.id: wave for wave in load_waves(PROJECT.waves, codebook)}


def list_texts(declared: object) -> Iterator[Text]:
    """Every text in both languages, however deep it stands."""
    if isinstance(declared, Text):
        yield declared
    elif isinstance(declared, dict):
        for value in declared.values():
            yield from list_texts(value)
    elif isinstance(declared, tuple):
        for value in declared:
            yield from list_texts(value)
    elif isinstance(declared, Declared):
        for name in type(declared).model_fields:
            yield from list_texts(getattr(declared, name))


def test_every_text_is_there_in_english_and_inn(
    codebook: Codebook, models: Models, waves: dict[str, Wave]
) -> None:
    texts = [*list_texts(codebook), *list_texts(models)]
    texts += [text for wave in waves.values() for text in list_texts(wave.declaration)]
    assert len(texts) > 100
    for text in texts:
        assert text.en.isprintable() and text.en.strip() == text.en != ""
        assert any("가" <= letter <= "힣" for letter in text.ko), text


def test_every_item_with_a_question_says_where_its_wording_is_from(codebook: Codebook) -> None:
    for key in COOPERATION:
        item = codebook.items[key]
        assert item.midpoint == "neutral" and list(item.nets) == ["positive", "negative"]
    translated = [key for key, item in codebook.items.items() if item.wording == "translated"]
    assert translated == ["bilateral_security_cooperation", "us_trust"]


def test_the_change_of_mode_in_2024_breaks_every_series_that_crosses_it(
    codebook: Codebook,
) -> None:
    toplines = read_table(PROJECT.published / "toplines.csv")
    for key, rows in toplines.groupby("item"):
        if rows["wave"].min() < "2024" <= rows["wave"].max():
            breaks = {c.wave for c in codebook.items[str(key)].comparability if c.breaks_trend}
            assert "2024" in breaks, key


def test_the_three_models_explain_support_by_the_same_terms(models: Models) -> None:
    assert list(models.models) == [
        "bilateral_security",
        "bilateral_economic",
        "trilateral_security",
    ]
    for model in models.models.values():
        assert model.status == "confirmatory" and model.case_set == "cooperation"
        assert model.outcome.support == ("very_positive", "generally_positive")
        assert [(term.item, term.base) for term in model.terms] == [
            ("military_threat_north_korea", "no"),
            ("military_threat_china", "no"),
            ("us_trust", "distrust"),
            ("japan_impression", "not_good"),
        ]
    kinds = [figure.kind for figure in models.figures.values()]
    assert kinds[:5] == ["distribution", "distribution", "effects", "effects", "comparison"]


def test_the_2025_wave_can_fit_all_models_and_says_what_is_assumed(
    codebook: Codebook, models: Models, waves: dict[str, Wave]
) -> None:
    wave = waves["2025"]
    assert models.missing_items(wave.items_asked(codebook)) == {}
    assert wave.declaration.provenance == "reconstructed"
    assert wave.declaration.n == 1585
    assert len(wave.declaration.assumed) >= 5


def test_what_the_plan_assumes_of_north_korea_stands_in_the_list_of_assumptions(
    codebook: Codebook, waves: dict[str, Wave]
) -> None:
    wave = waves["2025"]
    plan = load_plan(wave.folder / "reconstruction.yaml", codebook)
    assumed = " ".join(text.en for text in wave.declaration.assumed)
    for item, level in (
        ("military_threat_north_korea", "yes"),
        ("bilateral_economic_cooperation", "positive"),
    ):
        assert f"{plan.items[item].shares[level].percent:g}%" in assumed


@pytest.mark.parametrize("name", ["toplines", "effects", "waves"])
def test_every_published_number_has_a_source(name: str) -> None:
    table = read_table(PROJECT.published / f"{name}.csv")
    stated = table[table["n"] != ""] if name == "waves" else table
    assert len(stated) >= 9
    assert stated["source"].str.startswith("http").all()


def test_published_toplines_name_items_levels_and_bases_that_exist(codebook: Codebook) -> None:
    for row in read_table(PROJECT.published / "toplines.csv").itertuples():
        item = codebook.items[str(row.item)]
        assert row.level in (*item.levels, *item.nets), row
        assert row.relation in ("equal", "above", "below") and row.base in ("valid", "asked")
        assert (row.reference in codebook.items) == (row.relation != "equal"), row
        if row.relation == "equal":
            assert 0 < float(str(row.percent)) < 100
            assert half_last_digit(str(row.percent)) == pytest.approx(0.05)


def test_published_effects_name_terms_of_the_model_of_their_outcome(models: Models) -> None:
    by_outcome = {model.outcome.item: model for model in models.models.values()}
    for row in read_table(PROJECT.published / "effects.csv").itertuples():
        terms = [term.item for term in by_outcome[str(row.outcome)].terms]
        assert row.term in terms
        assert row.relation in ("equal", "positive", "largest", "p_below")
        assert (row.value == "") == (row.relation in ("positive", "largest"))


def test_published_targets_of_the_plan_are_the_published_figures(
    codebook: Codebook, waves: dict[str, Wave]
) -> None:
    plan = load_plan(waves["2025"].folder / "reconstruction.yaml", codebook)
    printed = read_table(PROJECT.published / "toplines.csv").query("wave == '2025'")
    equal = printed[printed["relation"] == "equal"]
    for row in equal.itertuples():
        share = plan.items[str(row.item)].shares[str(row.level)]
        assert share.status == "published"
        assert share.percent == pytest.approx(float(str(row.percent)), abs=0.05), row
    effects = read_table(PROJECT.published / "effects.csv").query("relation == 'equal'")
    published = {t.term: t.points for t in plan.effects if t.status == "published"}
    assert published == dict(zip(effects["term"], effects["value"].astype(float), strict=True))


def test_the_population_adds_up_to_the_published_total_and_margins() -> None:
    table = pd.read_csv(PROJECT.population / "2025-06.csv")
    total = table["count"].sum()
    assert total == 44_401_211
    assert len(table) == 7 * 2 * 6 and not table.duplicated(["region", "sex", "age_band"]).any()
    by_sex = 100 * table.groupby("sex")["count"].sum() / total
    assert by_sex["male"] == pytest.approx(49.544, abs=5e-4)
    by_age = 100 * table.groupby("age_band")["count"].sum() / total
    printed = [15.142, 14.969, 17.203, 19.559, 17.679, 15.448]
    assert by_age.tolist() == pytest.approx(printed, abs=5e-4)
    assert table["source"].str.len().min() > 0


def test_population_levels_are_those_of_the_codebook(codebook: Codebook) -> None:
    table = pd.read_csv(PROJECT.population / "2025-06.csv")
    for item in ("region", "sex", "age_band"):
        assert set(table[item]) == set(codebook.items[item].levels)


def test_age_bands_leave_no_gap(codebook: Codebook) -> None:
    bands = codebook.items["age_band"].bands
    assert bands is not None
    ranges = list(bands.ranges.values())
    assert ranges[0][0] == codebook.items["age"].minimum and ranges[-1][1] is None
    for (_, high), (low, _) in pairwise(ranges):
        assert high is not None and low == high + 1
