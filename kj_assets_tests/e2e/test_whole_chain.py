"""The shipped project from its survey file to its estimates: what is there, what is said of it.

Pictures and pages, which take most of the time, are drawn in `test_shipped_pictures.py`.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import dagster as dg
import pytest

from kj_assets.dagster_kit.plan import make_plan
from kj_assets.dagster_kit.storage import read_stored_records
from kj_assets.definitions import assemble_project
from kj_assets.graph import declare_assets, read_declarations
from kj_assets.project import Project
from kj_assets_tests.e2e.building import Built, build_project, copy_declared
from kj_assets_tests.e2e.waves_project import draw_nothing


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory, instance) -> Iterator[Built]:
    with pytest.MonkeyPatch.context() as patched:
        draw_nothing(patched)
        yield build_project(copy_declared(tmp_path_factory.mktemp("chain")), instance)


def test_every_asset_is_built_once(chain):
    assert chain.result.failed == {}
    assert sorted(chain.result.built) == sorted(asset.key for asset in chain.assets)
    assert {key[0] for key in chain.result.built} == {"wave_2025", "trend", "publication"}


def test_a_second_build_rebuilds_nothing(chain):
    again = build_project(chain.project, chain.instance).result
    assert (again.built, again.reused, again.failed) == ([], [], {})


def test_adding_a_wave_asks_for_that_wave_and_what_spans_waves_alone(chain):
    project = chain.project
    added = project.waves / "2026"
    shutil.copytree(project.waves / "2025", added)
    try:
        assets = declare_assets(project, read_declarations(project))
        plan = make_plan(assets, read_stored_records(project.build), project.build)
    finally:
        shutil.rmtree(added)
    new = {asset.key for asset in assets if asset.key[0] == "wave_2026"}
    across = {asset.key for asset in assets if asset.key[0] in ("trend", "publication")}
    own = ("publication", "briefing_2025")
    assert set(plan.keys) == new | across - {own}
    assert own in plan.kept
    assert {key[0] for key in plan.kept} == {"wave_2025", "publication"}


def test_materialising_everything_reuses_what_is_there(chain):
    definitions = assemble_project(chain.project, read_declarations(chain.project), chain.assets)
    job = definitions.resolve_implicit_global_asset_job_def()
    done = job.execute_in_process(instance=chain.instance)
    made = done.get_asset_materialization_events()
    outcomes = {event.materialization.tags["kj/outcome"] for event in made}
    assert len(made) == len(chain.assets)
    assert outcomes == {"reused"}


def test_the_poll_has_its_respondents(chain):
    assert len(chain.table("wave_2025", "responses")) == 1585
    assert len(chain.table("wave_2025", "validated")) == 1585


def test_every_published_figure_agrees_within_rounding(chain):
    table = chain.table("wave_2025", "published_vs_computed")
    assert len(table) == 26
    assert table[~table["agrees"]].empty
    assert set(table["basis"]) == {"calibrated to this figure"}


def test_the_headline_numbers_are_those_in_print(chain):
    toplines = chain.table("wave_2025", "toplines").set_index(["item", "level"])["share"]
    assert round(100 * toplines["bilateral_security_cooperation", "positive"], 1) == 75.5
    effects = chain.table("wave_2025", "effects_bilateral_security").set_index("term")["estimate"]
    assert round(100 * effects["military_threat_north_korea"], 1) == 16.4
    assert round(100 * effects["military_threat_china"], 1) == 5.2
    assert effects["japan_impression"] > effects[["us_trust", "military_threat_north_korea"]].max()


def test_no_table_forgets_that_its_respondents_are_reconstructed(chain):
    comments = chain.ask(
        "SELECT table_name, comment FROM duckdb_tables() WHERE schema_name != 'kj_meta'"
    )
    silent = comments[~comments["comment"].fillna("").str.contains("provenance: reconstructed")]
    assert silent["table_name"].to_list() == []


def test_the_metadata_say_it_too(chain):
    event = chain.instance.get_latest_materialization_event(dg.AssetKey(["wave_2025", "toplines"]))
    assert event and event.asset_materialization
    assert event.asset_materialization.metadata["provenance"].value == "reconstructed"


def test_tables_are_long_over_waves_for_whoever_queries(chain):
    shares = chain.ask("SELECT DISTINCT wave, item FROM kj.toplines")
    assert set(shares["wave"]) == {"2025"}
    assert "bilateral_security_cooperation" in set(shares["item"])


def test_a_project_needs_nothing_but_its_declarations(chain):
    assert Project.at(chain.project.root).build.is_dir()
    assert not (chain.project.root / "dagster_home").exists()
