"""Whatever a wave declares: no traceback, and what the check lets pass is built to its page."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kj_assets_tests.e2e.command import call_kj
from kj_assets_tests.e2e.small_project import accept, declare_wave, read_wave, wave_folder
from kj_assets_tests.e2e.variants import Variant, draw_variant, each_choice, write_variant

pytestmark = pytest.mark.usefixtures("own_dagster")
DRAWN = 60
# Between them every value of what has gone wrong before; the others by `make torture`.
AT_ONCE = (
    Variant(weight="none", design="lone", lone_units="adjust", items="one", absent=("n",)),
    Variant(weight="raked", design="both", population="united_states", items="number"),
    Variant(design="lone"),
)


def try_out(folder: Path, variant: Variant) -> None:
    """Check and build it: both say the same, and the page is of this build."""
    project = write_variant(folder, variant)
    front = project.site / "index.html"
    front.parent.mkdir(parents=True)
    front.write_text("of last year")
    checked, built = call_kj(project, "wave", "check", "2031"), call_kj(project, "build")
    for done in (checked, built):
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        assert "Traceback" not in done.output and "Error:" not in done.output, done.output
    assert checked.exit_code == built.exit_code, built.output
    is_new = front.read_text(encoding="utf-8") != "of last year"
    assert is_new == (built.exit_code == 0)
    assert ("of an earlier build" in built.output) == (not is_new)


@pytest.mark.slow
@pytest.mark.parametrize("variant", AT_ONCE, ids=str)
def test_what_is_declared_is_checked_as_it_is_built(tmp_path, variant):
    try_out(tmp_path / "project", variant)


@pytest.mark.torture
@pytest.mark.parametrize("variant", each_choice(), ids=str)
def test_every_value_of_every_key_is_checked_as_it_is_built(tmp_path, variant):
    try_out(tmp_path / "project", variant)


@pytest.mark.torture
@pytest.mark.parametrize("seed", range(DRAWN))
def test_whatever_is_declared_together_is_checked_as_it_is_built(tmp_path, seed):
    try_out(tmp_path / "project", draw_variant(np.random.default_rng(seed)))


@pytest.mark.parametrize("rule", [None, "adjust"])
def test_the_check_tells_of_a_lone_unit_as_the_build_does(tmp_path, rule):
    project = write_variant(tmp_path / "project", Variant(design="lone", lone_units=rule))
    said = call_kj(project, "wave", "check", "2031")
    told = "".join(said.output.split())
    assert said.exit_code == (0 if rule else 1)
    assert ("D001" in told and "'island'" in told and "lone_units" in told) == (rule is None)


@pytest.mark.slow
def test_a_build_that_fails_says_so_last_and_that_the_page_is_of_an_earlier_one(tmp_path):
    project = write_variant(tmp_path / "project", Variant(with_models=False))
    assert call_kj(project, "build").exit_code == 0
    before = (project.site / "index.html").read_bytes()
    file = wave_folder(project) / "responses.csv"
    file.write_text(file.read_text().replace("P001,9", "P001,7"))
    accept(project, file.name)
    done = call_kj(project, "build")
    last = " ".join(done.output.split()[-60:])
    assert done.exit_code == 1
    assert "The briefing is of an earlier build: publication/front_page waits" in last
    assert "failed wave_2031/clean: " in last
    assert (project.site / "index.html").read_bytes() == before
    shown = read_wave(project)
    shown["crosswalk"]["support"]["missing"]["7"] = "refused"
    declare_wave(project, shown)
    done = call_kj(project, "build")
    assert done.exit_code == 0 and "earlier build" not in done.output
