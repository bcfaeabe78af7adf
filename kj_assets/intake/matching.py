"""Which column of the new file is which item: by name, by question text, by value labels.

Here: a score for each pair and the best one-to-one choice. Not here: what the codes mean
(`meanings.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kj_assets.intake.arrival import MANY_CODES, Arrival, ArrivedColumn
from kj_assets.intake.code_meaning import SAME
from kj_assets.intake.meanings import compare_labels
from kj_assets.intake.memory import KnownItem
from kj_assets.intake.numbers import holds_numbers
from kj_assets.intake.similarity import compare_name, compare_with_all

TEXT_WEIGHT = 0.6
NAME_WEIGHT = 0.3
# Labels without name or text never tell one item from another: many share a scale.
LABELS_ALONE = 0.7
SURE = 85.0
POSSIBLE = 60.0
# A column without a question, told by the word in its name: never sure.
NAMED = 84.0
CLOSE = 2.0


@dataclass(frozen=True)
class Likeness:
    """How alike a column and an item are: 0 to 100 overall and by each kind of evidence."""

    score: float
    name: bool = False
    text: float | None = None
    labels: float | None = None
    named: float | None = None

    @property
    def evidence(self) -> str:
        """The kinds of evidence there are, in words."""
        told = ["name"] * self.name
        told += [] if self.text is None else [f"text {self.text:.0f}"]
        told += [] if self.named is None else [f"the word in its name {self.named:.0f}"]
        return ", ".join(told + ([] if self.labels is None else [f"labels {self.labels:.0f}"]))


NOTHING = Likeness(0.0)


@dataclass(frozen=True)
class Match:
    """An item with the column chosen for it, or the best one there was.

    Without a column, ``nearest`` is the name of the likest free one, and the likeness its.
    ``doubts`` say why a person must decide; none is certain.
    """

    known: KnownItem
    column: ArrivedColumn | None
    likeness: Likeness
    doubts: tuple[str, ...] = ()
    nearest: str = ""


def match_items(arrival: Arrival, items: Sequence[KnownItem]) -> tuple[Match, ...]:
    """Choose at most one column for each item, and no column twice, best in total.

    Returns:
        One match for each item, in their order; those without a column have none.
    """
    from scipy.optimize import linear_sum_assignment

    columns = arrival.columns
    table = [[compare(column, known) for column in columns] for known in items]
    scores = np.array([[pair.score for pair in row] for row in table]).reshape(len(items), -1)
    # A square favours few excellent pairs over many poor ones; those not possible count nothing.
    worth = np.where(scores >= POSSIBLE, scores**2, 0.0)
    pairs = zip(*linear_sum_assignment(worth, maximize=True), strict=True)
    chosen = {int(i): int(j) for i, j in pairs if worth[i, j]}
    free = [j for j in range(len(columns)) if j not in chosen.values()]
    return tuple(
        _conclude(known, columns, table[i], chosen[i], scores)
        if i in chosen
        else _find_nearest(known, [(table[i][j], columns[j].name) for j in free])
        for i, known in enumerate(items)
    )


def compare(column: ArrivedColumn, known: KnownItem) -> Likeness:
    """Likeness of a column and an item; a column that cannot hold the item scores 0."""
    if not _could_hold(column, known):
        return NOTHING
    last = known.last.column if known.last else None
    name = last is not None and last.casefold() == column.name.casefold()
    text = compare_with_all(column.asks, known.questions) if column.asks else None
    labels = compare_labels(column, known)
    named = None if name or text is not None else compare_name(column.name, known.words)
    if named is not None:
        content = _weigh(named, labels, LABELS_ALONE)
        return Likeness(min(content or 0.0, NAMED), labels=labels, named=named)
    content = _weigh(text, labels, 1.0 if name else LABELS_ALONE)
    if content is None:
        return Likeness(_share_known(column, known) if name else 0.0, name)
    score = NAME_WEIGHT * 100 * name + (1 - NAME_WEIGHT * name) * content
    return Likeness(score, name, text, labels)


def _find_nearest(known: KnownItem, free: Sequence[tuple[Likeness, str]]) -> Match:
    pair, name = max(free, key=lambda one: one[0].score, default=(NOTHING, ""))
    return Match(known, None, pair, nearest=name if pair.score else "")


def _weigh(text: float | None, labels: float | None, labels_alone: float) -> float | None:
    if text is None:
        return None if labels is None else labels_alone * labels
    return text if labels is None else TEXT_WEIGHT * text + (1 - TEXT_WEIGHT) * labels


def _could_hold(column: ArrivedColumn, known: KnownItem) -> bool:
    if known.item.type == "number":
        return holds_numbers(column)
    return bool(column.labels) or len(column.counts) <= MANY_CODES


def _share_known(column: ArrivedColumn, known: KnownItem) -> float:
    """Of a column without texts under last wave's name: how much of it has a known code."""
    if known.item.type == "number":
        return SAME
    total = sum(column.counts.values())
    found = sum(n for code, n in column.counts.items() if code in known.meanings)
    return SAME * found / total if total else 0.0


def _conclude(
    known: KnownItem,
    columns: Sequence[ArrivedColumn],
    row: Sequence[Likeness],
    chosen: int,
    scores: np.ndarray,
) -> Match:
    pair = row[chosen]
    rivals = [
        column.name
        for place, column in enumerate(columns)
        if place != chosen
        and scores[:, place].max() == row[place].score
        and pair.score - row[place].score < CLOSE
    ]
    doubts = [f"{name} is as like" for name in rivals]
    if pair.score < SURE:
        doubts.append("is it this question?")
    elif pair.text is not None and pair.text < SAME:
        doubts.append("the wording differs: is it the same question, and does the trend go on?")
    return Match(known, columns[chosen], pair, tuple(doubts))
