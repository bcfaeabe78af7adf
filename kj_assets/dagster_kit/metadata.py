"""What Dagster shows of an asset: columns, row count, preview, numbers, notes, checks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import dagster as dg

from kj_assets.dagster_kit.asset import Asset, CheckReport, show_key
from kj_assets.dagster_kit.comments import explain_column, explain_table
from kj_assets.dagster_kit.preview import as_table, preview_rows
from kj_assets.dagster_kit.record import FAILING, Record, unpack_check
from kj_assets.dagster_kit.site import RECORDS_PAGE, picture_markdown, site_url
from kj_assets.dagster_kit.storage import Session

PREVIEW_ROWS = 8
FEW_COLUMNS = 3
FAILING_ROWS = 20


def describe_asset(asset: Asset) -> dict[str, dg.MetadataValue]:
    """What is known of an asset whatever was built: its table, pages about it, its pictures."""
    shown: dict[str, dg.MetadataValue] = {
        "dagster/table_name": dg.MetadataValue.text(".".join(asset.key)),
        "provenance page": dg.MetadataValue.url(site_url(RECORDS_PAGE + show_key(asset.key))),
    }
    if asset.page:
        shown["page"] = dg.MetadataValue.url(site_url(asset.page))
    for name, path in asset.pictures.items():
        shown[name] = dg.MetadataValue.md(picture_markdown(asset.description, path))
    return shown


def describe_outcome(asset: Asset, record: Record, session: Session) -> dict[str, dg.MetadataValue]:
    """Metadata of one materialization, the same whether it was built or reused."""
    head, types = session.look(asset.key, PREVIEW_ROWS)
    shown: dict[str, dg.MetadataValue] = {
        "dagster/row_count": dg.MetadataValue.int(record.rows),
        "dagster/column_schema": describe_columns(asset, types),
    }
    if asset.lineage:
        shown["dagster/column_lineage"] = describe_lineage(asset, types)
    shown |= {name: _number(value) for name, value in record.numbers.items()}
    shown |= {name: dg.MetadataValue.md(text) for name, text in record.notes.items()}
    shown |= {name: dg.MetadataValue.text(value) for name, value in asset.tags.items()}
    if asset.previewed:
        shown["preview"] = dg.MetadataValue.md(preview_rows(head))
    beside = sorted(set(record.tables) - {asset.key[1]})
    if beside:
        lines = [f"- `{asset.key[0]}.{t}`: {explain_table(asset, t)}" for t in beside]
        shown["tables beside it"] = dg.MetadataValue.md("\n".join(lines))
    return shown


def describe_columns(asset: Asset, types: Mapping[str, str]) -> dg.TableSchemaMetadataValue:
    """Columns with their types in DuckDB and what they hold."""
    columns = [
        dg.TableColumn(name, type=kind, description=_describe_column(asset, name))
        for name, kind in types.items()
    ]
    return dg.MetadataValue.table_schema(dg.TableSchema(columns=columns))


def _describe_column(asset: Asset, name: str) -> str:
    """What a column holds, and from which few columns: Dagster's own UI draws no column lineage."""
    told = explain_column(asset, asset.key[1], name)
    made = asset.lineage.get(name, ())
    if not 0 < len(made) <= FEW_COLUMNS:
        return told
    sources = [f"`{show_key(key)}.{column}`" for key, column in made]
    stop = "" if told.endswith(("?", ".")) else "."
    return f"{told}{stop} Made from {', '.join(sources)}"


def describe_lineage(asset: Asset, columns: Collection[str]) -> dg.TableColumnLineageMetadataValue:
    """Which columns a column is made from, for those that are there and where it is known."""
    known = {name: made for name, made in asset.lineage.items() if name in columns}
    return dg.MetadataValue.column_lineage(
        dg.TableColumnLineage(
            {
                name: [dg.TableColumnDep(dg.AssetKey(key), column) for key, column in made]
                for name, made in known.items()
            }
        )
    )


def _number(value: Any) -> dg.MetadataValue:
    plain = value.item() if hasattr(value, "item") else value
    if isinstance(plain, bool | str):
        return dg.MetadataValue.text(str(plain))
    return dg.MetadataValue.int(plain) if isinstance(plain, int) else dg.MetadataValue.float(plain)


def describe_checks(asset: Asset, packed: list[dict]) -> list[dg.AssetCheckResult]:
    """Results of an asset's checks as kept in its record."""
    return [as_check_result(asset, unpack_check(plain)) for plain in packed]


def as_check_result(asset: Asset, check: CheckReport) -> dg.AssetCheckResult:
    """One check's result, with the rows that failed."""
    numbers = dict(check.numbers)
    if check.failing is not None:
        numbers.setdefault(FAILING, len(check.failing))
    metadata = {name: _number(value) for name, value in numbers.items()}
    if check.failing is not None and len(check.failing):
        metadata["first failing rows"] = as_table(check.failing.head(FAILING_ROWS))
    return dg.AssetCheckResult(
        asset_key=dg.AssetKey(asset.key),
        check_name=check.name,
        passed=bool(check.passed),
        severity=dg.AssetCheckSeverity.ERROR if check.blocking else dg.AssetCheckSeverity.WARN,
        description=check.description,
        metadata=metadata,
    )
