"""The tables about a fit rather than about an effect: how good, how calibrated, how entangled.

Belongs here: what they look like. Does not: computing them (`diagnostics.py`,
`discrimination.py`, `bootstrap.py`).
"""

from __future__ import annotations

from kj_assets.estimate.columns import OUTCOME, WAVE_MODEL, count, number, text
from kj_assets.estimate.tables import ResultTable

# What names an effect whose errors a table is about.
EFFECT = (
    *WAVE_MODEL,
    OUTCOME,
    text("term", "term"),
    text("level", "level, or `+step` for a number"),
    text("base", "base level, or `observed` for a number"),
    text("estimand", "what `estimate` is"),
)

FIT_STATISTICS = ResultTable(
    "fit_statistics",
    (
        *WAVE_MODEL,
        OUTCOME,
        count("n", "complete cases"),
        number("n_eff", "n / Kish's deff", 0),
        count("events", "complete cases with outcome 1"),
        count("non_events", "complete cases with outcome 0"),
        count("parameters", "estimated coefficients, intercept included"),
        number("events_per_parameter", "the rarer answer / parameters", 0),
        number("mcfadden", "1 − L / L0 of weighted log-likelihoods", 0, 1),
        number("cox_snell", "1 − exp(2 (L0 − L) / Σw)", 0, 1),
        number("nagelkerke", "the same over its largest possible value", 0, 1),
        number(
            "largest_step",
            "largest Newton step left over the largest coefficient, to 12 decimals; converged is "
            "1e-12 at most",
            0,
        ),
        number("auc", "weighted area under the ROC curve, ties half", 0, 1),
    ),
)

COLLINEARITY = ResultTable(
    "collinearity",
    (
        *WAVE_MODEL,
        OUTCOME,
        text("term", "term, `a:b` for an interaction"),
        count("parameters", "its estimated coefficients"),
        number("gvif", "generalised variance inflation factor; 1 is none", 1),
        number("gvif_per_parameter", "gvif^(1 / (2 parameters)), comparable", 1),
    ),
)

CALIBRATION = ResultTable(
    "calibration",
    (
        *WAVE_MODEL,
        OUTCOME,
        count("group", "tenth of the weighted sample by predicted probability, from 1"),
        number("low", "lowest predicted probability in it", 0, 1),
        number("high", "highest predicted probability in it", 0, 1),
        count("n", "complete cases in it"),
        number("n_weighted", "the same, weighted", 0),
        number("predicted", "weighted mean of the predicted probability", 0, 1),
        number("observed", "weighted share with outcome 1", 0, 1),
        number("std_error", "design-based standard error of `observed`", 0),
    ),
)

BOOTSTRAP = ResultTable(
    "bootstrap",
    (
        *EFFECT,
        number("estimate", "average marginal effect of the full sample", -1, 1),
        number("std_error", "bootstrap standard error about `estimate`", 0),
        count("n_replicates", "replicates it rests on"),
        count("n_failed", "replicates without a maximum, left out"),
        text("code", "why there is no estimate; empty where there is one"),
    ),
)

RAKED_ERRORS = ResultTable(
    "raked_errors",
    (
        *EFFECT,
        number("estimate", "average marginal effect, as in the model's effects", -1, 1),
        number("std_error", "delta-method standard error, the published one", 0),
        number("std_error_unconditional", "the same with who was drawn taken in", 0),
        number("std_error_raked", "unconditional, with what raking fixes taken out", 0),
        number("std_error_bootstrap", "bootstrap; every replicate raked and fitted anew", 0),
        count("n_replicates", "replicates the bootstrap rests on"),
        count("n_failed", "replicates without a maximum, left out"),
        text("code", "why there is no estimate, or no bootstrap; empty where there is"),
        text("reason", "the same in words, with counts"),
    ),
)
