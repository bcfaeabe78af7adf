"""Why an estimate was refused, in words a reader understands.

Here: the statistical codes in both languages. Not here: deciding to refuse (`estimate/`).
"""

from __future__ import annotations

from kj_assets.figure.wording import Language

_REASONS: dict[str, dict[Language, str]] = {
    "S001": {
        "en": "the answers separate completely, so no finite estimate exists",
        "ko": "응답이 완전히 갈려 유한한 추정값이 없음",
    },
    "X002": {"en": "no valid answer to this item", "ko": "이 문항의 유효 응답이 없음"},
    "X003": {
        "en": "cannot be told apart from other terms",
        "ko": "다른 변수와 구분되지 않아 식별 불가",
    },
    "X004": {"en": "nobody gave this answer", "ko": "이 응답을 고른 사람이 없음"},
    "Y002": {"en": "everybody answered the outcome alike", "ko": "결과 문항의 응답이 모두 같음"},
    "N001": {"en": "no complete case", "ko": "모든 문항에 응답한 사례가 없음"},
    "D001": {"en": "a stratum has a single unit", "ko": "표집 단위가 하나뿐인 층이 있음"},
    "C001": {"en": "the fit did not converge", "ko": "추정이 수렴하지 않음"},
}


# A change across a break (V…) is known, and says nothing about people.
_LABELS: dict[str, dict[Language, str]] = {
    "": {"en": "Not estimated", "ko": "추정하지 않음"},
    "V": {"en": "Not comparable", "ko": "비교 불가"},
}


def describe_refusal(code: object, reason: object, language: Language) -> str:
    """A refusal with its code; the estimator's own words in English where it gave any."""
    key = code if isinstance(code, str) and code else "?"
    known = _REASONS.get(key, {}).get(language)
    given = reason if isinstance(reason, str) and reason else None
    text = given or known if language == "en" else known or given
    label = _LABELS["V" if key.startswith("V") else ""][language]
    # Why waves cannot be compared begins with the wave and a colon of its own.
    joint = " – " if key.startswith("V") else ": "
    return f"{label} ({key})" + (f"{joint}{text}" if text else "")
