"""Columns that result tables share, each with its one meaning.

Belongs here: kinds of columns, and groups that always come together. Does not: the tables
(`results.py`, `fit_tables.py`).
"""

from __future__ import annotations

import numpy as np

from kj_assets.estimate.tables import ResultColumn


def label(name: str, meaning: str) -> ResultColumn:
    """A text that the caller fills in, such as the wave."""
    return ResultColumn(name, "str", meaning, label=True)


def text(name: str, meaning: str) -> ResultColumn:
    """A text."""
    return ResultColumn(name, "str", meaning)


def count(name: str, meaning: str) -> ResultColumn:
    """A whole number from 0."""
    return ResultColumn(name, "Int64", meaning, low=0)


def number(
    name: str, meaning: str, low: float = -np.inf, high: float = np.inf, label: bool = False
) -> ResultColumn:
    """A number, with the range it must stay in."""
    return ResultColumn(name, "float64", meaning, low, high, label)


T_TEST = (
    number("df", "degrees of freedom: units − strata, among those with a case", low=0),
    number("t", "estimate / std_error"),
    number("p", "exact two-sided p of t with df", 0, 1),
    number("conf_low_95", "lower end of the 95 % interval"),
    number("conf_high_95", "upper end of the 95 % interval"),
    number("conf_low_99", "lower end of the 99 % interval"),
    number("conf_high_99", "upper end of the 99 % interval"),
    ResultColumn("significant_5", "bool", "p < 0.05; False where refused"),
    ResultColumn("significant_1", "bool", "p < 0.01; False where refused"),
)
ADJUSTED = (
    number("p_holm", "p after Holm, over the model's key terms", 0, 1, label=True),
    number("p_bh", "p after Benjamini–Hochberg, over the registry", 0, 1, label=True),
)
ORIGIN = (
    label("weight", "weight used"),
    label("missing_policy", "what was done with missing kinds"),
    label("model_hash", "hash of the model's declaration"),
    label("data_hash", "data version of the rows"),
)
SAMPLE = (
    count("n", "complete cases"),
    number("n_eff", "n / deff: the effect's own deff, Kish's in tables of coefficients", low=0),
)
REFUSED = (
    text("code", "why there is no estimate (docs/statistics.md); empty where there is one"),
    text("reason", "the same in words"),
)
OUTCOME = text("outcome", "item whose probability of 1 is modelled")
WAVE_MODEL = (
    label("wave", "wave, such as 2025"),
    label("model", "registered model, see models.yaml"),
)
