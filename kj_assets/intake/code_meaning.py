"""One code of the new file and what it is taken to mean, with the doubt if there is one.

Here: the data class, and what is said of a code whose label is known from last time or names a
missing kind. Not here: levels (`meanings.py`), numbers (`numbers.py`).
"""

from __future__ import annotations

from dataclasses import dataclass

from kj_assets.intake.arrival import ArrivedColumn
from kj_assets.intake.memory import KnownItem
from kj_assets.intake.missing_words import recognise_missing, suspect_missing
from kj_assets.intake.similarity import bare
from kj_assets.waves.codebook import MISSING_KINDS

SAME = 100.0


@dataclass(frozen=True)
class CodeMeaning:
    """One code of the file: its label, how many chose it, and what it is taken to mean.

    ``doubt`` says why a person must decide; empty is certain. ``carried`` means that it has no
    label and is taken to mean what it meant last time. ``alike`` counts the codes told together
    in this one, none of which is repeated.
    """

    code: str
    label: str | None
    count: int
    meaning: str | None = None
    score: float = 0.0
    doubt: str = ""
    carried: bool = False
    alike: int = 1

    @property
    def is_missing(self) -> bool:
        """Whether it stands for no answer."""
        return self.meaning in MISSING_KINDS


def read_code(column: ArrivedColumn, code: str, known: KnownItem) -> CodeMeaning | None:
    """What a code means by its text alone: as decided last time, or a missing kind; else None."""
    text = column.texts.get(code)
    if text is None:
        return None
    label, count = column.labels.get(code), column.counts.get(code, 0)
    decided = _recall(code, text, known)
    kinds = recognise_missing(text)
    if decided:
        before, is_same = decided
        doubt = "" if is_same or kinds == (before,) else f"{before} under another code last time"
        return CodeMeaning(code, label, count, before, SAME, doubt)
    if not kinds:
        return None
    # A word of several kinds is settled where the code alone says which.
    last = known.meanings.get(code)
    kind = last if last in kinds else kinds[0]
    doubt = "" if len(kinds) == 1 or kind == last else f"{' or '.join(kinds)}?"
    return CodeMeaning(code, label, count, kind, SAME, doubt)


def suspect(text: str) -> str:
    """That a text has a word of a missing kind in it, and is more than that word; else nothing."""
    kinds = suspect_missing(text)
    return f", but has a word of {' or '.join(kinds)}: an answer, or none?" if kinds else ""


def _recall(code: str, text: str, known: KnownItem) -> tuple[str, bool] | None:
    """What a text was decided to mean last time, and whether its code was this one."""
    found = [old for old, told in known.texts.items() if bare(told) == bare(text) != ""]
    if code in found:
        return known.meanings[code], True
    # A code that is its own text says no more than that text.
    is_alike = bool(found) and (known.texts[found[0]] == found[0] or text == code)
    return (known.meanings[found[0]], is_alike) if found else None
