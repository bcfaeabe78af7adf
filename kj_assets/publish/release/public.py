"""A table as it leaves: as CSV and Parquet, with nothing in it that a spreadsheet would run.

Here: writing. Not here: which tables there are (`folder.py`), what may be seen in them
(`publish/closing/`).
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

RUNS_IN_A_SPREADSHEET = ("=", "+", "-", "@", "\t", "\r")


def write_csv(public: pd.DataFrame) -> bytes:
    """A table as CSV in UTF-8 with formulas made harmless."""
    text = io.StringIO()
    # RFC 4180; with a bare \n a lone \r would not be quoted.
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([_defuse(str(column)) for column in public.columns])
    for row in public.itertuples(index=False):
        writer.writerow([_write(cell) for cell in row])
    return text.getvalue().encode()


def write_parquet(public: pd.DataFrame) -> bytes:
    """A table as Parquet; the same table gives the same bytes."""
    import pyarrow as pa
    from pyarrow import parquet

    file = io.BytesIO()
    parquet.write_table(
        pa.Table.from_pandas(public, preserve_index=False).replace_schema_metadata(None), file
    )
    return file.getvalue()


def _write(cell: Any) -> str:
    import pandas as pd

    if pd.isna(cell):
        return ""
    if isinstance(cell, float):
        return repr(round(float(cell), 10))
    return _defuse(str(cell)) if isinstance(cell, str) else str(cell)


def _defuse(text: str) -> str:
    """A text that a spreadsheet would run as a formula, behind an apostrophe."""
    return f"'{text}" if text.startswith(RUNS_IN_A_SPREADSHEET) else text
