"""The tables every estimate ends in: fixed columns, fixed order, each with its meaning.

Belongs here: what EFFECTS, DIFFERENCES and COEFFICIENTS look like, and the check that
a frame is one. Does not: shares (`share_tables.py`), changes between waves
(`change_tables.py`), computing any of it. Shares and effects are
proportions: × 100 for points.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from pandas.api.types import pandas_dtype

from kj_assets.estimate.change_tables import (
    CHANGES,
    EFFECT_CHANGES,
    MATCHED_EFFECTS,
    MATCHED_SHARES,
)
from kj_assets.estimate.columns import (
    ADJUSTED,
    ORIGIN,
    OUTCOME,
    REFUSED,
    SAMPLE,
    T_TEST,
    WAVE_MODEL,
    count,
    label,
    number,
    text,
)
from kj_assets.estimate.fit_tables import (
    BOOTSTRAP,
    CALIBRATION,
    COLLINEARITY,
    FIT_STATISTICS,
    RAKED_ERRORS,
)
from kj_assets.estimate.share_tables import INDEPENDENCE, SUBGROUPS, TOPLINES
from kj_assets.estimate.tables import ResultTable, build_schema

COEFFICIENTS = ResultTable(
    "coefficients",
    (
        *WAVE_MODEL,
        OUTCOME,
        text("term", "term, `a:b` for an interaction, `(intercept)`"),
        text("level", "level of a factor; empty for numbers and the intercept"),
        number("estimate", "log odds"),
        number("std_error", "design-based standard error", low=0),
        *T_TEST,
        *SAMPLE,
        *ORIGIN,
        *REFUSED,
    ),
)

EFFECTS = ResultTable(
    "effects",
    (
        *WAVE_MODEL,
        OUTCOME,
        text("subgroup", "`item=level` whose members are averaged over; empty for everybody"),
        text("term", "term: the item whose answers are compared"),
        text("level", "level, or `+step` for a number"),
        text("base", "base level, or `observed` for a number"),
        text("estimand", "what `estimate` is"),
        number("estimate", "p1 − p0: average marginal effect, a proportion", -1, 1),
        number("std_error", "delta-method standard error (Stata's default)", low=0),
        number("std_error_unconditional", "the same, with sampling of the covariates", low=0),
        *T_TEST[:3],
        *ADJUSTED,
        *T_TEST[3:],
        number("p0", "predicted probability with everybody at the base", 0, 1),
        number("p0_std_error", "its delta-method standard error", low=0),
        number("p1", "predicted probability with everybody at the level", 0, 1),
        number("p1_std_error", "its delta-method standard error", low=0),
        *SAMPLE,
        number("deff", "unconditional variance over that of a simple random sample", low=0),
        count("n_level", "complete cases at the level"),
        count("n_level_1", "of them, with outcome 1"),
        count("n_base", "complete cases at the base"),
        count("n_base_1", "of them, with outcome 1"),
        *ORIGIN,
        *REFUSED,
    ),
)

DIFFERENCES = ResultTable(
    "differences",
    (
        label("comparison", "registered comparison"),
        text("kind", "`outcomes`, `samples`, `matched samples`, `terms` or `subgroups`"),
        label("wave_a", "wave of a"),
        label("wave_b", "wave of b"),
        label("model_a", "model of a"),
        label("model_b", "model of b"),
        text("outcome_a", "outcome of a"),
        text("outcome_b", "outcome of b"),
        text("subgroup_a", "`item=level` whose members a is averaged over; empty for everybody"),
        text("subgroup_b", "the same of b"),
        text("term_a", "term of a"),
        text("level_a", "level of a"),
        text("term_b", "term of b"),
        text("level_b", "level of b"),
        number("estimate_a", "average marginal effect a", -1, 1),
        number("estimate_b", "average marginal effect b", -1, 1),
        number("estimate", "a − b, a proportion", -2, 2),
        number("std_error", "unconditional standard error of a − b: t, p, intervals", low=0),
        number("std_error_delta", "the same, given the covariates", low=0),
        *T_TEST[:3],
        *ADJUSTED,
        *T_TEST[3:],
        count("n_a", "complete cases of a"),
        count("n_b", "complete cases of b"),
        *ORIGIN,
        *REFUSED,
    ),
)

TABLES = (
    *(COEFFICIENTS, EFFECTS, DIFFERENCES),
    *(TOPLINES, SUBGROUPS, INDEPENDENCE),
    *(CHANGES, EFFECT_CHANGES, MATCHED_SHARES, MATCHED_EFFECTS),
    *(FIT_STATISTICS, COLLINEARITY, CALIBRATION, BOOTSTRAP, RAKED_ERRORS),
)


def label_results(frame: pd.DataFrame, **labels: str | float | ArrayLike | None) -> pd.DataFrame:
    """Fill the label columns (wave, model, hashes, adjusted p ...) and check the result.

    Errors: KeyError for a column that is no label of this table; pandera's SchemaErrors where the
    frame breaks its schema.
    """
    table = recognise_table(frame)
    allowed = {column.name: column.dtype for column in table.columns if column.label}
    wrong = set(labels) - set(allowed)
    if wrong:
        raise KeyError(f"{table.name} has no label {sorted(wrong)}; it has {sorted(allowed)}")
    filled = {
        name: pd.Series(np.broadcast_to(np.asarray(value, dtype=object), len(frame)), frame.index)
        for name, value in labels.items()
    }
    typed = {name: value.astype(pandas_dtype(allowed[name])) for name, value in filled.items()}
    return build_schema(table).validate(frame.assign(**typed), lazy=True)


def recognise_table(frame: pd.DataFrame) -> ResultTable:
    """Return the table whose columns the frame has; ValueError where there is none."""
    for table in TABLES:
        if tuple(frame.columns) == table.names:
            return table
    raise ValueError("the frame is none of the result tables; make it with build_table")
