"""Why an estimate was refused, in words a reader understands.

Here: the statistical codes in both languages. Not here: deciding to refuse (`estimate/`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kj_assets.figure.wording import Language, bracketed

if TYPE_CHECKING:
    import pandas as pd

PLAIN_REASONS: dict[str, dict[Language, str]] = {
    "S001": {
        "en": "the answers separate completely, so no finite estimate exists",
        "ko": "응답이 완전히 갈려 유한한 추정값이 없음",
    },
    "X002": {"en": "not enough valid answers", "ko": "유효 응답이 충분하지 않음"},
    "X003": {
        "en": "cannot be told apart from other terms",
        "ko": "다른 변수와 구분되지 않아 식별 불가",
    },
    "X004": {"en": "no respondents to tell it by", "ko": "판단할 응답자가 없음"},
    "X005": {"en": "fixed by the sampling design", "ko": "표본 설계에 따라 고정되어 있음"},
    "Y002": {"en": "everybody answered the outcome alike", "ko": "결과 문항의 응답이 모두 같음"},
    "N001": {"en": "no complete case", "ko": "모든 문항에 응답한 사례가 없음"},
    "D001": {"en": "a stratum has a single unit", "ko": "표집 단위가 하나뿐인 층이 있음"},
    "C001": {"en": "the fit did not converge", "ko": "추정이 수렴하지 않음"},
    "R001": {
        "en": "a raking target has no respondents",
        "ko": "응답자가 없는 가중 목표 집단이 있음",
    },
    "R002": {"en": "the margins' totals disagree", "ko": "가중 목표의 합계가 서로 다름"},
    "R003": {"en": "raking did not converge", "ko": "가중치 조정이 수렴하지 않음"},
    "R004": {
        "en": "weights are trimmed, and replicates cannot be",
        "ko": "가중치를 절단하여 반복 표본을 만들 수 없음",
    },
}
# A number that was estimated and is not shown; how few stands in the reason, as ``n < 5``.
_CLOSED: dict[str, dict[Language, str]] = {
    "D900": {"en": "too few respondents ({few})", "ko": "응답자가 너무 적음({few})"},
    "D901": {
        "en": "would tell a number on too few respondents ({few})",
        "ko": "응답자가 너무 적은({few}) 수치를 알려 줄 수 있음",
    },
}

# What the weights or the design fix is no opinion, and its change is never tested.
FIXED: dict[str, dict[Language, str]] = {
    "V004": {"en": "fixed by the weights", "ko": "가중치로 고정된 비율"},
    "V005": {"en": "fixed by the sampling design", "ko": "표본 설계로 고정된 비율"},
}

# A change across a break (V…) is known, and says nothing about people.
_LABELS: dict[str, dict[Language, str]] = {
    "": {"en": "Not estimated", "ko": "추정하지 않음"},
    "V": {"en": "Not comparable", "ko": "비교 불가"},
    "D": {"en": "Not shown", "ko": "표시하지 않음"},
    "fixed": {"en": "Not tested", "ko": "검정하지 않음"},
}


def is_withheld(row: Mapping[str, Any] | pd.Series) -> bool:
    """Whether a row was emptied because it rests on few respondents, or would tell of few."""
    return row.get("code") in _CLOSED


def tell_few(reason: object) -> str:
    """How few stand behind a withheld number, ``n < 5``, kept on one line."""
    return str(reason).replace(" ", "\u00a0")


def tell_nothing(rows: pd.DataFrame, language: Language) -> str:
    """Why none of some rows has a number: too few to show, refused, or nobody answered."""
    codes = dict.fromkeys(code for code in rows.get("code", ()) if isinstance(code, str) and code)
    if any(code in _CLOSED for code in codes):
        return {"en": "too few answers to show", "ko": "응답이 적어 표시하지 않음"}[language]
    if codes:
        told = _LABELS[""][language] + bracketed(", ".join(codes), language)
        return told[0].lower() + told[1:]
    return {"en": "no valid answers", "ko": "유효 응답 없음"}[language]


def is_fixed(row: Mapping[str, Any] | pd.Series) -> bool:
    """Whether a row is of a share that the weights or the design fix."""
    return row.get("code") in FIXED


def describe_briefly(row: Mapping[str, Any] | pd.Series, language: Language) -> str:
    """A row's refusal without the estimator's own words, for where there is little room."""
    return describe_refusal(row["code"], row["reason"] if is_withheld(row) else None, language)


def reasons_of_changes(changes: pd.DataFrame, language: Language) -> pd.Series:
    """Why there is no change: the break it would cross, else what the refusal says."""
    rows = zip(changes["comparable"], changes["code"], strict=True)
    own = [bool(comparable) or code in _CLOSED for comparable, code in rows]
    return changes["reason"].where(own, changes[f"break_{language}"])


def describe_refusal(code: object, reason: object, language: Language) -> str:
    """A refusal with its code, or what breaks a line.

    The estimator's own words name keys and counts, and are English: they stand in the table.
    """
    key = code if isinstance(code, str) and code else "?"
    if key in _CLOSED:
        told = _CLOSED[key][language].format(few=tell_few(reason))
        return f"{_LABELS['D'][language]}: {told}"
    if key in FIXED:
        return f"{_LABELS['fixed'][language]} – {FIXED[key][language]}"
    known = PLAIN_REASONS.get(key, {}).get(language)
    given = reason if isinstance(reason, str) and reason else None
    text = known or given
    if key.startswith("V"):  # The text begins with the wave and a colon of its own.
        return _LABELS["V"][language] + (f" – {text}" if text else "")
    return _LABELS[""][language] + bracketed(key, language) + (f": {text}" if text else "")
