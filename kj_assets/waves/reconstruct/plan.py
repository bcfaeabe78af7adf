"""What a reconstruction shall meet, declared in ``reconstruction.yaml`` beside ``wave.yaml``.

Here: the declaration. Not here: holding it against the codebook (`load.py`), or drawing
anything. Each target says whether it is published or assumed; all relations (`given`,
`response`) are assumed.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from kj_assets.waves.codebook import MissingKind
from kj_assets.waves.declarations import Code, Declared

Readiness = Annotated[float, Field(gt=0, le=100)]
Push = Annotated[float, Field(ge=-10, le=10)]
Portion = Annotated[float, Field(ge=0, le=1_000_000)]
Hour = Annotated[int, Field(ge=0, le=24)]
Status = Literal["published", "assumed"]


class Share(Declared):
    """A weighted share in per cent."""

    percent: float = Field(ge=0, le=100)
    status: Status


class People(Declared):
    """Who answers: the census, bent by how readily each group takes part."""

    population: str
    response: dict[str, dict[Code, Readiness]] = {}
    oldest: int = Field(default=85, ge=18, le=120)


class ItemPlan(Declared):
    """How one item is answered.

    ``shares`` holds every level, and nets as a check; they are shares of those who gave an
    answer (``base: valid``) or of all who were asked. ``given`` moves a respondent towards the
    level ``towards`` (the item's first or last), in standard deviations of the noise, for a
    level of an item drawn earlier. ``shared`` is the part of the noise that all items with
    such a part have in common.
    """

    shares: dict[Code, Share]
    base: Literal["valid", "asked"] = "valid"
    missing: dict[MissingKind, Share] = {}
    towards: Code
    given: dict[str, dict[Code, Push]] = {}
    shared: float = Field(default=0.0, ge=0, le=1)

    def share_of_asked(self, level: str) -> float:
        """The share of a level or net among all who were asked, from 0 to 1."""
        lost = sum(share.percent for share in self.missing.values())
        scale = 1.0 if self.base == "asked" else 1 - lost / 100
        return self.shares[level].percent * scale / 100


class EffectTarget(Declared):
    """The average marginal effect, in points, that a model's term shall show."""

    model: str
    term: str
    points: float = Field(ge=-100, le=100)
    tolerance: float = Field(gt=0, le=5)
    status: Status


class Claim(Declared):
    """What else shall be true of a term's effect in a model."""

    model: str
    term: str
    relation: Literal["positive", "largest", "p_below"]
    value: float | None = Field(default=None, gt=0, le=1)
    status: Status


class Choice(Declared):
    """A column of labels that no item uses, by the level of ``by``."""

    kind: Literal["choice"]
    column: str
    by: str
    labels: dict[Code, dict[str, Portion]]


class Duration(Declared):
    """A column of whole seconds, log-normal around its median."""

    kind: Literal["duration"]
    column: str
    median: float = Field(gt=0, le=1_000_000)
    spread: float = Field(gt=0, le=10)
    shortest: int = Field(ge=0, le=1_000_000)
    longest: int = Field(gt=0, le=1_000_000)

    @model_validator(mode="after")
    def _end_after_start(self) -> Self:
        if self.longest < self.shortest:
            raise ValueError("longest is shorter than shortest")
        return self


class Moment(Declared):
    """A column of times within the fieldwork, in the hours in which people answer."""

    kind: Literal["moment"]
    column: str
    start: datetime
    end: datetime
    hours: tuple[Hour, Hour]

    @model_validator(mode="after")
    def _end_after_start(self) -> Self:
        if self.end < self.start or self.hours[1] <= self.hours[0]:
            raise ValueError("the end is before the start")
        return self


Extra = Annotated[Choice | Duration | Moment, Field(discriminator="kind")]


class ReconstructionPlan(Declared):
    """The whole of ``reconstruction.yaml``; items are drawn in the order in which they stand."""

    seed: int = Field(ge=0, lt=2**63)
    n: int = Field(gt=0, le=100_000_000)
    first_id: int = Field(default=1, ge=0, le=10**12)
    people: People
    items: dict[str, ItemPlan]
    effects: tuple[EffectTarget, ...] = ()
    claims: tuple[Claim, ...] = ()
    extras: tuple[Extra, ...] = ()

    @property
    def targets(self) -> tuple[EffectTarget | Claim, ...]:
        """Everything that is asked of effects."""
        return (*self.effects, *self.claims)

    @model_validator(mode="after")
    def _relate_to_earlier_items(self) -> Self:
        drawn: set[str] = set()
        for key, plan in self.items.items():
            later = [item for item in plan.given if item in self.items and item not in drawn]
            if later:
                raise ValueError(f"items.{key}.given: {later} are drawn after {key!r}")
            drawn.add(key)
        return self
