"""Change of shares from one wave to the next, tested as a difference.

Waves are independent samples: variances add, and so do degrees of freedom. A change across
a break of wording, scale, population or mode is computed, and marked as not comparable.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd

from kj_assets.dagster_kit.asset import Product
from kj_assets.trend.pooled import ONE_WAVE
from kj_assets.waves.codebook import Codebook

CHANGE_COLUMNS = (
    *("item", "level", "kind", "wave_a", "wave_b", "share_a", "share_b", "change", "std_error"),
    *("df", "t", "p", "conf_low_95", "conf_high_95", "comparable"),
)


def measure_changes(toplines: pd.DataFrame, codebook: Codebook) -> Product:
    """Change of every share between consecutive computed waves, later minus earlier."""
    computed = toplines[(toplines["provenance"] != "published") & (toplines["kind"] != "missing")]
    tables = [
        _compare(computed, earlier, later, codebook)
        for earlier, later in pairwise(sorted(computed["wave"].unique()))
    ]
    changes = pd.concat(tables, ignore_index=True) if tables else _no_changes()
    return Product(
        changes, numbers={"changes": len(changes)}, notes={} if tables else {"waves": ONE_WAVE}
    )


def _no_changes() -> pd.DataFrame:
    texts = ("item", "level", "kind", "wave_a", "wave_b")
    types = {c: "str" if c in texts else "float64" for c in CHANGE_COLUMNS}
    return pd.DataFrame(columns=list(CHANGE_COLUMNS)).astype(types | {"comparable": "bool"})


def _compare(computed: pd.DataFrame, earlier: str, later: str, codebook: Codebook) -> pd.DataFrame:
    from scipy import stats

    both = computed[computed["wave"] == earlier].merge(
        computed[computed["wave"] == later],
        on=["item", "level", "kind"],
        suffixes=("_a", "_b"),
        validate="1:1",
    )
    change = both["share_b"] - both["share_a"]
    error = np.sqrt(both["std_error_a"] ** 2 + both["std_error_b"] ** 2)
    df = both["df_a"] + both["df_b"]
    t = change / error
    half = stats.t.ppf(0.975, df) * error
    breaks = {key: _breaks(codebook, key, earlier, later) for key in both["item"].unique()}
    return both.assign(
        change=change,
        std_error=error,
        df=df,
        t=t,
        p=2 * stats.t.sf(t.abs(), df),
        conf_low_95=change - half,
        conf_high_95=change + half,
        comparable=~both["item"].map(breaks).astype(bool) & (both["mode_a"] == both["mode_b"]),
    )[list(CHANGE_COLUMNS)]


def _breaks(codebook: Codebook, item: str, earlier: str, later: str) -> bool:
    notes = codebook.items[item].comparability
    return any(note.breaks_trend and earlier < note.wave <= later for note in notes)
