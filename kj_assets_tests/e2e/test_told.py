"""What is told of every asset of the shipped project: in the Dagster UI, and in kj.duckdb."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import dagster as dg
import duckdb
import pytest

from kj_assets.dagster_kit.asset import Asset, show_key
from kj_assets.definitions import build_definitions
from kj_assets.graph import declare_assets, read_declarations
from kj_assets.project import Project
from kj_assets_tests.e2e.building import SHIPPED

# They look at a build of the whole shipped project.
pytestmark = pytest.mark.slow

SILENT = """
    SELECT schema_name, table_name, '' FROM duckdb_tables() WHERE comment IS NULL UNION ALL
    SELECT schema_name, view_name, '' FROM duckdb_views()
    WHERE NOT internal AND comment IS NULL UNION ALL
    SELECT schema_name, table_name, column_name FROM duckdb_columns()
    WHERE NOT internal AND comment IS NULL UNION ALL
    SELECT schema_name, '', '' FROM kj.contents WHERE comment IS NULL
"""


@pytest.fixture(scope="module")
def assets() -> list[Asset]:
    return declare_assets(SHIPPED, read_declarations(SHIPPED))


@pytest.fixture(scope="module")
def specs() -> list[dg.AssetSpec]:
    return list(build_definitions(SHIPPED).resolve_all_asset_specs())


@pytest.fixture(scope="module")
def store(project: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(project / "data/build/kj.duckdb", read_only=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def shown(project: Path, assets: list[Asset]) -> dict[str, dict]:
    """Metadata of the latest materialization of every asset, as the UI reads them."""
    with dg.DagsterInstance.from_config(str(Project.at(project).dagster_home)) as instance:
        found = {}
        for asset in assets:
            event = instance.get_latest_materialization_event(dg.AssetKey(asset.key))
            assert event and event.asset_materialization, asset.key
            found[show_key(asset.key)] = dict(event.asset_materialization.metadata)
        return found


def test_every_asset_has_a_description_an_owner_and_a_kind(specs):
    assert len(specs) > 45
    for spec in specs:
        assert len(spec.description or "") > 40, spec.key
        assert spec.description.endswith("."), spec.key
        assert spec.owners, spec.key
        assert spec.kinds, spec.key


def test_every_page_an_asset_links_to_is_there_with_its_place(project, specs):
    linked = {
        value.value
        for spec in specs
        for value in spec.metadata.values()
        if isinstance(value, dg.UrlMetadataValue)
    }
    assert len(linked) > 60
    pages: dict[str, set[str]] = {}
    for path, place in ((urlsplit(url).path, urlsplit(url).fragment) for url in linked):
        if path not in pages:
            page = (project / "data/build" / path.lstrip("/")).read_text(encoding="utf-8")
            pages[path] = set(re.findall(r'id="([^"]+)"', page))
        assert place in pages[path], (path, place)


def test_every_asset_shows_rows_columns_with_their_meaning_and_a_preview(shown, assets):
    previewed = {show_key(asset.key) for asset in assets if asset.previewed}
    assert set(shown) - previewed == {"wave_2025/responses"}, "they hold what was delivered"
    for key, metadata in shown.items():
        assert metadata["dagster/row_count"].value >= 0
        columns = metadata["dagster/column_schema"].value.columns
        assert columns, key
        assert [column.name for column in columns if not column.description] == [], key
        assert ("preview" in metadata) == (key in previewed), key
        assert key not in previewed or metadata["preview"].value.startswith("| "), key


def test_figures_show_themselves_inline_and_say_what_they_found(specs, shown, project):
    figures = {
        "/".join(s.key.path): s.metadata for s in specs if "/figure_" in "/".join(s.key.path)
    }
    assert len(figures) > 10
    for key, metadata in figures.items():
        for language in ("en", "ko"):
            picture = metadata[f"figure ({language})"].value
            address = re.fullmatch(r"!\[[^\]]*\]\((.*)\)", picture)
            assert address, key
            assert (project / "data/build" / urlsplit(address[1]).path.lstrip("/")).is_file(), key
            assert len(picture) < 1000, key
            assert shown[key][f"finding ({language})"].value, key


def test_no_build_keeps_an_address_that_only_one_run_of_the_ui_has(shown):
    for key, metadata in shown.items():
        assert "127.0.0.1" not in str([value.value for value in metadata.values()]), key


def test_the_numbers_that_matter_are_plotted(shown):
    for key, expected in {
        "wave_2025/weights": {"kish_deff", "n_eff"},
        "wave_2025/toplines": {
            *("respondents", "deff_max", "share bilateral_security_cooperation positive"),
        },
        "wave_2025/model_bilateral_security": {"n", "n_eff", "auc"},
        "wave_2025/effects_bilateral_security": {
            *("n", "deff_max", "effect japan_impression good"),
        },
        "wave_2025/compare_security_vs_economic": {"n", "difference us_trust trust"},
    }.items():
        numbers = (dg.IntMetadataValue, dg.FloatMetadataValue)
        plotted = {name for name, value in shown[key].items() if isinstance(value, numbers)}
        assert expected <= plotted, key


def test_lineage_names_columns_that_are_there(store, assets, shown):
    rows = store.sql("SELECT schema_name, table_name, column_name FROM duckdb_columns()").fetchall()
    there = set(rows)
    for asset in assets:
        traced = shown[show_key(asset.key)].get("dagster/column_lineage")
        assert bool(traced) == bool(asset.lineage), asset.key
        for made in traced.value.deps_by_column.values() if traced else ():
            for column in made:
                assert (*column.asset_key.path, column.column_name) in there, asset.key
                assert tuple(column.asset_key.path) in asset.upstream, asset.key


def test_an_answer_is_traced_to_the_column_it_was_delivered_in(shown):
    lineage = shown["wave_2025/clean"]["dagster/column_lineage"].value.deps_by_column
    responses = dg.AssetKey(["wave_2025", "responses"])
    assert lineage["japan_impression"] == [dg.TableColumnDep(responses, "Q5")]
    assert lineage["age_band"] == lineage["age"]


def test_nothing_in_the_published_file_lacks_a_comment(store):
    assert store.sql(SILENT).fetchall() == []
