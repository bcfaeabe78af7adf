"""Tables of shares: toplines, toplines of groups, and the test that groups answer alike.

Belongs here: what TOPLINES, SUBGROUPS and INDEPENDENCE look like. Does not: computing them
(`toplines.py`, `subgroups.py`).
"""

from __future__ import annotations

from kj_assets.estimate.columns import REFUSED, count, label, number, text
from kj_assets.estimate.tables import ResultColumn, ResultTable

TOPLINES = ResultTable(
    "toplines",
    (
        label("wave", "wave, such as 2025"),
        text("item", "item: a question, see publication.data_dictionary"),
        text("level", "level, net or missing kind"),
        text("kind", "`level`, `net` or `missing`"),
        number("share", "weighted share: of valid answers; missing kinds, of those asked", 0, 1),
        number("std_error", "design-based standard error", low=0),
        number("conf_low_95", "lower end of the 95 % interval", 0, 1),
        number("conf_high_95", "upper end of the 95 % interval", 0, 1),
        number("conf_low_99", "lower end of the 99 % interval", 0, 1),
        number("conf_high_99", "upper end of the 99 % interval", 0, 1),
        text("interval", "`logit`, or `beta` (Korn–Graubard) near 0 and 1"),
        count("n", "respondents who gave it"),
        number("n_weighted", "the same, weighted", low=0),
        count("n_base", "respondents in the base of the share"),
        number("deff", "variance over that of a simple random sample", low=0),
        number("df", "degrees of freedom: units − strata, among those in the base", low=0),
        number("bound_low", "share if every don't-know were against", 0, 1),
        number("bound_high", "share if every don't-know were for", 0, 1),
        label("fixed_by", "`weights` or `design` where they fix the item's shares, else empty"),
        label("weight", "weight used"),
        label("data_hash", "data version of the rows"),
    ),
)

SUBGROUPS = ResultTable(
    "subgroups",
    (
        TOPLINES.columns[0],
        text("by", "item whose answers make the groups"),
        text("group", "level, or net, of `by`"),
        *TOPLINES.columns[1:-3],
        ResultColumn("small", "bool", "fewer valid answers in the group than the declared base"),
        *REFUSED,
        *TOPLINES.columns[-2:],
    ),
)

INDEPENDENCE = ResultTable(
    "independence",
    (
        label("wave", "wave, such as 2025"),
        text("item", "item: a question, see publication.data_dictionary"),
        text("level", "level or net against all other answers; empty for all levels at once"),
        text("by", "item whose answers make the groups"),
        number("f", "Rao-Scott second-order F", low=0),
        number("df_numerator", "its numerator degrees of freedom", low=0),
        number("df_denominator", "its denominator degrees of freedom", low=0),
        number("p", "p of F: groups answer alike", 0, 1),
        number(
            "p_holm", "p after Holm, over the groupings of one item and level", 0, 1, label=True
        ),
        number("pearson", "Pearson's X², uncorrected", low=0),
        count("n", "respondents who answered both items"),
        *REFUSED,
        *TOPLINES.columns[-2:],
    ),
)
