"""What a reader of the published store finds beside the tables: comments, views, contents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from kj_assets.dagster_kit.asset import Asset, Part, Product
from kj_assets.dagster_kit.catalogue import Catalogue
from kj_assets.dagster_kit.guard import build_or_reuse
from kj_assets.dagster_kit.published import open_published
from kj_assets.dagster_kit.storage import open_session
from kj_assets.dagster_kit.views import LongView

VIEWS = {"counts": LongView("year_*", "count", "Counts of all years", label="year")}
SCHEMAS = {"year_1": "The first year"}


def count_apples(apples: int) -> pd.DataFrame:
    """A count."""
    return pd.DataFrame({"apples": [apples]})


def declare(year: str, apples: int = 1, told: str = "how many") -> Asset:
    return Asset(
        (year, "count"),
        count_apples,
        f"the count of {year}",
        settings={"apples": apples},
        columns={"apples": told},
    )


def build(folder: Path, assets: Sequence[Asset]) -> list[str]:
    """Schemas of what was built, not reused."""
    with open_session(folder, "a test", print, Catalogue(VIEWS, SCHEMAS, assets)) as session:
        made = [(asset.key[0], build_or_reuse(asset, session, "run")) for asset in assets]
    return [schema for schema, outcome in made if not outcome.reused]


def ask(folder: Path, query: str) -> list[tuple]:
    with open_published(folder) as store:
        return store.sql(query).fetchall()


def test_a_view_is_long_over_schemas_and_tells_their_rows_apart(tmp_path):
    build(tmp_path, [declare("year_1", 3), declare("year_2", 5)])
    assert ask(tmp_path, "FROM kj.counts ORDER BY year") == [("1", 3), ("2", 5)]


def test_a_view_over_several_tables_of_a_schema_names_them():
    view = LongView("year_*", "*_count", "Counts", label="year", name="fruit")
    assert view.labels_of(("year_1", "apple_count")) == {"year": "1", "fruit": "apple"}


def test_a_table_that_has_the_label_keeps_its_own(tmp_path):
    own = replace(declare("year_1"), compute=lambda apples: pd.DataFrame({"year": ["one"]}))
    build(tmp_path, [own])
    assert ask(tmp_path, "FROM kj.counts") == [("one",)]


def test_a_part_is_in_no_view_that_does_not_ask_for_parts():
    assert LongView("*", "co*", "").matches(("s", "count"))
    assert not LongView("*", "co*", "").matches(("s", "count__losses"))
    assert LongView("*", "count__*", "").matches(("s", "count__losses"))


def test_views_and_their_columns_say_what_they_hold(tmp_path):
    build(tmp_path, [declare("year_1")])
    views = "SELECT comment FROM duckdb_views() WHERE view_name = 'counts'"
    columns = "SELECT column_name, comment FROM duckdb_columns() WHERE table_name = 'counts'"
    assert ask(tmp_path, views) == [("Counts of all years",)]
    assert dict(ask(tmp_path, columns)) == {
        "year": "Which of the schemas year_* a row is from",
        "apples": "how many",
    }


def test_the_contents_list_schemas_tables_and_views(tmp_path):
    build(tmp_path, [declare("year_1")])
    contents = ask(tmp_path, "SELECT schema_name, table_name, kind, rows, comment FROM kj.contents")
    assert ("year_1", None, "schema", None, "The first year") in contents
    assert ("year_1", "count", "table", 1, "the count of year_1") in contents
    assert ("main", "counts", "view", None, "Counts of all years") in contents


def test_nothing_of_the_plumbing_lacks_a_comment(tmp_path):
    build(tmp_path, [declare("year_1")])
    silent = """
        SELECT table_name FROM duckdb_tables() WHERE comment IS NULL UNION ALL
        SELECT view_name FROM duckdb_views() WHERE NOT internal AND comment IS NULL UNION ALL
        SELECT table_name || '.' || column_name FROM duckdb_columns()
        WHERE NOT internal AND comment IS NULL UNION ALL
        SELECT schema_name FROM kj.contents WHERE comment IS NULL
    """
    assert ask(tmp_path, silent) == []


def test_a_reworded_description_is_written_by_the_next_run_without_rebuilding(tmp_path):
    build(tmp_path, [declare("year_1"), declare("year_2")])
    reworded = [declare("year_1", told="how many apples"), declare("year_2", 2)]
    assert build(tmp_path, reworded) == ["year_2"]
    told = "SELECT comment FROM duckdb_columns() WHERE schema_name = 'year_1'"
    assert ask(tmp_path, told) == [("how many apples",)]


def test_comments_of_what_is_declared_no_more_stay_as_long_as_the_table(tmp_path):
    build(tmp_path, [declare("year_1")])
    build(tmp_path, [declare("year_2")])
    told = "SELECT comment FROM duckdb_columns() WHERE schema_name = 'year_1'"
    assert ask(tmp_path, told) == [("how many",)]


def test_a_table_beside_the_asset_has_words_of_its_own(tmp_path):
    with_part = replace(
        declare("year_1"), parts={"baskets": Part("the baskets", {"n": "apples in one"})}
    )
    product = replace(with_part, compute=_with_baskets)
    build(tmp_path, [product])
    place = "WHERE table_name = 'count__baskets'"
    assert ask(tmp_path, f"SELECT comment FROM duckdb_tables() {place}") == [("the baskets",)]
    assert ask(tmp_path, f"SELECT comment FROM duckdb_columns() {place}") == [("apples in one",)]


def _with_baskets(apples: int) -> Product:
    return Product(count_apples(apples), parts={"baskets": pd.DataFrame({"n": [apples]})})
