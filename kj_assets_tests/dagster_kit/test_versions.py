"""Versions of libraries, for every module the shipped graph uses."""

from __future__ import annotations

from importlib import metadata

from kj_assets.dagster_kit.versions import library_version
from kj_assets.graph import declare_assets, read_declarations
from kj_assets_tests.e2e.building import SHIPPED


def test_no_module_of_the_shipped_graph_makes_every_distribution_be_asked(monkeypatch):
    assets = declare_assets(SHIPPED, read_declarations(SHIPPED))
    used = {name: v for asset in assets for name, v in asset.version.libraries.items()}
    provided = metadata.packages_distributions()
    assert used == {name: metadata.version(provided[name][0]) for name in used}
    library_version.cache_clear()
    monkeypatch.delattr(metadata, "packages_distributions")
    assert used == {name: library_version(name) for name in used}
