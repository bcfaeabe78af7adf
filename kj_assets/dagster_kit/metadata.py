"""What Dagster shows of an asset: columns, row count, preview, numbers, notes, checks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import dagster as dg
import pandas as pd

from kj_assets.dagster_kit.asset import Asset, CheckReport
from kj_assets.dagster_kit.guard import Outcome
from kj_assets.dagster_kit.record import unpack_check

PREVIEW_ROWS = 8
PREVIEW_COLUMNS = 12
CELL_WIDTH = 40
# With these, a cell would end early, or draw a picture from an address that a respondent wrote.
MARKDOWN_SIGNS = re.compile(r"([\\|`*\[\]])")


def describe_outcome(asset: Asset, outcome: Outcome) -> dict[str, dg.MetadataValue]:
    """Metadata of one materialization, the same whether it was built or reused."""
    record = outcome.record
    shown: dict[str, dg.MetadataValue] = {
        "dagster/row_count": dg.MetadataValue.int(record.rows),
        "table": dg.MetadataValue.text(".".join(asset.key)),
    }
    shown |= {name: _number(value) for name, value in record.numbers.items()}
    shown |= {name: dg.MetadataValue.md(text) for name, text in record.notes.items()}
    shown |= {name: dg.MetadataValue.text(value) for name, value in asset.tags.items()}
    if outcome.frame is not None:
        shown["dagster/column_schema"] = describe_columns(outcome.frame, asset.columns)
        shown["preview"] = dg.MetadataValue.md(as_markdown(outcome.frame))
    return shown


def describe_columns(
    frame: pd.DataFrame, descriptions: Mapping[str, str]
) -> dg.TableSchemaMetadataValue:
    """Columns with their types and, where known, what they hold."""
    columns = [
        dg.TableColumn(name, type=str(frame[name].dtype), description=descriptions.get(name))
        for name in frame.columns
    ]
    return dg.MetadataValue.table_schema(dg.TableSchema(columns=columns))


def as_markdown(frame: pd.DataFrame, rows: int = PREVIEW_ROWS) -> str:
    """The first rows and columns as a Markdown table, long cells cut."""
    head = frame.iloc[:rows, :PREVIEW_COLUMNS]
    lines = ["| " + " | ".join(map(_cell, head.columns)) + " |", "|---" * head.shape[1] + "|"]
    lines += ["| " + " | ".join(map(_cell, row)) + " |" for row in head.itertuples(index=False)]
    cut = frame.shape[1] - head.shape[1]
    return "\n".join(lines) + (f"\n\n… and {cut} more columns" if cut else "")


def _cell(value: object) -> str:
    if isinstance(value, (bytes, bytearray)):
        return f"{len(value)} bytes"
    text = f"{value:.4g}" if isinstance(value, float) else str(value)
    text = text if len(text) <= CELL_WIDTH else text[: CELL_WIDTH - 1] + "…"
    shown = MARKDOWN_SIGNS.sub(r"\\\1", " ".join(text.splitlines()))
    return shown.replace("&", "&amp;").replace("<", "&lt;")


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
    metadata = {name: _number(value) for name, value in check.numbers.items()}
    if check.failing is not None and len(check.failing):
        metadata["failing rows"] = dg.MetadataValue.md(as_markdown(check.failing, rows=20))
    return dg.AssetCheckResult(
        asset_key=dg.AssetKey(asset.key),
        check_name=check.name,
        passed=bool(check.passed),
        severity=dg.AssetCheckSeverity.ERROR if check.blocking else dg.AssetCheckSeverity.WARN,
        description=check.description,
        metadata=metadata,
    )
