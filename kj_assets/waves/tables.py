"""Tables that people keep as csv beside the declarations: each row with its line of the file.

Here: reading every cell as text, and refusing what is no such table. Not here: what a table of
published figures (`model/printed.py`) or of people (`weight/population.py`) may say.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import NoReturn

from kj_assets.errors import DeclarationError

TOLD = 10
Mistake = tuple[int, str]
"""A line of a file, and what cannot be in it."""


@dataclass(frozen=True)
class TableRow:
    """One row: the line of the file it begins on, and its cells by column."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class PlainTable:
    """A csv as it stands, with what is wrong with it told by file and line.

    Args:
        path: the file.
        code: of every refusal that it is no table.
        columns: its header.
        rows: its rows; blank lines are none.
    """

    path: Path
    code: str
    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]

    def require(self, needed: Collection[str], allowed: Collection[str] | None = None) -> None:
        """Refuse a table without a column that is needed, or with one that nobody reads."""
        absent = [name for name in needed if name not in self.columns]
        if absent:
            _refuse(self.path, self.code, f"columns {absent} are missing; it has {self.columns}")
        strange = [name for name in self.columns if allowed is not None and name not in allowed]
        if strange:
            known = ", ".join(allowed or ())
            _refuse(self.path, self.code, f"columns {strange} are none of {known}", line=1)


def read_table(path: Path, code: str) -> PlainTable:
    """Read a csv in UTF-8 with a header, every cell as text.

    Raises:
        DeclarationError: the code: no file, not UTF-8, no csv, a row with more cells than the
            header, a column without a name or twice.
    """
    if not path.is_file():
        raise DeclarationError(code, f"{path}: no such file")
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            header, *rows = _read_lines(path, code, stream)
    except UnicodeDecodeError as error:
        _refuse(path, code, f"not a csv in UTF-8 ({error}); save it as UTF-8")
    except (csv.Error, ValueError) as error:
        _refuse(path, code, f"not a csv in UTF-8 ({error})")
    names = header[1]
    if len(set(names)) < len(names) or "" in names:
        _refuse(path, code, f"a column without a name, or one twice: {names}", line=header[0])
    for line, cells in rows:
        if len(cells) > len(names):
            _refuse(path, code, f"{len(cells)} cells under {len(names)} columns", line=line)
    # What is left out at the end of a row is blank.
    told = tuple(TableRow(line, dict(zip_longest(names, row, fillvalue=""))) for line, row in rows)
    return PlainTable(path, code, tuple(names), told)


def refuse_cells(path: Path, code: str, mistakes: Sequence[Mistake]) -> None:
    """Tell what cannot be, line by line, all at once; nothing raises nothing."""
    if not mistakes:
        return
    lines = [f"{path}:{line}: {told}" for line, told in sorted(mistakes)]
    more = [f"and {len(lines) - TOLD} more"] if len(lines) > TOLD else []
    raise DeclarationError(code, "\n".join([*lines[:TOLD], *more]))


def _read_lines(path: Path, code: str, stream: Iterator[str]) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(stream, strict=True)
    line, found = 1, False
    for cells in reader:
        if any(cell.strip() for cell in cells):
            found = True
            yield line, cells
        line = reader.line_num + 1
    if not found:
        _refuse(path, code, "nothing stands in it")


def _refuse(path: Path, code: str, told: str, line: int | None = None) -> NoReturn:
    raise DeclarationError(code, f"{path}{f':{line}' if line else ''}: {told}")
