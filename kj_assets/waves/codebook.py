"""The codebook: every harmonised item with its wording, levels and comparability.

Here: what an item is. Not here: how one wave's columns become items (`registry.py`).
"""

from __future__ import annotations

from itertools import pairwise
from math import inf
from typing import Literal, Self, get_args

from pydantic import Field, field_validator, model_validator

from kj_assets.waves.declarations import Code, Declared, Text

# In the order in which they are shown; `no_answer` is one whose reason is not told.
MissingKind = Literal["dont_know", "refused", "no_answer", "not_asked", "not_applicable"]
MISSING_KINDS: tuple[MissingKind, ...] = get_args(MissingKind)
MISSING_LABELS: dict[str, Text] = {
    "dont_know": Text(en="Don’t know", ko="모름"),
    "refused": Text(en="Refused", ko="응답 거절"),
    # Not 무응답: that word stands for missing answers of every kind.
    "no_answer": Text(en="No answer", ko="응답 없음"),
    "not_asked": Text(en="Not asked", ko="묻지 않음"),
    "not_applicable": Text(en="Not applicable", ko="해당 없음"),
}

TAKEN_NAMES = ("respondent_id", "weight_given", "weight", "stratum", "unit")
ItemKey = str
Wording = Literal["published", "translated", "assumed"]


class Net(Declared):
    """Several levels reported together, such as all positive answers."""

    label: Text
    levels: tuple[Code, ...] = Field(min_length=1)


class Bands(Declared):
    """An item made by cutting a number into bands; both ends are included."""

    of: ItemKey
    ranges: dict[Code, tuple[float | None, float | None]]

    @model_validator(mode="after")
    def _keep_apart(self) -> Self:
        bounds = [
            (-inf if lowest is None else lowest, inf if highest is None else highest)
            for lowest, highest in self.ranges.values()
        ]
        if any(lowest > highest for lowest, highest in bounds):
            raise ValueError("a band's lower end is above its upper end")
        ordered = sorted(bounds)
        if any(below[1] >= above[0] for below, above in pairwise(ordered)):
            raise ValueError("bands overlap: both ends are included, so no two may share a number")
        return self


class Comparability(Declared):
    """A note on what changed, from which wave on, and whether a trend line may cross it."""

    wave: Code
    breaks_trend: bool
    note: Text


class Item(Declared):
    """One harmonised question.

    ``type`` is ``ordered`` or ``nominal`` (levels) or ``number`` (unit, minimum, maximum).
    ``wording`` says where the question text comes from; ``assumed`` means no source was found.
    """

    label: Text
    question: Text | None = None
    wording: Wording
    type: Literal["ordered", "nominal", "number"]
    levels: dict[Code, Text] = {}
    nets: dict[Code, Net] = {}
    midpoint: Code | None = None
    bands: Bands | None = None
    unit: Text | None = None
    minimum: float | None = None
    maximum: float | None = None
    since: Code | None = None
    comparability: tuple[Comparability, ...] = ()

    @model_validator(mode="after")
    def _hold_together(self) -> Self:
        if (self.type == "number") == bool(self.levels):
            raise ValueError("an item has levels, or is of type 'number', not both or neither")
        clash = set(self.levels) & set(MISSING_KINDS)
        if clash:
            raise ValueError(f"{sorted(clash)} are missing kinds and cannot be levels")
        named = {level for net in self.nets.values() for level in net.levels}
        unknown = (named | ({self.midpoint} if self.midpoint else set())) - set(self.levels)
        if unknown:
            raise ValueError(f"{sorted(unknown)} are not among the levels {list(self.levels)}")
        if set(self.nets) & set(self.levels):
            raise ValueError(
                f"{sorted(set(self.nets) & set(self.levels))} are both nets and levels"
            )
        if self.bands and list(self.bands.ranges) != list(self.levels):
            raise ValueError("bands.ranges must name exactly the levels, in their order")
        return self

    @model_validator(mode="after")
    def _leave_room(self) -> Self:
        lowest, highest = self.minimum, self.maximum
        if lowest is not None and highest is not None and lowest >= highest:
            raise ValueError(f"minimum {lowest:g} is not below maximum {highest:g}")
        return self

    def label_of(self, level: str, language: str) -> str:
        """Label of a level, net or missing kind in a language."""
        if level in self.levels:
            return self.levels[level].in_language(language)
        if level in self.nets:
            return self.nets[level].label.in_language(language)
        return MISSING_LABELS[level].in_language(language)


class Codebook(Declared):
    """All items, in the order in which they are shown."""

    title: Text
    items: dict[str, Item]

    @field_validator("items")
    @classmethod
    def _name_items_plainly(cls, items: dict[str, Item]) -> dict[str, Item]:
        for key in items:
            if not key.isidentifier() or not key.isascii() or key != key.lower():
                raise ValueError(f"{key!r}: an item key is lower-case letters, digits and '_'")
            if key.endswith("_missing") or key in TAKEN_NAMES:
                raise ValueError(f"{key!r}: this name is taken by the tables the tracker makes")
        return items

    @model_validator(mode="after")
    def _band_known_numbers(self) -> Self:
        for key, item in self.items.items():
            if item.bands and (
                item.bands.of not in self.items or self.items[item.bands.of].type != "number"
            ):
                raise ValueError(f"items.{key}.bands.of: {item.bands.of!r} is not a number item")
        return self
