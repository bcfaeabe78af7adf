"""What the notes of figures about models say of how they were made.

Here: method, cases and controls in words, chosen by the wave's declaration and the numbers. Not
here: the declaration's own sentences (`declared_words.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kj_assets.figure.drawing import FigureContext
from kj_assets.figure.wording import Language, between, count, join_list

if TYPE_CHECKING:
    import pandas as pd

ASSOCIATION: dict[Language, str] = {
    "en": "An association within one survey, not a cause.",
    "ko": "한 번의 조사에서 함께 측정한 연관이며 인과가 아님.",
}


def tell_effects_made(
    context: FigureContext, controls: int, n: pd.Series, language: Language
) -> str:
    """The regression behind effects, its errors, controls and cases."""
    weighted, errors = context.is_weighted, _name_errors(context, language)
    cases = tell_cases(n, language)
    if language == "en":
        parts = [f"{errors} standard errors", _tell_controls(controls, "en"), cases]
        regression = f"a {'weighted ' if weighted else ''}logistic regression"
        told = join_list([part for part in parts if part], "en")
        return f"Average marginal effects from {regression} with {told}."
    parts = [
        f"{'가중 ' if weighted else ''}로지스틱 회귀의 평균한계효과",
        f"{errors} 표준오차",
        _tell_controls(controls, "ko"),
        cases,
    ]
    return f"{', '.join(part for part in parts if part)}."


def tell_comparison_made(context: FigureContext, n: pd.Series, language: Language) -> str:
    """The two regressions behind a comparison, fitted on the same cases."""
    weighted = context.is_weighted
    known = [count(value) for value in n.dropna()[:1]]
    if language == "en":
        same = f"same {known[0]} respondents" if known else "same respondents"
        kind = "weighted logistic" if weighted else "logistic"
        return f"Average marginal effects of two {kind} regressions on the {same}."
    same = f"같은 응답자 {known[0]}명" if known else "같은 응답자"
    kind = "가중 로지스틱" if weighted else "로지스틱"
    return f"{same}에 대한 두 {kind} 회귀의 평균한계효과."


def tell_cases(n: pd.Series, language: Language) -> str:
    """How many complete cases, or from how few to how many; nothing where no n is shown."""
    known = n.dropna()
    if known.empty:
        return ""
    fewest, most = count(known.min()), count(known.max())
    if fewest == most:
        return {"en": f"{most} complete cases", "ko": f"완전 응답 {most}명"}[language]
    return {
        "en": f"{fewest} to {most} complete cases",
        "ko": f"완전 응답 {between(fewest, most, 'ko')}명",
    }[language]


def _name_errors(context: FigureContext, language: Language) -> str:
    """Errors know of a design where there are weights, strata or units."""
    if context.is_weighted or context.design:
        return {"en": "design-based", "ko": "설계 기반"}[language]
    return {"en": "robust", "ko": "강건"}[language]


def _tell_controls(n: int, language: Language) -> str:
    if not n:
        return {"en": "no controls", "ko": "통제변수 없음"}[language]
    return {"en": f"{n} control{'s' if n > 1 else ''}", "ko": f"통제변수 {n}개"}[language]
