"""The data version of a table: a hash of its content.

Here: frames to hashes. Floats are rounded to ten significant digits first, because the
kernels of linear algebra differ in the last bits between processors.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import numpy as np
import pandas as pd

SIGNIFICANT_DIGITS = 10


def hash_tables(tables: Mapping[str, pd.DataFrame]) -> str:
    """Return the data version (hex, 32 characters) of one asset's tables, by name."""
    digest = hashlib.blake2b(digest_size=16)
    for name in sorted(tables):
        digest.update(name.encode())
        _add_frame(digest, tables[name])
    return digest.hexdigest()


def _add_frame(digest: hashlib.blake2b, frame: pd.DataFrame) -> None:
    digest.update(str(len(frame)).encode())
    for name in frame.columns:
        column = frame[name]
        if pd.api.types.is_float_dtype(column.dtype):
            column = pd.Series(round_significant(column.to_numpy(dtype=float, na_value=np.nan)))
        digest.update(f"\x1f{name}\x1f{_kind(column)}".encode())
        digest.update(pd.util.hash_pandas_object(column, index=False).to_numpy().tobytes())


def _kind(column: pd.Series) -> str:
    """A name for the type that does not depend on how the library stores it."""
    if pd.api.types.is_bool_dtype(column.dtype):
        return "bool"
    if pd.api.types.is_numeric_dtype(column.dtype):
        return "integer" if pd.api.types.is_integer_dtype(column.dtype) else "float"
    return "datetime" if pd.api.types.is_datetime64_any_dtype(column.dtype) else "text"


def round_significant(values: np.ndarray, digits: int = SIGNIFICANT_DIGITS) -> np.ndarray:
    """Round each number to so many significant digits; zeros, NaN and infinities stay."""
    finite = np.isfinite(values) & (values != 0)
    places = np.zeros_like(values)
    places[finite] = digits - 1 - np.floor(np.log10(np.abs(values[finite])))
    scale = 10.0 ** np.clip(places, -300, 300)
    rounded = np.where(finite, np.round(values * scale) / scale, values)
    return rounded + 0.0  # -0.0 and 0.0 are the same number
