"""Tables of changes between waves: what CHANGES (shares) and EFFECT_CHANGES look like.

MATCHED_SHARES and MATCHED_EFFECTS hold the errors of changes where waves share respondents.

Belongs here: columns and their meanings. Does not: computing them (`changes.py`).
"""

from __future__ import annotations

from kj_assets.estimate.columns import OUTCOME, REFUSED, T_TEST, count, number, text
from kj_assets.estimate.tables import ResultColumn, ResultTable

WAVES = (
    text("wave_a", "the earlier wave"),
    text("wave_b", "the later wave"),
)
SAMPLES = (
    text("samples", "`matched` if the waves declare to share respondents, else `independent`"),
    count("n_matched", "respondents of both waves the change rests on; null where independent"),
)
COMPARABLE = (
    text("provenance", "`reconstructed` if either wave is"),
    ResultColumn("comparable", "bool", "the line goes on between the two waves"),
    text("break_kinds", "where it does not: wording, scale, population, mode, provenance"),
    text("break_en", "why it does not, in English"),
    text("break_ko", "why it does not, in Korean"),
    *REFUSED,
)

# The one family of a change: `trend/families.py`.
ADJUSTED = (
    number("p_holm", "p after Holm, over all such changes registered between both waves", 0, 1),
    number("p_bh", "the same after Benjamini–Hochberg", 0, 1),
)

CHANGES = ResultTable(
    "changes",
    (
        text("population", "who was asked"),
        text("item", "item"),
        text("level", "level or net"),
        text("kind", "`level` or `net`"),
        *WAVES,
        number("share_a", "share in the earlier wave", 0, 1),
        number("share_b", "share in the later wave", 0, 1),
        number("change", "later minus earlier, a proportion; null across a break", -1, 1),
        number("std_error", "standard error of the change, see `samples`", low=0),
        *T_TEST,
        *ADJUSTED,
        count("n_a", "respondents in the base of the earlier share"),
        count("n_b", "respondents in the base of the later share"),
        count("n_level_a", "of them, who gave the answer"),
        count("n_level_b", "of them, who gave the answer"),
        *SAMPLES,
        text("fixed_by", "`weights` or `design` where they fix the share, which is not tested"),
        *COMPARABLE,
    ),
)

EFFECT = (
    text("model", "model"),
    OUTCOME,
    text("subgroup", "`item=level` whose members are averaged over; empty for everybody"),
    text("term", "term"),
    text("level", "level, or `+step` for a number"),
    text("base", "base level, or `observed` for a number"),
)

EFFECT_CHANGES = ResultTable(
    "effect_changes",
    (
        text("population", "who was asked"),
        *EFFECT,
        *WAVES,
        text("span", "`step` between consecutive waves; `whole` from the first comparable wave"),
        number("estimate_a", "average marginal effect in the earlier wave", -1, 1),
        number("estimate_b", "average marginal effect in the later wave", -1, 1),
        number("change", "later minus earlier, a proportion; null across a break", -2, 2),
        number("std_error", "unconditional standard error of the change", low=0),
        number("std_error_delta", "the same, given the covariates", low=0),
        *T_TEST,
        *ADJUSTED,
        number("p0_a", "predicted probability at the base, earlier", 0, 1),
        number("p1_a", "predicted probability at the level, earlier", 0, 1),
        number("p0_b", "predicted probability at the base, later", 0, 1),
        number("p1_b", "predicted probability at the level, later", 0, 1),
        count("n_a", "complete cases of the earlier wave"),
        count("n_b", "complete cases of the later wave"),
        count("n_level_a", "of them, at the level"),
        count("n_level_b", "of them, at the level"),
        *SAMPLES,
        *COMPARABLE,
    ),
)

MATCHED = (
    number("df", "degrees of freedom: units of both waves together − strata", low=0),
    SAMPLES[1],
)
MATCHED_SHARES = ResultTable(
    "matched_shares",
    (
        *WAVES,
        text("item", "item"),
        text("level", "level or net"),
        text("kind", "`level` or `net`"),
        number("std_error", "standard error of the change, respondents matched", low=0),
        *MATCHED,
    ),
)
MATCHED_EFFECTS = ResultTable(
    "matched_effects",
    (
        *WAVES,
        *EFFECT,
        number("std_error", "unconditional error of the change, respondents matched", low=0),
        number("std_error_delta", "the same, given the covariates", low=0),
        *MATCHED,
    ),
)
