"""Weights of a wave: given in its file, raked to the census, or all equal.

Here: choosing between the three and shaping the table. Not here: the raking itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from kj_assets.dagster_kit.asset import CheckReport, Product, Stream
from kj_assets.dagster_kit.rows import Rows, Table, hold_tables
from kj_assets.dagster_kit.sql import quote
from kj_assets.errors import DeclarationError
from kj_assets.estimate.checks import check_weights
from kj_assets.waves.outside import OutsideFile
from kj_assets.waves.registry import Wave
from kj_assets.waves.wave_declaration import Raking
from kj_assets.weight.coarser import Coarser, join_population
from kj_assets.weight.diagnostics import WeightDiagnostics, describe_weights
from kj_assets.weight.lone_units import settle_lone_units
from kj_assets.weight.population import read_population, sum_to_margins
from kj_assets.weight.rake import Margins, Raked, list_items, rake_to_margins
from kj_assets.weight.unknown import keep_unknown, name_unknown

USABLE = "weights_not_dominated_by_few"


def weigh_wave(
    validated: Table,
    wave: Wave,
    population: OutsideFile | None,
    coarser: Coarser | None = None,
) -> Product:
    """One weight a respondent, scaled to sum to the number of respondents.

    ``coarser`` says which levels of the margins the wave joined or did not offer.

    Returns:
        A table respondent_id, weight, and stratum and unit where the wave has them; for
        raked waves a part ``margins`` with each margin before and after.

    Raises:
        DeclarationError: P001, P002 the population table does not fit.
        RefusalError: R001 to R003, W001, W002 (see `estimate.checks`); D001 (`lone_units`).
    """
    (rows,) = hold_tables(validated)
    weighed = find_weights(rows, wave, population, coarser or {})
    renamed = settle_lone_units(rows, wave)
    described = describe_weights(weighed.weights)
    columns = [c for c in ("respondent_id", "stratum", "unit") if c in rows.columns]

    def draw() -> Iterator[pd.DataFrame]:
        start = 0
        for chunk in rows.chunks(columns):
            if renamed:
                chunk = chunk.assign(stratum=chunk["stratum"].replace(renamed))
            yield chunk.assign(weight=weighed.weights[start : start + len(chunk)])
            start += len(chunk)

    return Stream(
        chunks=draw,
        parts=weighed.parts,
        checks=(_check_dominance(described),),
        numbers=weighed.numbers | _numbers(described),
    )


@dataclass(frozen=True, eq=False)
class Weighed:
    """Weights (one a respondent, in the order of rows), and what raking says beside them."""

    weights: np.ndarray
    parts: dict[str, pd.DataFrame] = field(default_factory=dict)
    numbers: dict[str, float | int] = field(default_factory=dict)


def find_weights(
    validated: Rows, wave: Wave, population: OutsideFile | None, coarser: Coarser
) -> Weighed:
    """The weights `weigh_wave` writes; of the wave, only the columns they depend on are read."""
    plan = wave.declaration.weight
    if plan.rake:
        margins = read_margins(wave, plan.rake, population, coarser)
        weights, raked = _rake_cells(validated, margins, plan.rake)
        numbers: dict[str, float | int] = {"rounds": raked.rounds}
        if plan.rake.trim is not None:
            numbers["trimmed"] = raked.n_trimmed
        return Weighed(weights, {"margins": raked.margins_before_after}, numbers)
    if plan.column:
        given = validated.read(["weight_given"])["weight_given"].astype(float)
        check_weights(given.to_numpy())
        return Weighed((given * (len(given) / given.sum())).to_numpy())
    return Weighed(np.ones(len(validated)))


def _rake_cells(validated: Rows, margins: Margins, plan: Raking) -> tuple[np.ndarray, Raked]:
    """Weights (one a respondent), and the raking of the cells that margins make of respondents.

    All begin alike, so those of a cell end alike. Sums over millions of rows would round by more
    than raking's tolerance.
    """
    items = list_items(margins)
    named = ", ".join(map(quote, items))
    counted = validated.query(
        f"SELECT {named}, count(*) AS respondents FROM {validated.name} GROUP BY ALL ORDER BY ALL"
    )
    cells, counts = name_unknown(counted, margins), counted["respondents"].to_numpy()
    wanted = keep_unknown(cells, margins, plan, counts)
    raked = rake_to_margins(cells, wanted, trim=plan.trim, counts=counts)
    weighed = cells[items].assign(weight=raked.weights)
    found = [
        name_unknown(chunk, margins).merge(weighed, on=items, how="left")["weight"].to_numpy()
        for chunk in validated.chunks(items)
    ]
    return np.concatenate(found), raked


def read_margins(
    wave: Wave, plan: Raking, population: OutsideFile | None, coarser: Coarser
) -> Margins:
    """The margins a wave is raked to, in its own levels.

    Raises:
        DeclarationError: P001, P002 the population table does not fit.
    """
    if population is None:
        raise DeclarationError("P001", f"wave {wave.id}: raking needs a population table")
    where = f"wave {wave.id}: weight.rake.margins"
    table = join_population(read_population(population.path), coarser)
    return sum_to_margins(table, plan.margins, where)


def _numbers(described: WeightDiagnostics) -> dict[str, float | int]:
    return {
        "kish_deff": described.kish_deff,
        "n_eff": described.n_eff,
        "smallest": described.smallest,
        "median": described.median,
        "largest": described.largest,
        "largest_over_median": described.largest_over_median,
    }


def _check_dominance(described: WeightDiagnostics) -> CheckReport:
    messages = [warning.message for warning in described.warnings]
    return CheckReport(
        name=USABLE,
        passed=not messages,
        description="; ".join(messages)
        or "No weight is over 5 % of the total, Kish's deff is at most 2, max/median at most 10.",
    )
