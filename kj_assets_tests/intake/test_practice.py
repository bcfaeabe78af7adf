"""docs/adding-a-wave.md to the letter: the practice wave, from its file to its assets."""

from __future__ import annotations

import pytest
import yaml

from kj_assets.graph import declare_assets, read_declarations
from kj_assets.intake.add import add_wave
from kj_assets.intake.check import check_wave
from kj_assets_tests.e2e.building import copy_declared
from kj_assets_tests.e2e.practice import PRACTICE, decide, draw_practice_file
from kj_assets_tests.intake.made_up_check import TODAY, status

LEFT = [
    "title.en",
    "fieldwork.start",
    "fieldwork.mode",
    "n",
    "weight.rake",
    "crosswalk.trilateral_security_cooperation",
    "crosswalk.bilateral_economic_cooperation",
]


@pytest.mark.slow
def test_the_practice_wave_is_drafted_decided_checked_and_planned_as_the_page_says(tmp_path):
    project = copy_declared(tmp_path)
    file = draw_practice_file(project, tmp_path)
    before = {asset.key for asset in declare_assets(project, read_declarations(project))}
    declared = read_declarations(project)
    added = add_wave([file], "2026", declared.waves[-1], declared.codebook, project.waves)
    assert [mark.place for mark in added.undecided] == LEFT
    decide(added.folder / "wave.yaml")

    declared = read_declarations(project)
    checked = check_wave("2026", declared.waves, declared.codebook, project.population, None, TODAY)
    assert not checked.blocks
    looks = {section.key for section in checked.sections if section.status == "look"}
    assert looks == {"missing", "moved"}
    assert status(checked, "crosswalk") == "fine"
    assert _crosswalk(added.folder) == _crosswalk(PRACTICE / "2026")

    new = {asset.key for asset in declare_assets(project, declared)} - before
    over_waves = {name for schema, name in new if schema == "wave_2026" and "changes" in name}
    assert {key for key in new if key[0] != "wave_2026"} == {("publication", "briefing_2026")}
    assert any(name.startswith("figure_") for name in over_waves)


def _crosswalk(folder):
    """Columns, codes and missing kinds that a wave declares for what it asked."""
    entries = yaml.safe_load((folder / "wave.yaml").read_text(encoding="utf-8"))["crosswalk"]
    return {
        key: {name: entry.get(name, {}) for name in ("column", "codes", "missing")}
        for key, entry in entries.items()
        if "column" in entry
    }
