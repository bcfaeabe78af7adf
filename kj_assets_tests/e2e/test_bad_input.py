"""Bad input stops where it is found: told in words, nothing stored is harmed, mending it heals."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from kj_assets.dagster_kit.published import open_published
from kj_assets.dagster_kit.storage import read_stored_records
from kj_assets.errors import DeclarationError
from kj_assets.project import Project
from kj_assets_tests.e2e.bad_input import CASES, Case, change_cells
from kj_assets_tests.e2e.building import Built, build_project
from kj_assets_tests.e2e.small_project import (
    copy_project,
    declare_wave,
    read_wave,
    restore_wave,
    wave_folder,
    write_small_project,
)

WAVE = "wave_2031"
# One for each stage that refuses; the others are slow checks.
QUICK = ("missing file", "unknown code", "duplicate respondent id")


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project that was built well."""
    project = write_small_project(tmp_path_factory.mktemp("good"))
    with dg.DagsterInstance.ephemeral() as instance:
        assert not build_project(project, instance).result.failed
    return project


@pytest.fixture
def project(good: Project, tmp_path: Path) -> Project:
    """A copy of it, to be damaged."""
    return copy_project(good, tmp_path / "copy")


@pytest.fixture
def dagster() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


def read_store(project: Project) -> dict[str, Any]:
    """Every published asset of the wave and after it: record and all rows of its tables."""
    stored: dict[str, Any] = {}
    with open_published(project.build) as store:
        for (schema, name), record in read_stored_records(project.build).items():
            rows = [store.sql(f'FROM "{schema}"."{table}"').fetchall() for table in record.tables]
            stored[f"{schema}/{name}"] = (record, record.built_at, repr(rows))
    # The dictionary and its page read the declarations only, no answers.
    declared = ("publication/data_dictionary", "publication/dictionary")
    return {key: value for key, value in stored.items() if key not in declared}


def downstream_of(built: Built, name: str) -> set[str]:
    """Everything that reads an asset of the wave, directly or not."""
    reached = {(WAVE, name)}
    for _ in built.assets:
        reached |= {asset.key for asset in built.assets if reached & set(asset.upstream)}
    return {"/".join(key) for key in reached} - {f"{WAVE}/{name}"}


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=case.reason, marks=[] if case.reason in QUICK else pytest.mark.slow)
        for case in CASES
    ],
)
def test_bad_input_is_told_and_leaves_what_is_stored(
    case: Case, project: Project, good: Project, dagster: dg.DagsterInstance
) -> None:
    before = read_store(project)
    case.damage(project)
    built = build_project(project, dagster)

    assert list(built.result.failed) == [(WAVE, case.fails)]
    message = built.result.failed[WAVE, case.fails]
    assert [words for words in case.told if words not in message] == []
    after = read_store(project)
    assert {key for key in after if after[key] != before[key]} == with_wave(case.written)
    assert {"/".join(key) for key in built.result.skipped} == downstream_of(built, case.fails)

    restore_wave(project, good)
    healed = build_project(project, dagster).result
    assert healed.failed == {} and healed.skipped == []
    assert {key[1] for key in healed.built if key[0] == WAVE} == case.written
    assert [key for key in healed.built if key[0] in ("trend",)] == []
    assert contents(read_store(project)) == contents(before)
    assert build_project(project, dagster).result.built == []


def with_wave(names: frozenset[str]) -> set[str]:
    return {f"{WAVE}/{name}" for name in names}


def contents(stored: dict[str, Any]) -> dict[str, Any]:
    """Data versions and rows, without who wrote them when."""
    return {key: (record.data_version, rows) for key, (record, _, rows) in stored.items()}


def test_a_yaml_typo_is_told_with_its_line_before_anything_runs(
    project: Project, dagster: dg.DagsterInstance
) -> None:
    before = read_store(project)
    file = wave_folder(project) / "wave.yaml"
    good = file.read_text()
    file.write_text(good.replace("    column: Q2", "    colunm: Q2"))
    line = good.splitlines().index("    column: Q2") + 1
    with pytest.raises(DeclarationError) as mistake:
        build_project(project, dagster)
    assert mistake.value.code == "F102"
    assert f"{file}:{line}: crosswalk.threat.colunm: no such key" in mistake.value.message
    assert "allowed: column, not_asked, codes" in mistake.value.message
    assert read_store(project) == before
    assert dagster.get_runs() == []
    file.write_text(good)
    assert build_project(project, dagster).result.built == []


def test_rejected_rows_are_kept_with_their_reason_and_the_wave_waits(
    project: Project, dagster: dg.DagsterInstance
) -> None:
    change_cells("AGE", P004=199)(project)
    built = build_project(project, dagster)
    assert built.table(WAVE, "rejected").to_dict("records") == [
        {
            "respondent_id": "4",
            "row": 4,
            "rule": "G002 numbers_in_range",
            "item": "age",
            "found": "199.0",
            "reason": "G002 age: outside its range 18 to 110",
        }
    ]
    assert len(built.table(WAVE, "validated")) == 120


def test_rows_within_what_the_gate_allows_are_left_out_and_the_wave_goes_on(
    project: Project, dagster: dg.DagsterInstance
) -> None:
    change_cells("AGE", P004=199)(project)
    declare_wave(project, read_wave(project) | {"gate": {"rejected_rows_allowed": 1}})
    built = build_project(project, dagster)
    assert built.result.failed == {}
    assert len(built.table(WAVE, "rejected")) == 1
    assert len(built.table(WAVE, "weights")) == 119


def test_failed_checks_stand_in_dagsters_log_with_the_rows_that_fail(
    project: Project, dagster: dg.DagsterInstance
) -> None:
    change_cells("W", P006=-0.5)(project)
    build_project(project, dagster)
    failed = {name: check for name, check in read_checks(dagster).items() if not check.passed}
    assert {"weights_usable", "rejected_rows_within_limit"} <= set(failed)
    limit = failed["rejected_rows_within_limit"]
    assert limit.blocking and limit.severity == dg.AssetCheckSeverity.ERROR
    assert limit.metadata["rows"].value == 1
    first = limit.metadata["first failing rows"].value.records[0].data
    assert first["reason"] == "G003 weight_given: is negative"
    assert (first["item"], first["found"]) == ("weight_given", "-0.5")
    assert read_checks(dagster)["n_as_declared"].passed


def read_checks(dagster: dg.DagsterInstance) -> dict[str, Any]:
    """What Dagster's event log holds on the checks of the validated table."""
    entries = dagster.all_logs(
        dagster.get_runs()[0].run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION
    )
    found = [entry.get_dagster_event().asset_check_evaluation_data for entry in entries]
    validated = dg.AssetKey([WAVE, "validated"])
    return {check.check_name: check for check in found if check.asset_key == validated}
