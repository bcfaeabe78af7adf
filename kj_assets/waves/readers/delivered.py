"""What every reader hands over, and how each refuses a file that it cannot read.

Here: the delivered file as a data class and the shared refusals. Not here: any one format.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from pathlib import Path

import pandas as pd

from kj_assets.errors import FileError

LABEL_COLUMNS = {
    "column": "str",
    "column_label": "str",
    "code": "str",
    "label": "str",
    "user_missing": "bool",
}


def no_labels() -> pd.DataFrame:
    """The labels of a file that brings none: the right columns, no rows."""
    return pd.DataFrame(columns=list(LABEL_COLUMNS)).astype(LABEL_COLUMNS)


@dataclass(frozen=True)
class DeliveredFile:
    """A survey file as delivered, before anybody interprets it.

    Args:
        frame: one row a respondent, in the file's order; columns as named in the file.
        labels: one row for each column and code with a label: ``column``, ``column_label``,
            ``code`` (text), ``label``, ``user_missing``. A labelled column without labelled
            codes has one row without a code.
        note: what the file says of itself as a whole.
        encoding: the encoding that its texts told, if none was declared or certain.
        remarks: sentences on what a person should know of how it was read.
    """

    frame: pd.DataFrame
    labels: pd.DataFrame = field(default_factory=no_labels)
    note: str = ""
    encoding: str | None = None
    remarks: tuple[str, ...] = ()


@contextmanager
def refuse_unreadable(path: Path, kind: str, *failures: type[Exception]) -> Iterator[None]:
    """Turn a library's failures on a damaged file into F003; refusals pass as they are."""
    try:
        yield
    except FileError:
        raise
    except failures as error:
        raise FileError(
            "F003",
            f"{path}: cannot be read as {kind} ({type(error).__name__}: {error}). The file is "
            "truncated, damaged or of another format: fetch it again, or correct file.format.",
        ) from error


def refuse_bomb(path: Path, what: str, found: int, anyway: int, per_byte: int) -> None:
    """Refuse a file that unpacks to far more than a survey file of its size would (F008).

    Taken are so many ``anyway`` and so many more for each byte: both are generous.
    """
    size = path.stat().st_size
    allowed = anyway + per_byte * size
    if found > allowed:
        raise FileError(
            "F008",
            f"{path}: unpacks to {found:,} {what} or more; from a file of {size:,} bytes at most "
            f"{allowed:,} are taken. Ask where it comes from; if it is sound, export it as .csv.",
        )


def as_text(cell: object) -> str:
    """Text of a cell in a column of mixed kinds: a whole number has no decimals."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, timedelta):
        return tell_duration(cell / timedelta(seconds=1))
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)


def tell_duration(seconds: float) -> str:
    """``30:00:00``, ``-00:01:00`` or ``00:00:01.5``: hours go on beyond a day."""
    microseconds = round(abs(seconds) * 10**6)
    whole, fraction = divmod(microseconds, 10**6)
    sign = "-" if seconds < 0 and microseconds else ""
    clock = f"{sign}{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"
    return f"{clock}.{fraction:06}".rstrip("0") if fraction else clock
