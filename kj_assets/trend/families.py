"""Which tests of change are one family, and p adjusted for it: here, and nowhere else.

Two questions are asked of two waves of a population: did what people say change, and did what goes
with it? All registered tests of one of them are one family: every answer to every item, or every
key term of every registered model. Whatever shows a change reads this p, so no two verdicts on it
can differ. A test that could not be made (a break, a refusal) is counted; yes and no of one item,
or a net and all that is not in it, are one hypothesis; what weights or design fix is no opinion,
and has no place here.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

import numpy as np
import pandas as pd

from kj_assets.estimate.multiplicity import adjust_benjamini_hochberg, adjust_holm
from kj_assets.model.hypotheses import name_answers

FAMILY = ["population", "wave_a", "wave_b"]
Nets = Mapping[str, Mapping[str, Mapping[str, Sequence[str]]]]
"""By wave, item and net: its levels, as the wave offered them."""


def adjust_shares(changes: pd.DataFrame, nets: Nets) -> pd.DataFrame:
    """Fill ``p_holm`` and ``p_bh`` of changes of shares (`CHANGES`)."""
    hypotheses = pd.Series(None, index=changes.index, dtype=object)
    for (*_, wave, item), rows in changes.groupby([*FAMILY, "item"]):
        members = {level: (level,) for level in rows.loc[rows["kind"] == "level", "level"]}
        own = {**nets.get(str(wave), {}).get(str(item), {}), **members}
        for place, answer in rows["level"].items():
            if answer in own:
                hypotheses[place] = name_answers(str(item), own[answer], list(members))
            else:
                hypotheses[place] = item, answer
    return _adjust(changes, changes["fixed_by"] == "", hypotheses.tolist())


def adjust_effects(changes: pd.DataFrame, key_terms: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """Fill both of changes of effects (`EFFECT_CHANGES`); only key terms are registered tests."""
    pairs = zip(changes["model"], changes["term"], strict=True)
    is_key = [term in key_terms.get(model, ()) for model, term in pairs]
    return _adjust(changes, pd.Series(is_key, changes.index, dtype=bool), range(len(changes)))


def _adjust(
    changes: pd.DataFrame, is_member: pd.Series, hypotheses: Sequence[Hashable]
) -> pd.DataFrame:
    named = pd.Series(list(hypotheses), index=changes.index, dtype=object)
    adjusted = pd.DataFrame(np.nan, index=changes.index, columns=["p_holm", "p_bh"])
    for _, rows in changes[is_member].groupby(FAMILY):
        of = named[rows.index].tolist()
        adjusted.loc[rows.index, "p_holm"] = adjust_holm(rows["p"], of)
        adjusted.loc[rows.index, "p_bh"] = adjust_benjamini_hochberg(rows["p"], of)
    return changes.assign(**adjusted)
