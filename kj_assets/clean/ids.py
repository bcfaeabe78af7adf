"""The id of a person, however it is written: as delivered, or by its value.

Files of one panel write ids in different ways: ``0801`` in a csv is 801 in a workbook. Here: the
two forms. Not here: which one a wave's panel means (`panel.py`), numbers of respondents
(`identity.py`).
"""

from __future__ import annotations

import re
import unicodedata

import pandas as pd

from kj_assets.waves.codes import canonical_codes
from kj_assets.waves.wave_declaration import IdForm

SPACES = re.compile(r"\s+")
THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+")
DECIMALS = re.compile(r"(?<=\d)\.0*$")
POWER = re.compile(r"(?P<digits>\d(?:\.\d+)?)e\+?(?P<power>\d{1,2})")
LEADING_ZEROS = re.compile(r"(?<![\d.])0+(?=\d)")


def read_ids(cells: pd.Series, form: IdForm) -> pd.Series:
    """A column's ids in a form, blank cells missing, index kept."""
    written = canonical_codes(cells)
    if form == "as_written":
        return written
    return written.map({one: find_value(one) for one in written.dropna().unique()}).astype("str")


def find_value(written: str) -> str:
    """An id without what only its form makes of it.

    Upper and lower case, full-width characters, spaces, leading zeros, empty decimals, separators
    of thousands and powers of ten make no difference.
    """
    plain = SPACES.sub("", unicodedata.normalize("NFKC", written)).casefold()
    if THOUSANDS.fullmatch(plain):
        plain = plain.replace(",", "")
    if power := POWER.fullmatch(plain):
        plain = _write_out(power["digits"], int(power["power"])) or plain
    if DECIMALS.sub("", plain).isdecimal():
        plain = DECIMALS.sub("", plain)
    return LEADING_ZEROS.sub("", plain)


def _write_out(digits: str, power: int) -> str | None:
    """A number with a power of ten as a whole one; None if it is none."""
    whole, _, decimals = digits.partition(".")
    decimals = decimals.rstrip("0")
    return whole + decimals.ljust(power, "0") if len(decimals) <= power else None
