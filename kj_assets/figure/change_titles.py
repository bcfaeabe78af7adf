"""The titles of changes between waves, bound by their tests.

Here: how many shares or gaps changed, and which most. Not here: other titles (`titles.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kj_assets.figure.wording import Language, number_word, points, quoted

if TYPE_CHECKING:
    import pandas as pd

# What changes: one, several, and the Korean noun that is counted.
_NOUNS: dict[str, dict[Language, tuple[str, str]]] = {
    "share": {"en": ("share", "shares"), "ko": ("비율", "비율")},
    "gap": {"en": ("gap", "gaps"), "ko": ("격차", "격차")},
}


def changes_title(span: str, rows: pd.DataFrame, language: Language) -> str:
    """Title from changes of shares with ``label``, ``estimate`` and ``detectable``.

    A change is one where its adjusted test finds it; rows across a break are counted apart.
    """
    return f"{span}: {_tell(rows, 'share', language)}"


def effect_changes_title(rows: pd.DataFrame, language: Language) -> str:
    """The same of changes of effects; ``wave`` holds both waves of the step."""
    span = str(rows["wave"].iloc[0])
    return f"{span}: {_tell(rows, 'gap', language)}"


def _tell(rows: pd.DataFrame, noun: str, language: Language) -> str:
    tested = rows[rows["estimate"].notna()]
    found = tested[tested["detectable"]]
    text = _how_many(len(found), len(tested), noun, language)
    if len(found):
        top = found.loc[found["estimate"].abs().idxmax()]
        name, size = quoted(str(top["label"]), language), points(top["estimate"], language)
        lead = {"en": "largest estimate: ", "ko": "추정값이 가장 큰 것은 "}[language]
        shown = f"{name} ({size})" if language == "en" else f"{name}({size})"
        text += f", {lead if len(found) > 1 else ''}{shown}"
    apart = len(rows) - len(tested)
    words = {"en": f"; {apart} not comparable", "ko": f"; {apart}개는 비교 불가"}
    return text + (words[language] if apart and len(tested) else "")


def _how_many(found: int, total: int, noun: str, language: Language) -> str:
    some, every = number_word(found, language), number_word(total, language)
    one, several = _NOUNS[noun][language]
    if not total:
        return {
            "en": f"no {one} can be compared",
            "ko": f"비교할 수 있는 {one} 없음",
        }[language]
    if not found:
        return {
            "en": "no detectable change" + (f" in any of {every} {several}" if total > 1 else ""),
            "ko": f"{every} {one}{' 모두' if total > 1 else ''} 확인되는 변화 없음",
        }[language]
    return {
        "en": f"{some} of {every} {several} changed" if total > 1 else f"the {one} changed",
        "ko": f"{every} {one} 중 {some} {one}에서 변화 확인",
    }[language]
