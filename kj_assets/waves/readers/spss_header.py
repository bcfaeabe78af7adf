"""What the header of an SPSS file says: how many respondents, and in which encoding.

Here: a few bytes at known places. Not here: reading the file (`statistical.py`).
"""

from __future__ import annotations

import codecs
import re
import struct

LAYOUT, ROWS = 64, 80
UNKNOWN = -1
# Extension records (kind 7): numbers of the machine (3), and the name of the encoding (20).
MACHINE, ENCODING = 3, 20
# Codes of old files that say no more than that texts may be ASCII.
UNTOLD_PAGES = (1, 2, 3, 4)


def promised_rows(content: bytes) -> int | None:
    """How many respondents there should be; None if the file leaves it open."""
    rows = struct.unpack_from(f"{_order(content)}i", content, ROWS)[0] if _holds(content) else None
    return None if rows is None or rows < 0 else int(rows)


def promising(content: bytes, rows: int) -> bytes:
    """The same file with that many respondents in its header; -1 leaves it open."""
    if not _holds(content):
        return content
    told = struct.pack(f"{_order(content)}i", rows)
    return content[:ROWS] + told + content[ROWS + len(told) :]


def state_spss_encoding(content: bytes) -> str | None:
    """The encoding that the file states, by Python's name; None if it states none."""
    order = _order(content)
    named = content.find(struct.pack(f"{order}3i", 7, ENCODING, 1))
    if named > 0:
        (length,) = struct.unpack_from(f"{order}i", content, named + 12)
        name = content[named + 16 : named + 16 + length].decode("ascii", "replace")
        return _find_codec(name)
    machine = content.find(struct.pack(f"{order}4i", 7, MACHINE, 4, 8))
    if machine < 0:
        return None
    (page,) = struct.unpack_from(f"{order}i", content, machine + 16 + 28)
    return None if page in UNTOLD_PAGES else _find_codec("utf-8" if page == 65001 else f"cp{page}")


def _find_codec(name: str) -> str | None:
    digits = re.search(r"\d{3,5}$", name)
    for known in (name.strip(), f"cp{digits[0]}" if digits else ""):
        try:
            codec = codecs.lookup(known).name
        except LookupError:
            continue
        # CP949 is what programs write that say EUC-KR, and contains it.
        return "cp949" if codec == "euc_kr" else codec
    return None


def _holds(content: bytes) -> bool:
    return len(content) >= ROWS + 4


def _order(content: bytes) -> str:
    """The order of bytes in numbers: the layout code is 2 or 3."""
    return "<" if content[LAYOUT : LAYOUT + 4] in (b"\2\0\0\0", b"\3\0\0\0") else ">"
