"""The shape of the shipped graph, as a page somebody can read (`graph.txt`).

A change of shape is meant to show up in a review: write the page anew with
`python -m kj_assets_tests.e2e.test_graph_shape` and look at the difference.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import dagster as dg

from kj_assets.dagster_kit.asset import Asset, show_key
from kj_assets.definitions import build_definitions
from kj_assets.graph import declare_assets, read_declarations
from kj_assets.project import Project
from kj_assets_tests.e2e.building import SHIPPED, copy_declared

SNAPSHOT = Path(__file__).with_name("graph.txt")


def draw_graph(assets: Sequence[Asset]) -> str:
    """One line an asset: its key, then what it reads (in its own schema by name alone)."""
    lines = []
    for asset in assets:
        read = [*(source.key for source in asset.sources), *asset.upstream]
        names = [name if schema == asset.key[0] else f"{schema}/{name}" for schema, name in read]
        lines.append(f"{show_key(asset.key)} <- {', '.join(names) or 'YAML alone'}")
    return "\n".join(lines) + "\n"


def declare(project: Project) -> list[Asset]:
    return declare_assets(project, read_declarations(project))


def test_the_graph_has_the_shape_on_the_page():
    assert draw_graph(declare(SHIPPED)) == SNAPSHOT.read_text(encoding="utf-8")


def test_another_threshold_of_small_cells_makes_anew_all_that_shows_results_and_nothing_else():
    declared = read_declarations(SHIPPED)
    higher = declared.release.model_copy(update={"small_cells": 20})
    before, after = (
        declare_assets(SHIPPED, replace(declared, release=release))
        for release in (declared.release, higher)
    )
    changed = {b.key for b, a in zip(before, after, strict=True) if b.version != a.version}
    assert changed == {
        asset.key
        for asset in before
        if asset.upstream and (asset.key[1].startswith("figure_") or asset.key[0] == "publication")
    }


def test_a_model_is_made_only_where_the_wave_asked_all_its_items(tmp_path):
    project = copy_declared(tmp_path)
    path = project.waves / "2025" / "wave.yaml"
    text = path.read_text(encoding="utf-8")
    start, end = (
        text.index(f"\n  {key}:") for key in ("trilateral_security_cooperation", "education")
    )
    path.write_text(text[:start] + text[end:], encoding="utf-8")
    made = {key[1] for key in (asset.key for asset in declare(project)) if "trilateral" in key[1]}
    assert made == {"figure_trilateral_trend"}


def test_a_planned_wave_is_registered_and_blocks_nothing(tmp_path):
    project = copy_declared(tmp_path)
    shutil.copytree(project.waves / "2025", project.waves / "2026")
    path = project.waves / "2026" / "wave.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("status: fielded", "status: planned"), encoding="utf-8")
    assert draw_graph(declare(project)) == SNAPSHOT.read_text(encoding="utf-8")
    nodes = build_definitions(project).get_repository_def().asset_graph
    planned = nodes.get(dg.AssetKey(["wave_2026", "source"]))
    assert (planned.group_name, planned.is_executable) == ("wave_2026", False)


if __name__ == "__main__":
    SNAPSHOT.write_text(draw_graph(declare(SHIPPED)), encoding="utf-8")
