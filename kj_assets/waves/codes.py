"""The text form of a code, the same for a cell of any file format and for a declaration.

Here: ``1``, ``1.0`` and ``" 1 "`` as one code. Not here: what a code means (`crosswalk.py`).
"""

from __future__ import annotations

import unicodedata
from datetime import datetime

import numpy as np
import pandas as pd


def canonical_codes(series: pd.Series) -> pd.Series:
    """Return a column's cells as codes: text, blank cells missing, index kept.

    Numbers without a fraction lose their decimals, text is stripped and NFC-normalised,
    ``true`` and ``false`` stand for booleans. Text that looks like a number stays as it is:
    ``007`` is not ``7``.
    """
    cells = series.dropna().unique()
    return series.map({cell: canonical_code(cell) for cell in cells}).astype("str")


def canonical_code(cell: object) -> str | None:
    """Return one present cell or declared code in the same form; ``None`` if it is blank."""
    if isinstance(cell, bool | np.bool_):
        return "true" if cell else "false"
    if isinstance(cell, float | np.floating) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat()
    return unicodedata.normalize("NFC", str(cell)).strip() or None
