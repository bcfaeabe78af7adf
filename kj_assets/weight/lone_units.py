"""Strata with a single unit, by what the wave declares of them (`design.lone_units`).

Here: finding them among the accepted respondents, and what their stratum is called from then on.
Not here: what they add to a variance (`estimate/clusters.py`), which reads it off the name.
"""

from __future__ import annotations

from collections.abc import Mapping

from kj_assets.dagster_kit.rows import Rows
from kj_assets.dagster_kit.sql import quote
from kj_assets.estimate.checks import RefusalError
from kj_assets.estimate.clusters import name_lone
from kj_assets.waves.registry import Wave

SHOWN = 3
CHOICES = "design.lone_units: certainty, adjust, average or merge"


def settle_lone_units(rows: Rows, wave: Wave) -> dict[str, str]:
    """New names of strata, by the name they were delivered with; those not named keep theirs.

    Raises:
        RefusalError: D001 a stratum has a single unit and nothing is declared of it, or what is
            declared leaves nothing to compare it with.
    """
    design = wave.declaration.design
    units = count_units(rows) if design.stratum or design.unit else {}
    lone = [stratum for stratum, count in units.items() if count < 2]
    rule = design.lone_units
    if not lone:
        return {}
    if len(lone) == len(units) == 1 or (rule != "merge" and len(lone) == len(units)):
        raise _refuse(wave, lone, "and no stratum has two: declare no such columns")
    if rule == "refuse":
        raise _refuse(wave, lone, f"decide what they add, by {CHOICES}")
    if rule == "merge":
        return merge_lone(units)
    return {stratum: name_lone(stratum, rule) for stratum in lone}


def count_units(rows: Rows) -> dict[str, int]:
    """Units of each stratum, in the order of their names; without units each row is one."""
    there = rows.columns
    stratum = quote("stratum") if "stratum" in there else "''"
    unit = f"DISTINCT {quote('unit')}" if "unit" in there else "*"
    found = rows.query(
        f"SELECT {stratum} AS stratum, count({unit}) AS units FROM {rows.name} "
        f"WHERE {stratum} IS NOT NULL GROUP BY ALL ORDER BY stratum"
    )
    return dict(zip(found["stratum"].astype(str), found["units"].astype(int), strict=True))


def merge_lone(units: Mapping[str, int]) -> dict[str, str]:
    """Each lone stratum under the name of the one before it; those that come first, of the next."""
    first = next((s for s, count in units.items() if count > 1), next(iter(units)))
    merged, last = {}, first
    for stratum, count in units.items():
        if count > 1:
            last = stratum
        elif stratum != last:
            merged[stratum] = last
    return merged


def _refuse(wave: Wave, lone: list[str], remedy: str) -> RefusalError:
    named = ", ".join(map(repr, lone[:SHOWN])) + (" …" if len(lone) > SHOWN else "")
    return RefusalError(
        "D001",
        f"wave {wave.id}: the variance within strata of a single unit ({named}) cannot be known; "
        f"{remedy}",
        counts={"strata": len(lone)},
    )
