"""The columns of the tables behind the figures: header and how a cell is written.

Here: one tuple of columns a kind of figure. Not here: rows and links (`tables.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kj_assets.figure.labels import site_of
from kj_assets.figure.refusals import describe_refusal, is_withheld
from kj_assets.figure.trend_plot import KINDS
from kj_assets.figure.wording import (
    Language,
    count,
    is_known,
    p_value,
    percent,
    percent_range,
    points_range,
    signed,
)
from kj_assets.trend.modes import name_mode

ABSENT = "–"
Write = Callable[[Any, Language], str]


@dataclass(frozen=True)
class Column:
    """A header in both languages and what stands below it."""

    en: str
    ko: str
    write: Write
    is_number: bool = False
    is_source: bool = False

    def header(self, language: Language) -> str:
        """The header in a language."""
        return self.en if language == "en" else self.ko


def _text(column: str) -> Write:
    return lambda row, _: str(row[column])


def _number(en: str, ko: str, column: str, write: Callable[[float], str]) -> Column:
    def cell(row: Any, _: Language) -> str:
        value = row.get(column)
        return write(float(value)) if is_known(value) else ABSENT

    return Column(en, ko, cell, is_number=True)


def _interval(level: int, in_points: bool) -> Column:
    low, high = f"conf_low_{level}", f"conf_high_{level}"

    def cell(row: Any, language: Language) -> str:
        if not (is_known(row[low]) and is_known(row[high])):
            return ABSENT
        if in_points:
            return points_range(row[low], row[high], language)
        return percent_range(row[low], row[high], language)

    return Column(f"{level}%", f"{level}%", cell, is_number=True)


def _known_text(column: str) -> Write:
    return lambda row, _: row[column] if isinstance(row[column], str) else ABSENT


def _before(row: Any, language: Language) -> str:
    """A margin's share before weighting, or that it is not shown; a bin of weights has none."""
    if is_withheld(row):
        return describe_refusal(row["code"], row["reason"], language)
    return percent(row["before"]) if is_known(row.get("before")) else ABSENT


def _refusal_of(column: str) -> Write:
    def cell(row: Any, language: Language) -> str:
        if is_known(row[column]):
            return ""
        return describe_refusal(row["code"], row["reason"], language)

    return cell


def _mode(row: Any, language: Language) -> str:
    mode = row["mode"]
    return name_mode(mode, language) if isinstance(mode, str) and mode else ABSENT


def _provenance(row: Any, language: Language) -> str:
    return KINDS[row["provenance"]][language]


def _share(why: str = "reason") -> Column:
    """A share, or why it is not shown; ``why`` is the column that says how few."""

    def cell(row: Any, language: Language) -> str:
        if is_known(row["share"]):
            return percent(row["share"])
        return describe_refusal(row["code"], row[why], language) if is_withheld(row) else ABSENT

    return Column("Share", "비율", cell, is_number=True)


def _p(value: float) -> str:
    """A p value below a header that says so: ``0.025``, ``< 0.0001``."""
    return p_value(value).removeprefix("p\u00a0").removeprefix("=\u00a0")


_SHARE = _share()
_N = _number("n", "n", "n", count)
_GAPS = (
    _number("Points", "%p", "estimate", signed),
    _interval(95, True),
    _interval(99, True),
    # In the order the contrast beside them names what is compared.
    _number("At level", "해당", "p1", percent),
    _number("At base", "기준", "p0", percent),
    _number("p", "p", "p", _p),
    _number("p (Holm)", "p (Holm)", "p_holm", _p),
    _N,
    Column("Refused", "추정 불가", _refusal_of("estimate")),
)
_NAMES = (Column("Factor", "요인", _text("label")), Column("Contrast", "비교", _text("contrast")))

COLUMNS: dict[str, tuple[Column, ...]] = {
    "distribution": (
        Column("Answer", "응답", _text("label")),
        _SHARE,
        _interval(95, False),
        _interval(99, False),
        _N,
        _number("Design effect", "설계효과", "deff", lambda deff: f"{deff:.2f}"),
    ),
    "effects": (*_NAMES, *_GAPS),
    "comparison": (*_NAMES, Column("Outcome", "결과", _text("series_label")), *_GAPS),
    "effect_trend": (*_NAMES, Column("Wave", "조사", _text("line")), *_GAPS),
    "question": (
        Column("Outcome", "결과", _text("label")),
        Column("Factor", "요인", _text("contrast")),
        Column("Wave", "조사", _text("line")),
        *_GAPS,
    ),
    "changes": (
        Column("Question", "문항", _text("label")),
        Column("Answer", "응답", _text("contrast")),
        Column("From", "이전", _text("wave_a")),
        Column("To", "이후", _text("wave_b")),
        _number("Before", "이전 비율", "p0", percent),
        _number("After", "이후 비율", "p1", percent),
        *_GAPS[:3],
        *_GAPS[5:7],
        _GAPS[-1],
    ),
    "within": (*_NAMES, Column("Group", "집단", _text("line")), *_GAPS),
    "sensitivity": (*_NAMES, Column("Choice", "방식", _text("variant_label")), *_GAPS),
    "subgroups": (
        Column("Grouping", "구분", _text("by_label")),
        Column("Group", "집단", _text("label")),
        _SHARE,
        _interval(95, False),
        _interval(99, False),
        _number("n", "n", "n_base", count),
        _number("p (groups differ)", "p (집단 차이)", "p", _p),
        _number("p (Holm)", "p (Holm)", "p_holm", _p),
        Column("Refused", "추정 불가", _refusal_of("share")),
    ),
    "missing_answers": (
        Column("Question", "문항", _text("label")),
        Column("Reason", "이유", _text("reason")),
        _share("few"),
        _interval(95, False),
        _N,
        _number("Asked", "질문 받음", "n_base", count),
    ),
    "weighting": (
        Column("Margin", "구분", _known_text("by_label")),
        Column("Group or weight", "집단 또는 가중치", _text("label")),
        _N,
        Column("Before", "가중 전", _before, is_number=True),
        _number("After", "가중 후", "after", percent),
        _number("Target", "목표값", "target", percent),
    ),
    "trend": (
        Column("Answer", "응답", _text("label")),
        Column("Wave", "조사", _text("wave"), is_number=True),
        _SHARE,
        _interval(95, False),
        _N,
        Column("Mode", "방식", _mode),
        Column("Provenance", "성격", _provenance),
        Column("Source", "출처", lambda row, _: site_of(str(row["source"])), is_source=True),
    ),
}
