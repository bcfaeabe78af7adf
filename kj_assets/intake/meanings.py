"""What each code of a column means for an item: a level, a missing kind, or a question.

Here: labels recognised one to one; a code without a label means what it meant last time. Not
here: which column an item has (`matching.py`), codes of a number item (`numbers.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from kj_assets.intake.arrival import ArrivedColumn
from kj_assets.intake.code_meaning import SAME, CodeMeaning, read_code, suspect
from kj_assets.intake.memory import KnownItem
from kj_assets.intake.missing_words import recognise_missing
from kj_assets.intake.numbers import read_number_codes
from kj_assets.intake.private import hide_words
from kj_assets.intake.similarity import compare_with_all

LIKELY = 65.0


def read_meanings(
    column: ArrivedColumn, known: KnownItem, *, same_column: bool
) -> tuple[CodeMeaning, ...]:
    """Meaning of every code that is labelled or occurs; ``same_column`` trusts last wave's codes.

    Of a number only the codes that stand for no answer, or may.
    """
    if known.item.type == "number":
        read = list(read_number_codes(column, known, same_column=same_column))
    else:
        read = hide_words(_read_levels(column, known, same_column))
    if same_column and not column.labels:
        read += _never_chosen(known, read)
    return tuple(read)


def _read_levels(
    column: ArrivedColumn, known: KnownItem, same_column: bool
) -> Iterator[CodeMeaning]:
    own = {level: known.codebook_texts(level) for level in known.level_texts}
    texts = column.texts
    exact = {c for c in texts if any(compare_with_all(texts[c], t) == SAME for t in own.values())}
    told = {c: one for c in texts if c not in exact and (one := read_code(column, c, known))}
    levels = _assign_levels({c: t for c, t in texts.items() if c not in told}, known)
    for code in dict.fromkeys([*column.counts, *column.labels]):
        label, count = column.labels.get(code), column.counts.get(code, 0)
        if code in told:
            yield told[code]
        elif code in levels:
            yield _as_level(code, label, count, *levels[code], suspect(texts[code]))
        else:
            yield _as_before(code, label, count, known, texts, same_column)


def compare_labels(column: ArrivedColumn, known: KnownItem) -> float | None:
    """Likeness of a column's value labels with an item's levels; None where one has none."""
    texts = {c: t for c, t in column.texts.items() if not recognise_missing(t)}
    if not texts or not known.level_texts:
        return None
    assigned = _assign_levels(texts, known)
    return sum(score for _, score in assigned.values()) / max(len(texts), len(known.level_texts))


def _never_chosen(known: KnownItem, read: list[CodeMeaning]) -> list[CodeMeaning]:
    """Codes of last wave that nobody chose now, where the file has no labels to name them."""
    there = {one.code for one in read} | {one.meaning for one in read}
    return [
        CodeMeaning(code, None, 0, meaning, SAME)
        for code, meaning in known.meanings.items()
        if code not in there and meaning not in there
    ]


def _assign_levels(texts: dict[str, str], known: KnownItem) -> dict[str, tuple[str, float]]:
    """Give each label its own level so that all are as alike as can be; unlike pairs stay apart."""
    from scipy.optimize import linear_sum_assignment

    levels = list(known.level_texts)
    if not texts or not levels:
        return {}
    scores = np.array(
        [[compare_with_all(t, known.level_texts[lv]) for lv in levels] for t in texts.values()]
    )
    pairs = zip(*linear_sum_assignment(scores, maximize=True), strict=True)
    codes = list(texts)
    chosen = {codes[i]: (levels[j], float(scores[i, j])) for i, j in pairs}
    # Several codes may be one level, and one code several levels joined, in their very words.
    nets = {
        code: (net, SAME)
        for code, text in texts.items()
        for net, known_texts in known.net_texts.items()
        if compare_with_all(text, known_texts) == SAME
    }
    same = {codes[i]: (levels[j], SAME) for i, j in np.argwhere(scores == SAME)}
    assigned = chosen | nets | same
    return {code: found for code, found in assigned.items() if found[1] >= LIKELY}


def _as_level(
    code: str, label: str | None, count: int, level: str, score: float, suspicion: str
) -> CodeMeaning:
    unlike = f"its label is only {score:.0f} % like this level's{suspicion}"
    return CodeMeaning(code, label, count, level, score, "" if score == SAME else unlike)


def _as_before(
    code: str,
    label: str | None,
    count: int,
    known: KnownItem,
    texts: dict[str, str],
    same_column: bool,
) -> CodeMeaning:
    before = known.meanings.get(code)
    if before and same_column and code not in texts:
        return CodeMeaning(code, label, count, before, SAME, carried=True)
    last_time = f"; {before} under that code last time" if before else ""
    if code in texts:
        unlike = f"its label is like none of the levels{suspect(texts[code])}"
        return CodeMeaning(code, label, count, doubt=unlike + last_time)
    return CodeMeaning(code, label, count, doubt=f"it has no label{last_time}")
