"""The data version of a table: a hash of its content.

Here: frames to hashes, whole or in chunks, which is the same. Floats are rounded to ten
significant digits first, because the kernels of linear algebra differ in the last bits between
processors.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import numpy as np
import pandas as pd

SIGNIFICANT_DIGITS = 10


class TableHash:
    """The hash of one table, fed with its rows in order; how they are cut does not count.

    ``print`` is what the store will know the written table by.
    """

    def __init__(self) -> None:
        """A table without columns and rows."""
        self.rows = 0
        self.print = ""
        self._kinds: dict[str, str] = {}
        self._columns: dict[str, hashlib.blake2b] = {}

    def add(self, chunk: pd.DataFrame) -> None:
        """Take the next rows.

        Raises:
            TypeError: they are not of the same columns and kinds as those before.
        """
        kinds = {str(name): _kind(column) for name, column in chunk.items()}
        if not self._columns:
            self._kinds = kinds
            self._columns = {name: hashlib.blake2b(digest_size=16) for name in kinds}
        if list(kinds.items()) != list(self._kinds.items()):
            raise TypeError(f"chunks of one table differ: {self._kinds} and {kinds}")
        for name, column in chunk.items():
            self._columns[str(name)].update(_hash_cells(column))
        self.rows += len(chunk)

    @property
    def digest(self) -> bytes:
        """Hash of columns, kinds and all rows so far."""
        whole = hashlib.blake2b(str(self.rows).encode(), digest_size=16)
        for name, column in self._columns.items():
            whole.update(f"\x1f{name}\x1f{self._kinds[name]}".encode() + column.digest())
        return whole.digest()


def hash_tables(tables: Mapping[str, pd.DataFrame]) -> str:
    """Return the data version (hex, 32 characters) of one asset's tables, by name."""
    hashes = {name: TableHash() for name in tables}
    for name, frame in tables.items():
        hashes[name].add(frame)
    return join_hashes(hashes)


def join_hashes(tables: Mapping[str, TableHash]) -> str:
    """The data version of tables that were hashed one by one."""
    digest = hashlib.blake2b(digest_size=16)
    for name in sorted(tables):
        digest.update(name.encode() + tables[name].digest)
    return digest.hexdigest()


def _hash_cells(column: pd.Series) -> bytes:
    if pd.api.types.is_float_dtype(column.dtype):
        column = pd.Series(round_significant(column.to_numpy(dtype=float, na_value=np.nan)))
    return pd.util.hash_pandas_object(column, index=False).to_numpy().tobytes()


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
