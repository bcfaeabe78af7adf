"""The function behind standard errors that know of the raking, beside the published ones.

Here: bringing a model's fit, its wave's margins and its design together. Not here: the formulas
(`estimate/raking_residuals.py`, `estimate/bootstrap.py`) or raking (`weight/`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from kj_assets.dagster_kit.asset import Product
from kj_assets.estimate.bootstrap import bootstrap_effects
from kj_assets.estimate.checks import RefusalError
from kj_assets.estimate.fit_tables import RAKED_ERRORS
from kj_assets.estimate.logit import restore_fit
from kj_assets.estimate.logit_fit import LogitFit
from kj_assets.estimate.raking_residuals import measure_raked_errors
from kj_assets.estimate.refused import read_refusal
from kj_assets.estimate.results import label_results
from kj_assets.estimate.tables import build_table
from kj_assets.model.estimates import collapse_rows, join_weights, read_design
from kj_assets.model.raking import RakedErrors
from kj_assets.model.registry import Model
from kj_assets.model.specs import make_rows, make_spec
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.outside import OutsideFile
from kj_assets.waves.registry import Wave
from kj_assets.waves.wave_declaration import Raking
from kj_assets.weight.coarser import Coarser
from kj_assets.weight.rake import Margins
from kj_assets.weight.replicates import make_replicate_weights
from kj_assets.weight.unknown import keep_unknown, name_unknown
from kj_assets.weight.weigh import read_margins

PUBLISHED = (
    *("outcome", "term", "level", "base", "estimand"),
    *("estimate", "std_error", "std_error_unconditional", "code", "reason"),
)


def make_raked_errors(
    validated: pd.DataFrame,
    weights: pd.DataFrame,
    coefficients: pd.DataFrame,
    effects: pd.DataFrame,
    wave: Wave,
    rake: Raking,
    population: OutsideFile,
    coarser: Coarser,
    key: str,
    models: Mapping[str, Model],
    errors: RakedErrors,
    codebook: Codebook,
) -> Product:
    """Standard errors of a model's ``effects``, four ways; ``models`` are those of its case set.

    Returns:
        A table `RAKED_ERRORS`, one row an effect. Where the bootstrap is refused (a replicate
        without a level that has a target, weights trimmed), its columns are empty, with the reason;
        where the model is, all are.

    Raises:
        DeclarationError: P001, P002 the population table does not fit.
        RefusalError: R001 (see `measure_raked_errors`); C001 the coefficients are of other rows.
    """
    rows = make_rows(validated, weights, models).assign(unit=validated["respondent_id"].to_numpy())
    spec = make_spec(key, models[key], codebook)
    columns: dict[str, Any] = {name: effects[name] for name in PUBLISHED}
    if read_refusal(coefficients):
        columns |= {"n_replicates": 0, "n_failed": 0}
    else:
        fit = restore_fit(collapse_rows(rows, models), spec, coefficients)
        respondents = join_weights(validated, weights)
        margins = read_margins(wave, rake, population, coarser)
        raked = measure_raked_errors(
            fit, _name_levels(respondents, margins), read_design(respondents)
        ).reindex(pd.MultiIndex.from_frame(effects[["term", "level"]]))
        columns |= {"std_error_raked": raked.to_numpy()}
        columns |= _bootstrap(fit, respondents, margins, rake, errors)
    table = build_table(columns, RAKED_ERRORS)
    numbers = {"replicates": int(table["n_replicates"].max()) if len(table) else 0}
    return Product(label_results(table, wave=wave.id, model=key), numbers=numbers)


def _name_levels(respondents: pd.DataFrame, margins: Margins) -> pd.DataFrame:
    """The level of each margin, a crossed one's as one text; indexed by respondent."""
    answers = name_unknown(respondents, margins)
    named: dict[str, Any] = {}
    for margin in margins:
        items = [margin] if isinstance(margin, str) else list(margin)
        named[" × ".join(items)] = answers[items].astype(str).agg(" × ".join, axis=1).to_numpy()
    return pd.DataFrame(named, index=respondents["respondent_id"])


def _bootstrap(
    fit: LogitFit, respondents: pd.DataFrame, margins: Margins, rake: Raking, errors: RakedErrors
) -> dict[str, Any]:
    """The bootstrap's columns; nulls and the reason where it is refused."""
    try:
        if rake.trim is not None:
            raise RefusalError("R004", "weights are trimmed, and replicates cannot be")
        answers = name_unknown(respondents, margins)
        made = make_replicate_weights(
            answers,
            n_replicates=errors.replicates,
            seed=errors.seed,
            margins=keep_unknown(answers, margins, rake),
            strata=respondents.get("stratum"),
            units=respondents.get("unit"),
        )
        replicates = pd.DataFrame(made.replicates, index=respondents["respondent_id"])
        table = bootstrap_effects(fit, replicates)
    except RefusalError as refusal:
        return {"code": refusal.code, "reason": str(refusal), "n_replicates": 0, "n_failed": 0}
    return {"std_error_bootstrap": table["std_error"]} | {
        name: table[name] for name in ("n_replicates", "n_failed")
    }
