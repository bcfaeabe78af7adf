"""Weights of a wave: given in its file, raked to the census, or all equal.

Here: choosing between the three and shaping the table. Not here: the raking itself.
"""

from __future__ import annotations

import pandas as pd

from kj_assets.dagster_kit.asset import CheckReport, Product
from kj_assets.errors import DeclarationError
from kj_assets.estimate.checks import check_weights
from kj_assets.waves.outside import OutsideFile
from kj_assets.waves.registry import Wave
from kj_assets.waves.wave_declaration import Raking
from kj_assets.weight.coarser import Coarser, join_population
from kj_assets.weight.diagnostics import WeightDiagnostics, describe_weights
from kj_assets.weight.population import read_population, sum_to_margins
from kj_assets.weight.rake import Margins, rake_to_margins

USABLE = "weights_not_dominated_by_few"


def weigh_wave(
    validated: pd.DataFrame,
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
        RefusalError: R001 to R003, W001, W002 (see `estimate.checks`).
    """
    plan = wave.declaration.weight
    parts: dict[str, pd.DataFrame] = {}
    numbers: dict[str, float | int] = {}
    if plan.rake:
        weights, parts, numbers = _rake(validated, wave, plan.rake, population, coarser or {})
    elif plan.column:
        given = validated["weight_given"].astype(float)
        check_weights(given.to_numpy())
        weights = given * (len(given) / given.sum())
    else:
        weights = pd.Series(1.0, index=validated.index)
    described = describe_weights(weights.to_numpy())
    columns = [c for c in ("stratum", "unit") if c in validated.columns]
    table = validated[["respondent_id", *columns]].assign(weight=weights.to_numpy())
    return Product(
        table,
        parts=parts,
        checks=(_check_dominance(described),),
        numbers=numbers | _numbers(described),
    )


def _rake(
    validated: pd.DataFrame,
    wave: Wave,
    plan: Raking,
    population: OutsideFile | None,
    coarser: Coarser,
) -> tuple[pd.Series, dict[str, pd.DataFrame], dict[str, float | int]]:
    margins = read_margins(wave, plan, population, coarser)
    raked = rake_to_margins(validated, margins, trim=plan.trim)
    weights = pd.Series(raked.weights, index=validated.index)
    return weights, {"margins": raked.margins_before_after}, {"rounds": raked.rounds}


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
    }


def _check_dominance(described: WeightDiagnostics) -> CheckReport:
    messages = [warning.message for warning in described.warnings]
    return CheckReport(
        name=USABLE,
        passed=not messages,
        description="; ".join(messages)
        or "No weight is over 5 % of the total, Kish's deff is at most 2, max/median at most 10.",
    )
