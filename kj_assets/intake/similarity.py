"""How alike two texts of a questionnaire are, Korean or English.

Here: the comparison, 0 to 100. Not here: what is matched with what (`matching.py`), labels that
stand for no answer (`missing_words.py`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from rapidfuzz import fuzz

NUMBERING = re.compile(r"^\s*(?:[A-Za-z]{0,3}\d+[\d._-]*\s*[.):]|[①-⑳])\s*")
# What stands before the word in a column's name: SQ2_, 문20_, q5.
PREFIX = re.compile(r"^[A-Za-z가-힣]{0,3}\d+\w?[_.\s-]+")
# A name is short: one Latin letter more makes another word of it (age, page).
NAMED_LATIN, NAMED_HANGUL = 90.0, 65.0
# A short label is often part of a question: worth less than the whole question.
PART = 0.9
LONG_ENOUGH = 8


@cache
def bare(text: str) -> str:
    """A text without numbering, case, spaces and punctuation: spacing differs, words do not."""
    unnumbered = NUMBERING.sub("", unicodedata.normalize("NFKC", text))
    return "".join(c for c in unnumbered.casefold() if c.isalnum())


def compare_texts(one: str, other: str) -> float:
    """Likeness of two texts, 0 to 100; 100 is the same words."""
    first, second = bare(one), bare(other)
    if not first or not second:
        return 0.0
    whole = float(fuzz.ratio(first, second))
    if min(len(first), len(second)) < LONG_ENOUGH:
        return whole
    return max(whole, PART * float(fuzz.partial_ratio(first, second)))


def compare_with_all(text: str, known: Iterable[str]) -> float:
    """Likeness with the nearest of several texts, 0 if there are none."""
    return max((compare_texts(text, one) for one in known), default=0.0)


def compare_name(name: str, known: Iterable[str]) -> float | None:
    """Likeness of the word in a column's name with an item's; None where they have little alike."""
    word = PREFIX.sub("", name)
    found = compare_with_all(word, known)
    enough = NAMED_LATIN if word.isascii() else NAMED_HANGUL
    return found if found >= enough else None
