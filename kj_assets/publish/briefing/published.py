"""The table of published figures beside computed ones.

Here: how a printed number or statement, and what was computed for it, are written. Not here:
judging whether they agree (`model/published.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kj_assets.figure.labels import site_of
from kj_assets.figure.refusals import describe_refusal, is_withheld
from kj_assets.figure.wording import MINUS, Language, is_known, p_value, percent, points
from kj_assets.publish.briefing.tables import Cell, TableView, web_address
from kj_assets.waves.codebook import MISSING_LABELS, Codebook

if TYPE_CHECKING:
    import pandas as pd

_HEADERS: dict[Language, tuple[str, ...]] = {
    "en": ("Figure in print", "Published", "Computed", "Within rounding", "Basis", "Source"),
    "ko": ("공표된 수치", "공표", "계산", "반올림 오차 내", "근거", "출처"),
}
_BASIS: dict[str, dict[Language, str]] = {
    "calibrated to this figure": {
        "en": "calibrated to this figure",
        "ko": "이 수치에 맞춰 자료를 만듦",
    },
    "reproduced": {"en": "reproduced", "ko": "재현됨"},
}
_AGREES: dict[bool, dict[Language, str]] = {
    True: {"en": "yes", "ko": "예"},
    False: {"en": "no", "ko": "아니요"},
}
_STATED: dict[str, dict[Language, str]] = {
    "above": {"en": "higher than for {reference}", "ko": "{reference}보다 높음"},
    "below": {"en": "lower than for {reference}", "ko": "{reference}보다 낮음"},
    "positive": {"en": "positive", "ko": "양(+)"},
    "largest": {"en": "largest of the key terms", "ko": "핵심 요인 중 가장 큼"},
    "p_below": {"en": "p < {published}", "ko": "p < {published}"},
}
_BY: dict[Language, str] = {"en": "{statement}, by {size}", "ko": "{statement}({size})"}


def show_published(table: pd.DataFrame, codebook: Codebook, language: Language) -> TableView:
    """Each published figure beside the computed one, in its own unit."""
    rows = tuple(_write_row(row, codebook, language) for _, row in table.iterrows())
    return TableView(_HEADERS[language], rows)


def _write_row(row: pd.Series, codebook: Codebook, language: Language) -> tuple[Cell, ...]:
    basis = str(row["basis"])
    return (
        Cell(_name(str(row["item"]), row["level"], codebook, language)),
        Cell(_write_published(row, codebook, language)),
        Cell(_write_computed(row, language), is_number=not is_withheld(row)),
        Cell("–" if is_withheld(row) else _AGREES[bool(row["agrees"])][language]),
        Cell(_BASIS.get(basis, {}).get(language, basis)),
        Cell(site_of(str(row["source"])), web_address(row["source"])),
    )


def _write_published(row: pd.Series, codebook: Codebook, language: Language) -> str:
    """As it was printed, digit by digit: a number, or what a sentence says."""
    printed, relation = str(row["published"]), str(row["relation"])
    if relation == "equal":
        return f"{printed}%" if row["what"] == "share" else _add_unit(_sign(printed), language)
    reference = _name(str(row["reference"]), "", codebook, language)
    statement = _STATED[relation][language].format(reference=reference, published=printed)
    if not printed or relation == "p_below":
        return statement
    return _BY[language].format(statement=statement, size=_add_unit(printed, language))


def _sign(printed: str) -> str:
    return MINUS + printed[1:] if printed.startswith(("-", MINUS)) else f"+{printed.lstrip('+')}"


def _add_unit(printed: str, language: Language) -> str:
    return f"{printed}\u00a0points" if language == "en" else f"{printed}%p"


def _write_computed(row: pd.Series, language: Language) -> str:
    if is_withheld(row):
        return describe_refusal(row["code"], row["reason"], language)
    if not is_known(row["computed"]):
        return "–"
    computed = float(row["computed"])
    if row["what"] == "p":
        return p_value(computed)
    if row["what"] == "share" and row["relation"] == "equal":
        return percent(computed / 100)
    return points(computed / 100, language)


def _name(item: str, level: object, codebook: Codebook, language: Language) -> str:
    """Labels of an item and a level, wherever the codebook has them."""
    known = codebook.items.get(item)
    label = known.label.in_language(language) if known else item
    if not isinstance(level, str) or not level:
        return label
    if known and (level in known.levels or level in known.nets or level in MISSING_LABELS):
        return f"{label}: {known.label_of(level, language)}"
    other = codebook.items.get(level)
    return f"{label}: {other.label.in_language(language) if other else level}"
