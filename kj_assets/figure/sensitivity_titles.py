"""The title of how a model depends on choices: which gaps hold under every one of them.

Here: counting gaps that hold. Not here: titles of one table of effects (`titles.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kj_assets.figure.refusals import is_withheld
from kj_assets.figure.titles import NOTHING, is_detectable, tell_not_estimated, tell_not_shown
from kj_assets.figure.wording import LANGUAGES, Language, number_word

if TYPE_CHECKING:
    import pandas as pd


def sensitivity_title(label: str, rows: pd.DataFrame, language: Language) -> str:
    """Title from rows of every variant, with ``block``, ``variant`` and their tests.

    A gap holds if every variant that estimates it finds it, with the sign it has as declared. One
    that some variant may not show, or that none estimates, is in no count but its own.
    """
    blocks = [block for _, block in rows.groupby("block", sort=False)]
    shown = [block for block in blocks if not any(is_withheld(row) for _, row in block.iterrows())]
    estimated = [block for block in shown if block["estimate"].notna().any()]
    left = tell_not_shown(len(blocks) - len(shown), language)
    if not shown:
        return f"{label}:{left[1:]}"
    if not estimated:
        return f"{label}: {NOTHING[language]}{left}"
    left = tell_not_estimated(len(shown) - len(estimated), language) + left
    others = rows["variant"].nunique() - 1
    held = sum(map(_holds, estimated))
    which = _how_many_hold(held, len(estimated))[language]
    return f"{label}: {_under(which, others, bool(held), language)}{left}"


def _under(which: str, others: int, held: bool, language: Language) -> str:
    """Which gaps hold, or none, under how many other choices."""
    choices = number_word(others, language)
    if language == "en":
        each = {1: "the one other choice", 2: "both other choices"}
        return f"{which} under {each.get(others, f'each of {choices} other choices')}"
    ways = f"{others}가지" if choices[0].isdigit() else f"{choices} 가지"
    ways = f"다른 {ways} 방식{' 모두' if others > 1 else ''}에서"
    return f"{which} {ways} 유지됨" if held else f"{ways} 유지되는 차이 없음"


def _how_many_hold(held: int, every: int) -> dict[Language, str]:
    some, all_ = (
        {language: number_word(n, language) for language in LANGUAGES} for n in (held, every)
    )
    if every == 1:
        return {"en": f"the gap {'holds' if held else 'does not hold'}", "ko": "차이가"}
    if held == every:
        both = "both" if every == 2 else f"all {all_['en']}"
        return {"en": f"{both} gaps hold", "ko": f"{all_['ko']} 요인의 차이가"}
    if not held:
        return {"en": f"none of {all_['en']} gaps holds", "ko": f"{all_['ko']} 요인의 차이가"}
    verb = "holds" if held == 1 else "hold"
    return {
        "en": f"{some['en']} of {all_['en']} gaps {verb}",
        "ko": f"{all_['ko']} 요인 중 {some['ko']} 요인의 차이가",
    }


def _holds(block: pd.DataFrame) -> bool:
    estimated = block[block["estimate"].notna()]
    same_sign = len(set(estimated["estimate"] > 0)) == 1
    return same_sign and all(is_detectable(row) for _, row in estimated.iterrows())
