"""The tables behind the figures.

Here: from a plotted table to headers and cells of text. Not here: published figures
(`published.py`), markup (`templates/`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kj_assets.figure.wording import (
    Language,
    count,
    is_known,
    percent,
    percent_range,
    points_range,
    signed,
)

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Cell:
    """One cell: text, and a source address if it is a link."""

    text: str
    link: str = ""
    is_number: bool = False


@dataclass(frozen=True)
class TableView:
    """A table as the page shows it; the first cell of a row is its header."""

    headers: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


Column = tuple[str, str, Callable[[Any], str], bool]


def show_figure_table(table: pd.DataFrame, kind: str, language: Language) -> TableView:
    """The table behind a figure, in the columns that its kind needs."""
    columns = _COLUMNS[kind]
    rows = tuple(
        tuple(Cell(make(row), _link(row, en), is_number=number) for en, _, make, number in columns)
        for _, row in table.iterrows()
    )
    return TableView(tuple(en if language == "en" else ko for en, ko, *_ in columns), rows)


def _link(row: pd.Series, header: str) -> str:
    return web_address(row.get("source")) if header == "Source" else ""


def web_address(source: object) -> str:
    """A source that is a web address; anything else is shown, never linked."""
    text = source if isinstance(source, str) else ""
    return text if text.startswith(("https://", "http://")) else ""


def _if_known(value: Any, write: Callable[[float], str]) -> str:
    return write(float(value)) if is_known(value) else "–"


def _exact_p(value: float) -> str:
    return f"{value:.3g}"


def _range(low: str, high: str, in_points: bool) -> Callable[[Any], str]:
    def write(row: Any) -> str:
        if not (is_known(row[low]) and is_known(row[high])):
            return "–"
        if in_points:
            return points_range(row[low], row[high], "en")
        return percent_range(row[low], row[high])

    return write


def _value(column: str, write: Callable[[float], str]) -> Callable[[Any], str]:
    return lambda row: _if_known(row.get(column), write)


def _text(column: str) -> Callable[[Any], str]:
    return lambda row: str(row[column])


def source_name(row: Any) -> str:
    """The site a source is on, or the source as given."""
    address = web_address(row["source"])
    return address.split("/")[2].removeprefix("www.") if address else str(row["source"])


_SHARES: tuple[Column, ...] = (
    ("Answer", "응답", _text("label"), False),
    ("Share", "비율", _value("share", percent), True),
    ("95%", "95%", _range("conf_low_95", "conf_high_95", False), True),
    ("99%", "99%", _range("conf_low_99", "conf_high_99", False), True),
    ("n", "n", _value("n", count), True),
    ("Design effect", "설계효과", _value("deff", lambda v: f"{v:.2f}"), True),
)
_GAPS: tuple[Column, ...] = (
    ("Points", "%p", _value("estimate", signed), True),
    ("95%", "95%", _range("conf_low_95", "conf_high_95", True), True),
    ("99%", "99%", _range("conf_low_99", "conf_high_99", True), True),
    ("At base", "기준", _value("p0", percent), True),
    ("At level", "해당", _value("p1", percent), True),
    ("p", "p", _value("p", _exact_p), True),
    ("p (Holm)", "p (Holm)", _value("p_holm", _exact_p), True),
    ("n", "n", _value("n", count), True),
)
_SERIES = {"a": "1", "b": "2", "difference": "1 − 2"}
_COLUMNS: dict[str, tuple[Column, ...]] = {
    "distribution": _SHARES,
    "effects": (
        ("Factor", "요인", _text("label"), False),
        ("Contrast", "비교", _text("contrast"), False),
        *_GAPS,
        ("Refused", "추정 불가", lambda row: str(row["code"] or ""), False),
    ),
    "comparison": (
        ("Factor", "요인", _text("label"), False),
        ("Model", "모형", lambda row: _SERIES[row["series"]], False),
        *_GAPS,
    ),
    "trend": (
        ("Answer", "응답", _text("label"), False),
        ("Wave", "조사", _text("wave"), False),
        ("Share", "비율", _value("share", percent), True),
        ("95%", "95%", _range("conf_low_95", "conf_high_95", False), True),
        ("n", "n", _value("n", count), True),
        ("Mode", "방식", lambda row: row["mode"] if isinstance(row["mode"], str) else "–", False),
        ("Provenance", "성격", _text("provenance"), False),
        ("Source", "출처", source_name, False),
    ),
}
