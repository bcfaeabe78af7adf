"""Codes of a number item that stand for no answer, or may: labelled, known, or out of place.

Here: telling 99 for "no answer" from an age of 99. Not here: codes of items with levels
(`meanings.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import numpy as np

from kj_assets.intake.arrival import ArrivedColumn
from kj_assets.intake.code_meaning import SAME, CodeMeaning, read_code, suspect
from kj_assets.intake.memory import KnownItem
from kj_assets.intake.missing_words import recognise_missing
from kj_assets.intake.private import hide_words
from kj_assets.waves.codebook import Item

# Codes that questionnaires give to no answer: 9, 98, 99, 997, 88, 777, and what is below zero.
CODED = re.compile(r"9+|9*[78]|8{2,}|7{2,}|-\d+")
# So far from all other numbers, or so many more people than there are around it.
APART, AROUND, CROWD, FEWEST = 5, 5, 3, 5
TOLD = 10
NEARLY_ALL = 0.9


def read_number_codes(
    column: ArrivedColumn, known: KnownItem, *, same_column: bool
) -> Iterator[CodeMeaning]:
    """Meaning of each code that is no number, or may be none; the others are numbers."""
    missing = known.last.missing if known.last else {}
    odd = find_odd_numbers(column, known.item)
    strange = []
    for code in dict.fromkeys([*column.counts, *column.labels]):
        label, count = column.labels.get(code), column.counts.get(code, 0)
        if told := read_code(column, code, known):
            yield told
        elif code in missing and same_column and code not in column.texts:
            yield CodeMeaning(code, label, count, missing[code], SAME, carried=True)
        elif count and (doubt := _doubt(column, code, missing, odd)):
            strange.append(CodeMeaning(code, label, count, doubt=doubt))
    strange = hide_words(strange)
    yield from strange[:TOLD]
    if rest := strange[TOLD:]:
        doubt = "no answers as well, or numbers that are wrong"
        people, codes = sum(one.count for one in rest), sum(one.alike for one in rest)
        yield CodeMeaning("", None, people, doubt=doubt, alike=codes)


def holds_numbers(column: ArrivedColumn) -> bool:
    """Whether a column may be a number: nearly all who answered have one, few with other labels."""
    texts = column.texts
    none = {c for c in texts if recognise_missing(texts[c])} | column.user_missing
    answers = {code: n for code, n in column.counts.items() if code not in none}
    numbers = {code: n for code, n in answers.items() if _is_number(code)}
    labelled = [c for c in column.labels if c not in none and not names_number(c, column.labels[c])]
    enough = sum(numbers.values()) >= NEARLY_ALL * sum(answers.values())
    return bool(numbers) and enough and 2 * len(labelled) <= len(numbers)


def names_number(code: str, label: str) -> bool:
    """Whether a label is the number itself, as in "18세" or "85 or older"."""
    return _is_number(code) and f"{float(code):g}" in re.findall(r"-?\d+", label.replace(",", ""))


def find_odd_numbers(column: ArrivedColumn, item: Item) -> dict[str, str]:
    """Numbers in places where no answer is coded, or none can be, with what is odd about each."""
    counts = {float(code): n for code, n in column.counts.items() if _is_number(code)}
    lowest = -np.inf if item.minimum is None else item.minimum
    highest = np.inf if item.maximum is None else item.maximum
    odd = {}
    for code in filter(_is_number, column.counts):
        if not lowest <= float(code) <= highest:
            odd[code] = f"it is outside {lowest:g} to {highest:g}"
        elif _is_coded(code) and _stands_out(float(code), counts):
            odd[code] = "it is far from the other numbers, or far more frequent than those near it"
    return odd


def _doubt(
    column: ArrivedColumn, code: str, missing: Mapping[str, str], odd: Mapping[str, str]
) -> str:
    last_time = f"; {missing[code]} under that code last time" if code in missing else ""
    label = column.labels.get(code)
    if label is not None and not names_number(code, label):
        suspicion = suspect(label)
        if suspicion or last_time or code in odd or _is_coded(code):
            return f"its label is no number{suspicion}{last_time}"
    if not _is_number(code) and code not in column.user_missing:
        return f"it is no number{suspect(code)}{last_time}"
    if code in column.user_missing:
        return f"the file calls it missing{last_time}: which kind?"
    if code in odd or last_time:
        return f"{odd.get(code, 'it has no label')}{last_time}: a number, or no answer?"
    return ""


def _stands_out(number: float, counts: Mapping[float, int]) -> bool:
    others = np.array([one for one in counts if not _is_coded(f"{one:g}")])
    if not len(others):
        return False
    if not others.min() - APART < number < others.max() + APART:
        return True
    around = [n for one, n in counts.items() if 0 < abs(one - number) <= AROUND]
    return counts[number] >= FEWEST and counts[number] > CROWD * max(around, default=0)


def _is_coded(code: str) -> bool:
    return _is_number(code) and CODED.fullmatch(f"{float(code):g}") is not None


def _is_number(code: str) -> bool:
    try:
        return bool(np.isfinite(float(code)))
    except ValueError:
        return False
