"""Parquet files: each column cast to one plain type.

Here: pyarrow types. Not here: other formats.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from kj_assets.dagster_kit.rows import CHUNK
from kj_assets.errors import FileError
from kj_assets.waves.readers.delivered import (
    DeliveredFile,
    refuse_bomb,
    refuse_unreadable,
    tell_duration,
)
from kj_assets.waves.wave_declaration import Population, SurveyFile

if TYPE_CHECKING:
    import pyarrow as pa

# As many as 64 bits hold for sure.
MOST_DIGITS = 18


def read_columnar(path: Path, declaration: SurveyFile, population: Population) -> DeliveredFile:
    """Read a Parquet file: text, ``Int64``, ``float64``, ``boolean`` and dates.

    Raises:
        FileError: F003 (damaged, rows missing, or nested columns), F008 (unpacks without bounds).
    """
    return DeliveredFile(pd.concat(draw_columnar(path), ignore_index=True))


def draw_columnar(path: Path) -> Iterator[pd.DataFrame]:
    """The same in chunks of `CHUNK` rows; no rows are one frame without any. Errors the same."""
    import pyarrow as pa
    from pyarrow import parquet

    with (
        refuse_unreadable(path, "a Parquet file", pa.ArrowException, OSError, ValueError),
        # As a file, not as a path: a path would be scanned as a data set of many files.
        path.open("rb") as stream,
    ):
        file = parquet.ParquetFile(stream)
        cells = file.metadata.num_rows * file.metadata.num_columns
        # Answers take a bit or more each; what takes less repeats itself without end.
        refuse_bomb(path, "cells", cells, 20 * 10**6, per_byte=100)
        schema = file.schema_arrow
        _refuse_nested(path, schema)
        promised, read = file.metadata.num_rows, 0
        if not promised:
            yield _make_frame(schema.empty_table())
        for batch in file.iter_batches(batch_size=CHUNK):
            read += batch.num_rows
            yield _make_frame(pa.Table.from_batches([batch]))
        if read != promised:  # pyarrow itself says nothing
            raise FileError(
                "F003",
                f"{path}: {read:,} of the {promised:,} rows that the file says it has can be read. "
                "It is damaged: fetch it again.",
            )


def _refuse_nested(path: Path, schema: pa.Schema) -> None:
    import pyarrow as pa

    nested = [f"{f.name} ({f.type})" for f in schema if pa.types.is_nested(f.type)]
    if nested:
        raise FileError(
            "F003", f"{path}: columns {', '.join(nested)} hold several values a cell; split them"
        )


def _make_frame(table: pa.Table) -> pd.DataFrame:
    frame = pd.DataFrame({i: _make_plain(column) for i, column in enumerate(table.itercolumns())})
    frame.columns = pd.Index(table.column_names, dtype="str")
    return frame


def _make_plain(column: pa.ChunkedArray) -> pd.Series:
    import pyarrow as pa

    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    if pa.types.is_boolean(kind):
        return _convert(column, pa.bool_(), pd.BooleanDtype())
    if pa.types.is_integer(kind) and kind != pa.uint64() or _is_whole(kind, MOST_DIGITS):
        return _convert(column, pa.int64(), pd.Int64Dtype())
    if kind == pa.uint64() or _is_whole(kind, None):
        # More digits than 64 bits hold stay as text, such as long ids.
        return column.cast(pa.large_string()).to_pandas().astype("str")
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return column.cast(pa.float64()).to_pandas()
    if pa.types.is_timestamp(kind) and kind.tz is not None:
        return _tell_instants(column)
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        # Nanoseconds are cut off: no survey has them.
        return column.cast(pa.timestamp("us"), safe=getattr(kind, "unit", "") != "ns").to_pandas()
    if pa.types.is_duration(kind) or pa.types.is_time(kind):
        return _tell_durations(column)
    return column.cast(pa.large_string()).to_pandas().astype("str")


def _is_whole(kind: pa.DataType, digits: int | None) -> bool:
    """Whether a type is of decimals without a fraction, of at most so many digits."""
    import pyarrow as pa

    if not pa.types.is_decimal(kind) or kind.scale > 0:
        return False
    return digits is None or kind.precision - kind.scale <= digits


def _tell_instants(column: pa.ChunkedArray) -> pd.Series:
    """Times that name their zone, as ISO text with the offset there: no day moves unseen."""
    instants = column.to_pandas()
    return instants.map(lambda moment: moment.isoformat(), na_action="ignore").astype("str")


def _tell_durations(column: pa.ChunkedArray) -> pd.Series:
    """Durations, and times of day, which are no longer than one."""
    import pyarrow as pa

    kind = column.type
    wide = pa.time64("us") if pa.types.is_time(kind) else pa.duration("us")
    counted = column.cast(wide, safe=getattr(kind, "unit", "") != "ns").cast(pa.int64())
    seconds = counted.to_pandas(types_mapper={pa.int64(): pd.Int64Dtype()}.get)
    return seconds.map(lambda one: tell_duration(one / 10**6), na_action="ignore").astype("str")


def _convert(
    column: pa.ChunkedArray, kind: pa.DataType, dtype: pd.api.extensions.ExtensionDtype
) -> pd.Series:
    return column.cast(kind).to_pandas(types_mapper=lambda _: dtype)
