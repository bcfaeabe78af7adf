"""Rows as the Dagster UI draws them: as Markdown where they are many, as a table where they matter.

Here: writing cells so that they are only text. Not here: what else is shown (`metadata.py`).
"""

from __future__ import annotations

import re

import dagster as dg
import pandas as pd

# The UI draws Markdown inline that is shorter than this; the rest is behind a button.
INLINE = 1000
CELL_WIDTH = 40
# With these, a cell would end early, or draw a picture from an address that a respondent wrote.
MARKDOWN_SIGNS = re.compile(r"([\\|`*\[\]])")


def preview_rows(head: pd.DataFrame) -> str:
    """Rows as Markdown, short enough to be drawn inline: columns that tell rows apart come first.

    Columns that hold the same in every row are left out where there are several rows.
    """
    telling = [n for n in head.columns if len(head) < 2 or len(set(map(_cell, head[n]))) > 1]
    shown = head[telling] if telling else head
    text = _cut_columns(shown, head.shape[1])
    while len(text) >= INLINE and shown.shape[1] > 1:
        shown = shown.iloc[:, :-1]
        text = _cut_columns(shown, head.shape[1])
    return text


def _cut_columns(frame: pd.DataFrame, columns: int) -> str:
    cut = columns - frame.shape[1]
    return as_markdown(frame) + (
        f"\n\n… and {cut} more column{'s' if cut > 1 else ''}" if cut else ""
    )


def as_markdown(frame: pd.DataFrame) -> str:
    """A Markdown table, long cells cut."""
    lines = ["| " + " | ".join(map(_cell, frame.columns)) + " |", "|---" * frame.shape[1] + "|"]
    lines += ["| " + " | ".join(map(_cell, row)) + " |" for row in frame.itertuples(index=False)]
    return "\n".join(lines)


def as_table(frame: pd.DataFrame) -> dg.TableMetadataValue:
    """Rows as a table that the UI always draws inline, every cell as text."""
    plain = frame.astype(str).to_dict(orient="records")
    records = [dg.TableRecord({str(name): cell for name, cell in row.items()}) for row in plain]
    schema = dg.TableSchema([dg.TableColumn(str(name)) for name in frame.columns])
    return dg.MetadataValue.table(records, schema)


def _cell(value: object) -> str:
    if isinstance(value, (bytes, bytearray)):
        return f"{len(value)} bytes"
    text = f"{value:.4g}" if isinstance(value, float) else str(value)
    text = text if len(text) <= CELL_WIDTH else text[: CELL_WIDTH - 1] + "…"
    shown = MARKDOWN_SIGNS.sub(r"\\\1", " ".join(text.splitlines()))
    return shown.replace("&", "&amp;").replace("<", "&lt;")
