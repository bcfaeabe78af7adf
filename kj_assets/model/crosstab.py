"""Crosstabs that ``models.yaml`` may declare: which items by which groups.

Here: the declaration. Not here: shares and tests (`estimate/subgroups.py`).
"""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from kj_assets.waves.declarations import Declared


class Crosstab(Declared):
    """Items by the answers to other items.

    An item with nets makes groups of its nets and of the levels in none of them. Groups with
    fewer than ``small_base`` valid answers are marked wherever they are shown.
    """

    items: tuple[str, ...] = Field(min_length=1)
    by: tuple[str, ...] = Field(min_length=1)
    small_base: int = Field(default=100, ge=1, le=100_000)

    @model_validator(mode="after")
    def _keep_apart(self) -> Self:
        both = set(self.items) & set(self.by)
        if both:
            raise ValueError(f"{sorted(both)} cannot be crossed with themselves")
        return self
