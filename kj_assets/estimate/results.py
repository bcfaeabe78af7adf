"""The tables every estimate ends in: fixed columns, fixed order, each with its meaning.

Belongs here: what EFFECTS, DIFFERENCES, TOPLINES and COEFFICIENTS look like, and the check that
a frame is one. Does not: computing any of it. Shares and effects are proportions: × 100 for points.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from pandas.api.types import pandas_dtype

from kj_assets.estimate.tables import ResultColumn, ResultTable, build_schema

if TYPE_CHECKING:
    pass


def _label(name: str, meaning: str) -> ResultColumn:
    return ResultColumn(name, "str", meaning, label=True)


def _text(name: str, meaning: str) -> ResultColumn:
    return ResultColumn(name, "str", meaning)


def _count(name: str, meaning: str) -> ResultColumn:
    return ResultColumn(name, "Int64", meaning, low=0)


def _number(
    name: str, meaning: str, low: float = -np.inf, high: float = np.inf, label: bool = False
) -> ResultColumn:
    return ResultColumn(name, "float64", meaning, low, high, label)


_T_TEST = (
    _number("df", "degrees of freedom: units − strata, among those with a case", low=0),
    _number("t", "estimate / std_error"),
    _number("p", "exact two-sided p of t with df", 0, 1),
    _number("conf_low_95", "lower end of the 95 % interval"),
    _number("conf_high_95", "upper end of the 95 % interval"),
    _number("conf_low_99", "lower end of the 99 % interval"),
    _number("conf_high_99", "upper end of the 99 % interval"),
    ResultColumn("significant_5", "bool", "p < 0.05; False where refused"),
    ResultColumn("significant_1", "bool", "p < 0.01; False where refused"),
)
_ADJUSTED = (
    _number("p_holm", "p after Holm, over the model's key terms", 0, 1, label=True),
    _number("p_bh", "p after Benjamini–Hochberg, over the registry", 0, 1, label=True),
)
_ORIGIN = (
    _label("weight", "weight used"),
    _label("missing_policy", "what was done with missing kinds"),
    _label("model_hash", "hash of the model's declaration"),
    _label("data_hash", "data version of the rows"),
)
_SAMPLE = (
    _count("n", "complete cases"),
    _number("n_eff", "n / deff", low=0),
)
_REFUSED = (
    _text("code", "why there is no estimate (STATISTICS.md); empty where there is one"),
    _text("reason", "the same in words, with counts"),
)
_OUTCOME = _text("outcome", "item whose probability of 1 is modelled")
_WAVE_MODEL = (_label("wave", "wave"), _label("model", "model"))

COEFFICIENTS = ResultTable(
    "coefficients",
    (
        *_WAVE_MODEL,
        _OUTCOME,
        _text("term", "term, `a:b` for an interaction, `(intercept)`"),
        _text("level", "level of a factor; empty for numbers and the intercept"),
        _number("estimate", "log odds"),
        _number("std_error", "design-based standard error", low=0),
        *_T_TEST,
        *_SAMPLE,
        *_ORIGIN,
        *_REFUSED,
    ),
)

EFFECTS = ResultTable(
    "effects",
    (
        *_WAVE_MODEL,
        _OUTCOME,
        _text("subgroup", "`item=level` whose members are averaged over; empty for everybody"),
        _text("term", "term"),
        _text("level", "level, or `+step` for a number"),
        _text("base", "base level, or `observed` for a number"),
        _text("estimand", "what `estimate` is"),
        _number("estimate", "p1 − p0: average marginal effect, a proportion", -1, 1),
        _number("std_error", "delta-method standard error (Stata's default)", low=0),
        _number("std_error_unconditional", "the same, with sampling of the covariates", low=0),
        *_T_TEST[:3],
        *_ADJUSTED,
        *_T_TEST[3:],
        _number("p0", "predicted probability with everybody at the base", 0, 1),
        _number("p0_std_error", "its delta-method standard error", low=0),
        _number("p1", "predicted probability with everybody at the level", 0, 1),
        _number("p1_std_error", "its delta-method standard error", low=0),
        *_SAMPLE,
        _number("deff", "unconditional variance over that of a simple random sample", low=0),
        _count("n_level", "complete cases at the level"),
        _count("n_level_1", "of them, with outcome 1"),
        _count("n_base", "complete cases at the base"),
        _count("n_base_1", "of them, with outcome 1"),
        *_ORIGIN,
        *_REFUSED,
    ),
)

DIFFERENCES = ResultTable(
    "differences",
    (
        _label("comparison", "registered comparison"),
        _text("kind", "`outcomes`, `samples`, `matched samples` or `terms`"),
        _label("wave_a", "wave of a"),
        _label("wave_b", "wave of b"),
        _label("model_a", "model of a"),
        _label("model_b", "model of b"),
        _text("outcome_a", "outcome of a"),
        _text("outcome_b", "outcome of b"),
        _text("term_a", "term of a"),
        _text("level_a", "level of a"),
        _text("term_b", "term of b"),
        _text("level_b", "level of b"),
        _number("estimate_a", "average marginal effect a", -1, 1),
        _number("estimate_b", "average marginal effect b", -1, 1),
        _number("estimate", "a − b, a proportion", -2, 2),
        _number("std_error", "unconditional standard error of a − b: t, p, intervals", low=0),
        _number("std_error_delta", "the same, given the covariates", low=0),
        *_T_TEST[:3],
        *_ADJUSTED,
        *_T_TEST[3:],
        _count("n_a", "complete cases of a"),
        _count("n_b", "complete cases of b"),
        *_ORIGIN,
        *_REFUSED,
    ),
)

TOPLINES = ResultTable(
    "toplines",
    (
        _label("wave", "wave"),
        _text("item", "item"),
        _text("level", "level, net or missing kind"),
        _text("kind", "`level`, `net` or `missing`"),
        _number("share", "weighted share: of valid answers; missing kinds, of those asked", 0, 1),
        _number("std_error", "design-based standard error", low=0),
        _number("conf_low_95", "lower end of the 95 % interval", 0, 1),
        _number("conf_high_95", "upper end of the 95 % interval", 0, 1),
        _number("conf_low_99", "lower end of the 99 % interval", 0, 1),
        _number("conf_high_99", "upper end of the 99 % interval", 0, 1),
        _text("interval", "`logit`, or `beta` (Korn–Graubard) near 0 and 1"),
        _count("n", "respondents who gave it"),
        _number("n_weighted", "the same, weighted", low=0),
        _count("n_base", "respondents in the base of the share"),
        _number("deff", "variance over that of a simple random sample", low=0),
        _number("df", "degrees of freedom: units − strata, among those in the base", low=0),
        _number("bound_low", "share if every don't-know were against", 0, 1),
        _number("bound_high", "share if every don't-know were for", 0, 1),
        _label("weight", "weight used"),
        _label("data_hash", "data version of the rows"),
    ),
)

TABLES = (COEFFICIENTS, EFFECTS, DIFFERENCES, TOPLINES)


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
    typed = {name: label.astype(pandas_dtype(allowed[name])) for name, label in filled.items()}
    return build_schema(table).validate(frame.assign(**typed), lazy=True)


def recognise_table(frame: pd.DataFrame) -> ResultTable:
    """Return the table whose columns the frame has; ValueError where there is none."""
    for table in TABLES:
        if tuple(frame.columns) == table.names:
            return table
    raise ValueError("the frame is none of the result tables; make it with build_table")
