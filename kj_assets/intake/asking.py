"""What a person is asked about an item, in words, for the draft and the terminal.

Here: phrases. Not here: where they stand in the draft (`items_draft.py`), finding what is doubtful
(`news.py`, `meanings.py`).
"""

from __future__ import annotations

from kj_assets.intake.code_meaning import CodeMeaning
from kj_assets.intake.news import ItemNews
from kj_assets.intake.yaml_text import comment
from kj_assets.waves.codebook import MISSING_KINDS


def tell_lost(news: ItemNews, like: str) -> str:
    """What was offered last time and is not now."""
    neutral = "the neutral middle is gone; " if news.lost_midpoint else ""
    return (
        f"{neutral}asked in {like}, not now: {_name_lost(news)}. Is it so, and does the trend go "
        "on? If not, say so under the item's comparability in the codebook."
    )


def tell_unfound(news: ItemNews, like: str) -> str:
    """Levels that some code may be, and what to do with each."""
    return (
        f"asked in {like}, and no code now says so: {_name_lost(news)}. Which of the codes below "
        "are these? A code that is several of them goes under joined, a level that nobody "
        "could choose under not_offered."
    )


def tell_carried(news: ItemNews, like: str) -> str:
    """Codes without a label that are taken to be last wave's."""
    codes = ", ".join(map(comment, news.carried))
    return (
        f"other codes differ from {like}, and these have no label: {codes}. Are they as in {like}?"
    )


def tell_blank(news: ItemNews) -> str:
    """What an empty cell may stand for."""
    kinds = f"{', '.join(MISSING_KINDS[:-1])} or {MISSING_KINDS[-1]}"
    levels = news.match.known.item.levels
    named = " or ".join(f"{level} ({levels[level].ko})" for level in news.may_be_blank)
    return f"{kinds}, or the answer {named}, as of a box not ticked" if named else kinds


def tell_code(one: CodeMeaning) -> str:
    """A code with its label, or how many there are that are not to be repeated."""
    if one.alike > 1 or not one.code:
        return f"{one.alike} {'other code' if one.alike == 1 else 'other codes'}"
    return f"code {comment(one.code)}" + (f" {comment(one.label)}" if one.label else "")


def tell_gone(news: ItemNews) -> str:
    """That no column was found, and which free one is the likest."""
    if news.instead and news.instead.column:
        column = comment(news.instead.column.name)
        return f"found in no column: the file has {news.instead.known.key} instead, in {column}"
    nearest = comment(news.match.nearest)
    likest = f" (the likest free one is {nearest}, {tell_score(news)})" if nearest else ""
    return f"found in no column{likest}"


def tell_score(news: ItemNews) -> str:
    """How like the column is, and by what."""
    likeness = news.match.likeness
    return f"{likeness.score:.0f} by {likeness.evidence}"


def _name_lost(news: ItemNews) -> str:
    levels = news.match.known.item.levels
    return ", ".join(f"{level} ({levels[level].ko})" for level in news.lost)
