"""Sizes of groups that tell the size of a closed one: to be left out as well.

Groups add up to everybody, in the shares of groups as in those of the question they are taken
from. Where one is of few respondents, another keeps its shares and shows no counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kj_assets.publish.closing.complement import ALL, WaveNets, find_complements

if TYPE_CHECKING:
    import pandas as pd

# Counts of a group; its standard errors and their design effect, or degrees of freedom, tell them.
SIZES = ("n", "n_base", "n_weighted", "deff", "df")
GROUP = ["item", "by", "group"]
QUESTION = ["item", "level"]


def withhold_bases(
    public: pd.DataFrame,
    table: pd.DataFrame,
    everybody: pd.DataFrame,
    closed: pd.DataFrame,
    fewest: int,
    nets: WaveNets,
) -> pd.DataFrame:
    """The public table without the sizes of groups that tell that of a small one.

    Args:
        public: shares of groups in one wave, closed where they rest on few.
        table: the same with all counts.
        everybody: the same shares among all respondents, with all counts.
        closed: those of everybody that are closed; of a question that makes groups as well.
        fewest: the least number of respondents.
        nets: levels of nets, by wave and item.
    """
    import pandas as pd

    told = _find_telling(table, everybody, fewest, nets)
    names, own, levels = (
        pd.MultiIndex.from_frame(frame.astype("str"))
        for frame in (table[GROUP], table[["by", "group"]], closed[QUESTION])
    )
    withheld = names.isin(told) | own.isin(levels)
    return public.assign(**{name: public[name].mask(withheld) for name in SIZES if name in public})


def _find_telling(
    table: pd.DataFrame, everybody: pd.DataFrame, fewest: int, nets: WaveNets
) -> pd.MultiIndex:
    """Groups whose size, beside those of the others, tells that of a small one."""
    import pandas as pd

    both = pd.concat([everybody.assign(by=ALL, group=ALL), table], ignore_index=True)
    answered = both[both["kind"].isin(["level", "net"])].drop_duplicates(GROUP)
    # Only groups add up here: a size is no level of its question.
    sizes = answered.assign(level="", kind="net").reset_index(drop=True)
    small = sizes["n_base"].between(1, fewest - 1).to_numpy(dtype=bool)
    more = find_complements(sizes, small, "n_base", "n_base", nets)
    return pd.MultiIndex.from_frame(sizes.loc[more, GROUP].astype("str"))
