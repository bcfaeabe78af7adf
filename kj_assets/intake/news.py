"""What changed in an item since last wave: new, gone, re-coded, re-worded, re-scaled.

Here: the comparison. Not here: matching columns (`matching.py`), or telling it (`telling.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from kj_assets.intake.arrival import Arrival, ArrivedColumn
from kj_assets.intake.code_meaning import SAME, CodeMeaning
from kj_assets.intake.matching import Match, match_items
from kj_assets.intake.meanings import read_meanings
from kj_assets.intake.memory import KnownItem

Change = Literal["new", "gone", "not_asked", "recoded", "reworded", "rescaled", "relabelled"]


@dataclass(frozen=True)
class ItemNews:
    """One item in the new wave, and how that differs from last wave.

    Args:
        match: the column it was found in, or none.
        meanings: its codes.
        recoded: each level or missing kind whose code differs: ``(meaning, old, new)``.
        lost: levels of last wave that no code stands for now.
        instead: of a number without a column, the item in bands that the file has in its place.
    """

    match: Match
    meanings: tuple[CodeMeaning, ...] = ()
    recoded: tuple[tuple[str, str, str], ...] = ()
    lost: tuple[str, ...] = ()
    instead: Match | None = None

    @property
    def key(self) -> str:
        """The item."""
        return self.match.known.key

    @property
    def unplaced(self) -> tuple[CodeMeaning, ...]:
        """Codes without a meaning."""
        return tuple(one for one in self.meanings if one.meaning is None)

    @property
    def carried(self) -> tuple[str, ...]:
        """Codes without a label that are taken for last wave's, though other codes differ."""
        before = self.match.known.meanings
        differ = any(
            one.meaning is None or before.get(one.code) != one.meaning for one in self.meanings
        )
        return tuple(one.code for one in self.meanings if one.carried) if differ else ()

    @property
    def _is_other_scale(self) -> bool:
        gone = bool(set(self.lost) - set(self.may_be_blank))
        has_levels = self.match.known.item.type != "number"
        return has_levels and not (self.lost and self.unplaced) and (gone or bool(self.unplaced))

    @property
    def may_be_blank(self) -> tuple[str, ...]:
        """Lost levels that an empty cell may stand for: where one answer was ticked, or none."""
        column = self.match.column
        placed = {one.meaning for one in self.meanings if one.meaning and not one.is_missing}
        return self.lost if column and column.blank and len(placed) < 2 else ()

    @property
    def lost_midpoint(self) -> bool:
        """Whether the scale had a neutral middle and has none now."""
        return self.match.known.item.midpoint in self.lost

    @property
    def changes(self) -> tuple[Change, ...]:
        """Every kind of change there is."""
        last, found = self.match.known.last, self.match.column is not None
        was_asked = last is not None and not last.not_asked
        if not found:
            return ("gone",) if was_asked else ("not_asked",)
        text = self.match.likeness.text
        told: list[tuple[Change, bool]] = [
            ("new", not was_asked),
            ("reworded", text is not None and text < SAME),
            # Answers may have other words, or be others: only a person can tell.
            ("relabelled", bool(self.lost and self.unplaced)),
            ("rescaled", self._is_other_scale),
            ("recoded", bool(self.recoded)),
        ]
        return tuple(change for change, holds in told if holds)


@dataclass(frozen=True)
class Intake:
    """All that was understood of a file: items in the file's order, then those without a column."""

    arrival: Arrival
    like: str
    items: tuple[ItemNews, ...]

    @property
    def used(self) -> frozenset[str]:
        """Names of the columns that are items."""
        return frozenset(one.match.column.name for one in self.items if one.match.column)

    @property
    def others(self) -> tuple[ArrivedColumn, ...]:
        """Columns that are no item."""
        return tuple(c for c in self.arrival.columns if c.name not in self.used)

    def having(self, change: Change) -> tuple[ItemNews, ...]:
        """Items that changed in that way."""
        return tuple(one for one in self.items if change in one.changes)


def understand(arrival: Arrival, items: Sequence[KnownItem], like: str) -> Intake:
    """Match every item, read its codes, and compare both with last wave.

    What can be cut from a number is looked for only where the file lacks the number.
    """
    places = {column.name: place for place, column in enumerate(arrival.columns)}
    matches = match_items(arrival, [one for one in items if not one.item.bands])
    bands = _match_bands(arrival, items, matches)
    instead = {one.known.item.bands.of: one for one in bands if one.known.item.bands and one.column}
    news = [replace(_compare(one), instead=instead.get(one.known.key)) for one in matches + bands]
    news.sort(key=lambda one: places[one.match.column.name] if one.match.column else len(places))
    return Intake(arrival, like, tuple(news))


def _match_bands(
    arrival: Arrival, items: Sequence[KnownItem], matches: Sequence[Match]
) -> tuple[Match, ...]:
    """Items delivered in bands: found in a free column, or asked as such last time."""
    used = {match.column.name for match in matches if match.column}
    lacking = {match.known.key for match in matches if match.column is None}
    bands = [one for one in items if one.item.bands and one.item.bands.of in lacking]
    free = replace(arrival, columns=tuple(c for c in arrival.columns if c.name not in used))
    found = match_items(free, bands) if bands else ()
    return tuple(one for one in found if one.column or one.known.last)


def _compare(match: Match) -> ItemNews:
    if match.column is None:
        return ItemNews(match)
    known = match.known
    meanings = read_meanings(match.column, known, same_column=match.likeness.name)
    now = {one.meaning: one.code for one in reversed(meanings) if one.meaning}
    before: dict[str, str] = {}
    for code, meaning in known.meanings.items():
        before.setdefault(meaning, code)
    recoded = tuple(
        (meaning, before[meaning], now[meaning])
        for meaning in before
        if meaning in now and now[meaning] != before[meaning]
    )
    expected = [lv for lv in known.item.levels if lv in before] or list(known.item.levels)
    nets = known.item.nets
    joined = {level for net in nets if net in now for level in nets[net].levels}
    before_joined = known.last.joined if known.last else {}
    joined |= {level for key in before_joined if key in now for level in before_joined[key].levels}
    blank = known.last.blank_level if known.last and match.column.blank else None
    there = {*now, *joined, blank}
    lost = tuple(level for level in expected if level not in there)
    return ItemNews(match, meanings, recoded, lost)
