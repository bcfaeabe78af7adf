"""Adding a wave costs as many steps with two waves there as with fifty, but for what spans them."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from kj_assets.dagster_kit.asset import Asset, Key
from kj_assets.dagster_kit.guard import current_inputs
from kj_assets.dagster_kit.plan import make_plan
from kj_assets.dagster_kit.record import Record
from kj_assets.graph import declare_assets, read_declarations
from kj_assets.project import Project
from kj_assets_tests.e2e.waves_project import add_wave, write_waves_project


def declare(project: Project) -> list[Asset]:
    return declare_assets(project, read_declarations(project))


def record_as_built(asset: Asset, versions: dict[Key, str]) -> Record:
    """The record a build of the asset would have left, but for its content."""
    inputs, parts = current_inputs(asset, versions), asset.version.as_plain()
    digest, now = asset.version.digest, datetime.now(UTC)
    return Record(
        asset.key, digest, parts, inputs, versions[asset.key], 1, [], {}, [], {}, {}, "", now
    )


def steps_of_adding(project: Project, name: str) -> Counter[str]:
    """Steps by group that the plan has once a wave is added to a project that was built."""
    before = declare(project)
    versions = {asset.key: "any" for asset in before}
    records = {asset.key: record_as_built(asset, versions) for asset in before}
    assert make_plan(before, records, project.build).steps == ()
    add_wave(project, name)
    return Counter(key[0] for key in make_plan(declare(project), records, project.build).keys)


def test_two_waves_or_fifty_make_no_difference(tmp_path: Path):
    project = write_waves_project(tmp_path)
    to_two = steps_of_adding(project, "2032")
    for year in range(2033, 2080):
        add_wave(project, str(year))
    to_fifty = steps_of_adding(project, "2080")
    assert set(to_two) == {"wave_2032", "trend", "publication"}
    assert to_two.pop("wave_2032") == to_fifty.pop("wave_2080") == 23
    assert to_two == to_fifty
