"""The title of changes between waves, bound by their tests.

Here: how many shares changed, and which most. Not here: other titles (`titles.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kj_assets.figure.wording import Language, number_word, points, quoted

if TYPE_CHECKING:
    import pandas as pd


def changes_title(span: str, rows: pd.DataFrame, language: Language) -> str:
    """Title from changes with ``label``, ``estimate`` and ``detectable``.

    A change is one where its adjusted test finds it; rows across a break are counted apart.
    """
    tested = rows[rows["estimate"].notna()]
    found = tested[tested["detectable"]]
    text = f"{span}: {_how_many(len(found), len(tested), language)}"
    if len(found):
        top = found.loc[found["estimate"].abs().idxmax()]
        name, size = quoted(str(top["label"]), language), points(top["estimate"], language)
        lead = {"en": "largest estimate: ", "ko": "추정값이 가장 큰 문항은 "}[language]
        shown = f"{name} ({size})" if language == "en" else f"{name}({size})"
        text += f", {lead if len(found) > 1 else ''}{shown}"
    apart = len(rows) - len(tested)
    words = {"en": f"; {apart} not comparable", "ko": f"; {apart}개는 비교 불가"}
    return text + (words[language] if apart and len(tested) else "")


def _how_many(found: int, total: int, language: Language) -> str:
    some, every = number_word(found, language), number_word(total, language)
    if not total:
        return {"en": "no share can be compared", "ko": "비교할 수 있는 비율 없음"}[language]
    if not found:
        return {
            "en": "no detectable change" + (f" in any of {every} shares" if total > 1 else ""),
            "ko": f"{every} 비율{' 모두' if total > 1 else ''} 확인되는 변화 없음",
        }[language]
    return {
        "en": f"{some} of {every} shares changed",
        "ko": f"{every} 비율 중 {some} 비율에서 변화 확인",
    }[language]
