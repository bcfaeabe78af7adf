"""From an Arrow table of cells to a sorted frame of pandas.

Belongs here: order and types. Does not: what the columns mean (`cells.py`).

Texts repeat from cell to cell. So each is looked up once, cells are sorted by small whole numbers,
and the texts of all columns are written in one go.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

TEXT = pd.StringDtype("pyarrow", na_value=np.nan)


def make_sorted_frame(table: pa.Table, by: Sequence[str], last: np.ndarray) -> pd.DataFrame:
    """Sort by the columns, ascending, the first one first; nulls last, texts by their bytes.

    Rows where `last` (bool) is true come after all others.
    """
    columns = dict(zip(table.column_names, table.columns, strict=True))
    is_text = {name: pa.types.is_string(column.type) for name, column in columns.items()}
    texts = [name for name in columns if is_text[name]]
    levels, codes = _encode_texts([columns[name] for name in texts])
    ranks = dict(zip(texts, codes, strict=True))
    keys = [ranks[name] if is_text[name] else _rank(columns[name]) for name in reversed(by)]
    order = np.lexsort([*keys, last])
    written = dict(zip(texts, _write_texts(levels, codes, order), strict=True))
    taken: Mapping[str, Any] = {
        name: written[name] if is_text[name] else _take(column, order)
        for name, column in columns.items()
    }
    return pd.DataFrame(taken, copy=False)


def _encode_texts(columns: Sequence[pa.ChunkedArray]) -> tuple[pa.Array, np.ndarray]:
    """Return the texts of all columns, sorted, then null; and each cell's positions among them."""
    if not columns:
        return pa.array([], pa.large_string()), np.empty((0, 0), dtype=np.uint8)
    together = pa.chunked_array([chunk for column in columns for chunk in column.chunks])
    encoded = together.dictionary_encode().combine_chunks()
    found = encoded.dictionary.cast(pa.large_string())
    order = pc.sort_indices(found)
    levels = pa.concat_arrays([found.take(order), pa.nulls(1, pa.large_string())])
    # The smallest type that holds them: bytes and shorts are sorted by counting.
    positions = np.empty(len(levels), dtype=np.min_scalar_type(len(levels)))
    positions[np.asarray(order)] = np.arange(len(found))
    positions[-1] = len(found)
    indices = encoded.indices.fill_null(len(found)) if encoded.null_count else encoded.indices
    codes = positions[indices.to_numpy()]
    return levels, codes.reshape(len(columns), -1)


def _write_texts(levels: pa.Array, codes: np.ndarray, order: np.ndarray) -> list[Any]:
    """Texts as pandas holds them, one array a row of codes, its cells in `order`."""
    if not len(codes):
        return []
    written = levels.take(pa.array(codes[:, order].ravel()))
    n = len(order)
    return [TEXT.__from_arrow__(written[i * n : (i + 1) * n]) for i in range(len(codes))]


def _rank(column: pa.ChunkedArray) -> np.ndarray:
    """What sorts as the column does, nulls last."""
    if _is_number(column.type):
        return column.to_numpy()
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    return np.asarray(pc.rank(column, tiebreaker="dense"))


def _take(column: pa.ChunkedArray, order: np.ndarray) -> Any:
    if _is_number(column.type):
        return column.to_numpy()[order]
    return column.take(pa.array(order)).to_pandas()


def _is_number(held: pa.DataType) -> bool:
    types = pa.types
    return types.is_floating(held) or types.is_integer(held) or types.is_boolean(held)
