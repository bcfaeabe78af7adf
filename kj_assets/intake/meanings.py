"""What each code of a column means for an item: a level, a missing kind, or a question.

Here: labels recognised one to one; a code without a label means what it meant last time. Not
here: which column an item has (`matching.py`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kj_assets.intake.arrival import ArrivedColumn
from kj_assets.intake.memory import KnownItem
from kj_assets.intake.similarity import compare_with_all, recognise_missing
from kj_assets.waves.codebook import MISSING_KINDS

SAME = 100.0
LIKELY = 65.0


@dataclass(frozen=True)
class CodeMeaning:
    """One code of the file: its label, how many chose it, and what it is taken to mean.

    ``doubt`` says why a person must decide; empty is certain. ``carried`` means that it has no
    label and is taken to mean what it meant last time.
    """

    code: str
    label: str | None
    count: int
    meaning: str | None = None
    score: float = 0.0
    doubt: str = ""
    carried: bool = False

    @property
    def is_missing(self) -> bool:
        """Whether it stands for no answer."""
        return self.meaning in MISSING_KINDS


def read_meanings(
    column: ArrivedColumn, known: KnownItem, *, same_column: bool
) -> tuple[CodeMeaning, ...]:
    """Meaning of every code that is labelled or occurs; ``same_column`` trusts last wave's codes.

    A number's codes are only those that stand for no answer.
    """
    texts = column.texts
    kinds = {code: recognise_missing(texts[code]) for code in texts}
    exact = {c for c in texts if compare_with_all(texts[c], _all_texts(known)) == SAME}
    missing = {code for code in kinds if kinds[code] and code not in exact}
    levels = _assign_levels({c: t for c, t in texts.items() if c not in missing}, known)
    read = []
    for code in dict.fromkeys([*column.counts, *column.labels]):
        label, count = column.labels.get(code), column.counts.get(code, 0)
        if code in missing:
            read.append(_as_missing(code, texts[code], count, kinds[code]))
        elif code in levels:
            read.append(_as_level(code, label, count, *levels[code]))
        elif code in texts or known.item.type != "number":
            read.append(_as_before(code, label, count, known, texts, same_column))
        elif code in column.user_missing:
            read.append(CodeMeaning(code, label, count, doubt="the file calls it missing: which?"))
    if same_column and not column.labels:
        read += _never_chosen(known, read)
    return tuple(read)


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


def _all_texts(known: KnownItem) -> tuple[str, ...]:
    return tuple(text for texts in known.level_texts.values() for text in texts)


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


def _as_missing(code: str, label: str, count: int, kinds: tuple[str, ...]) -> CodeMeaning:
    doubt = f"{' or '.join(kinds)}?" if len(kinds) > 1 else ""
    return CodeMeaning(code, label, count, kinds[0], SAME, doubt)


def _as_level(code: str, label: str | None, count: int, level: str, score: float) -> CodeMeaning:
    doubt = "" if score == SAME else f"its label is only {score:.0f} % like this level's"
    return CodeMeaning(code, label, count, level, score, doubt)


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
    if code in texts:
        return CodeMeaning(code, label, count, doubt="its label is like none of the levels")
    last_time = f"; {before} under that code last time" if before else ""
    return CodeMeaning(code, label, count, doubt=f"it has no label{last_time}")
