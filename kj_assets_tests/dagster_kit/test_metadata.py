"""What Dagster shows of an asset: columns, a harmless preview, numbers, tags, checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import dagster as dg
import numpy as np
import pandas as pd
import pytest

from kj_assets.dagster_kit.asset import Asset, CheckReport
from kj_assets.dagster_kit.metadata import (
    as_check_result,
    describe_columns,
    describe_lineage,
)
from kj_assets.dagster_kit.preview import as_markdown, preview_rows
from kj_assets.dagster_kit.record import pack_check, unpack_check
from kj_assets.dagster_kit.run import run_assets
from kj_assets_tests.dagster_kit.running import build_sums, declare, define

TOTAL = dg.AssetKey(["sums", "total"])


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as made:
        yield made


@pytest.fixture
def shown(tmp_path: Path, instance: dg.DagsterInstance) -> Mapping[str, Any]:
    """Metadata of the total as it stands in Dagster's log."""
    file = tmp_path / "numbers.txt"
    file.write_text("1 2 3")
    build_sums(declare(file), tmp_path / "build", instance)
    return read_metadata(instance)


def read_metadata(instance: dg.DagsterInstance) -> Mapping[str, Any]:
    event = instance.get_latest_materialization_event(TOTAL)
    assert event is not None and event.asset_materialization is not None
    return event.asset_materialization.metadata


def test_columns_are_shown_with_type_and_meaning(shown):
    (column,) = shown["dagster/column_schema"].value.columns
    assert (column.name, column.type) == ("total", "DOUBLE")
    assert column.description == 'the sum\'s "own" column'


def test_a_column_nobody_described_has_no_meaning():
    asset = Asset(("s", "t"), as_markdown, "a table", columns={"b": "a number"})
    assert describe(asset) == [("a", "VARCHAR", ""), ("b", "BIGINT", "a number")]


def test_columns_that_only_the_data_know_have_a_meaning_together():
    asset = Asset(
        ("s", "t"), as_markdown, "a table", columns={"b": "a number"}, other_columns="as delivered"
    )
    assert describe(asset) == [("a", "VARCHAR", "as delivered"), ("b", "BIGINT", "a number")]


def describe(asset: Asset) -> list[tuple[str, str, str | None]]:
    schema = describe_columns(asset, {"a": "VARCHAR", "b": "BIGINT"}).value
    return [(column.name, column.type, column.description) for column in schema.columns]


def test_lineage_is_told_of_columns_that_are_there():
    upstream = ("s", "u")
    asset = Asset(
        ("s", "t"),
        as_markdown,
        "a table",
        lineage={"a": ((upstream, "x"), (upstream, "y")), "gone": ((upstream, "x"),)},
    )
    told = describe_lineage(asset, ["a", "b"]).value.deps_by_column
    key = dg.AssetKey(upstream)
    assert told == {"a": [dg.TableColumnDep(key, "x"), dg.TableColumnDep(key, "y")]}


def test_a_table_beside_it_is_named_with_what_it_holds(shown):
    assert shown["tables beside it"].value == (
        "- `sums.total__count`: how many were added [provenance: made_up]"
    )


def test_an_asset_tells_its_owner_its_table_and_its_pages_before_it_is_built(tmp_path):
    about = {"page": "site/sums.html", "pictures": {"figure (en)": "figures/sums.svg"}}
    assets = [replace(asset, **about) for asset in declare(tmp_path / "n.txt")]
    specs = {spec.key: spec for spec in define(assets, tmp_path).resolve_all_asset_specs()}
    told = specs[TOTAL].metadata
    assert list(specs[TOTAL].owners) == ["team:sums"]
    assert told["dagster/table_name"].value == "sums.total"
    assert told["page"].value == "http://127.0.0.1:3070/site/sums.html"
    assert told["figure (en)"].value.endswith("](http://127.0.0.1:3070/figures/sums.svg)")
    assert told["provenance page"].value.endswith("/site/provenance.html#en-sums/total")


def test_a_file_outside_the_store_has_an_owner_and_a_kind(tmp_path):
    definitions = define(declare(tmp_path / "n.txt"), tmp_path)
    spec = {s.key: s for s in definitions.resolve_all_asset_specs()}[dg.AssetKey(["sums", "file"])]
    assert (list(spec.owners), spec.kinds) == (["team:sums"], {"file"})


def test_rows_table_numbers_and_preview_are_shown(shown):
    assert shown["dagster/row_count"].value == 1
    assert shown["total"].value == 6.0
    assert shown["preview"].value == "| total |\n|---|\n| 6 |"


def test_provenance_is_in_the_metadata_and_in_the_tags_of_the_asset(shown, tmp_path):
    assert shown["provenance"].value == "made_up"
    definitions = define(declare(tmp_path / "numbers.txt"), tmp_path / "build")
    specs = {spec.key: spec for spec in definitions.resolve_all_asset_specs()}
    assert specs[TOTAL].tags["kj/provenance"] == "made_up"


def test_what_is_reused_shows_all_it_showed_when_it_was_built(tmp_path, instance, shown):
    definitions = define(declare(tmp_path / "numbers.txt"), tmp_path / "build")
    run_assets(definitions, instance, [("sums", "total")], lambda event: None)
    event = instance.get_latest_materialization_event(TOTAL)
    assert event.asset_materialization.tags["kj/outcome"] == "reused"
    assert read_metadata(instance) == shown


@pytest.mark.parametrize(
    ("cell", "drawn", "why"),
    [
        ("a|b", r"a\|b", "would start another cell"),
        ("a\\|b", r"a\\\|b", "an escaped escape would start one as well"),
        ("two\nlines\r\nor\rthree", "two lines or three", "would start another row"),
        ("<b>&lt;", "&lt;b>&amp;lt;", "is text, not a tag"),
        ("![x](http://h/x.png)", r"!\[x\](http://h/x.png)", "would fetch a picture from outside"),
        ("*loud* `code`", r"\*loud\* \`code\`", "is no markup"),
        ("x" * 50, "x" * 39 + "…", "is cut"),
        (b"\x89PNG", "4 bytes", "is no text"),
        (1234567.891, "1.235e+06", "four digits will do"),
        (None, "None", "nothing"),
        ("한국", "한국", "stays"),
    ],
    ids=lambda value: "",
)
def test_a_cell_of_the_preview_is_only_text(cell, drawn, why):
    frame = pd.DataFrame({"a": pd.Series([cell], dtype=object)})
    assert as_markdown(frame) == f"| a |\n|---|\n| {drawn} |", why


def test_a_name_of_a_column_is_only_text_too():
    assert as_markdown(pd.DataFrame({"a|b": [1]})).startswith("| a\\|b |\n")


def test_a_wide_preview_is_cut_to_what_the_ui_draws_inline_and_says_so():
    wide = pd.DataFrame({f"column_{i}": range(8) for i in range(80)})
    shown = preview_rows(wide)
    assert 800 < len(shown) < 1000
    drawn = shown.splitlines()[0].count("column_")
    assert shown.endswith(f"… and {80 - drawn} more columns")


def test_a_preview_leaves_out_what_is_the_same_in_every_row():
    frame = pd.DataFrame({"wave": "2025", "item": ["a", "b"], "share": [0.1, 0.2]})
    assert preview_rows(frame).splitlines()[0] == "| item | share |"
    assert preview_rows(frame).endswith("… and 1 more column")


@pytest.mark.parametrize("rows", [0, 1, 2])
def test_rows_that_are_all_the_same_are_shown_whole(rows):
    frame = pd.DataFrame({"wave": ["2025"] * rows, "item": ["a"] * rows})
    assert preview_rows(frame) == as_markdown(frame)


def test_a_column_made_from_few_others_names_them():
    made = {"a": ((("s", "u"), "x"),), "b": tuple((("s", "u"), f"x{i}") for i in range(9))}
    asset = Asset(("s", "t"), as_markdown, "a table", columns={"a": "A", "b": "B"}, lineage=made)
    assert describe(asset) == [("a", "VARCHAR", "A. Made from `s/u.x`"), ("b", "BIGINT", "B")]


@pytest.mark.parametrize("passed", [True, np.True_])
@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (3, dg.IntMetadataValue),
        (np.int64(3), dg.IntMetadataValue),
        (0.5, dg.FloatMetadataValue),
        (np.float32(0.5), dg.FloatMetadataValue),
        (np.bool_(True), dg.TextMetadataValue),
        ("W101", dg.TextMetadataValue),
    ],
)
def test_numbers_of_any_kind_can_be_reported(passed, number, kind):
    asset = Asset(("s", "t"), as_markdown, "a table")
    result = as_check_result(asset, CheckReport("c", passed, "", numbers={"n": number}))
    assert isinstance(result.metadata["n"], kind)
    assert result.passed is True


@pytest.mark.parametrize(
    ("blocking", "severity"),
    [(True, dg.AssetCheckSeverity.ERROR), (False, dg.AssetCheckSeverity.WARN)],
)
def test_a_failed_check_shows_its_rows_and_how_grave_it_is(blocking, severity):
    failing = pd.DataFrame({"respondent": [f"r{i}" for i in range(30)]})
    report = CheckReport("c", False, "why", blocking=blocking, failing=failing)
    result = as_check_result(Asset(("s", "t"), as_markdown, "a table"), report)
    rows = result.metadata["first failing rows"].records
    assert (result.severity, result.description) == (severity, "why")
    assert rows[0].data == {"respondent": "r0"} and len(rows) == 20
    assert result.metadata["failing rows"].value == 30


def test_how_many_rows_failed_is_known_where_only_the_first_are_kept():
    failing = pd.DataFrame({"respondent": range(300)})
    kept = unpack_check(pack_check(CheckReport("c", False, "why", failing=failing)))
    assert len(kept.failing) == 50
    result = as_check_result(Asset(("s", "t"), as_markdown, "a table"), kept)
    assert result.metadata["failing rows"].value == 300
