"""Changes from one wave to the next, tested as differences of independent samples.

Belongs here: shares and effects that were estimated already. Waves are independent samples, so
wave is a stratum: variances add, and so do degrees of freedom. Does not: two samples that share
respondents (`compare.py`, matched), deciding which waves may be compared.

An effect's change takes the unconditional standard errors of both, as every difference does; on
independent samples that is `compare_samples` to the last digit.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from kj_assets.estimate.inference import make_t_tests

SHARE_KEY = ("item", "level", "kind")
EFFECT_KEY = ("model", "outcome", "subgroup", "term", "level", "base")


def compare_shares(earlier: pd.DataFrame, later: pd.DataFrame) -> pd.DataFrame:
    """Change of each share that both waves have, later minus earlier, with its test.

    Args:
        earlier: rows of one wave with `SHARE_KEY`, share, std_error and df.
        later: the same of a later wave.

    Returns:
        One row a share: `SHARE_KEY`, the other columns with suffix ``_a`` and ``_b``, change,
        std_error, df and the t test.
    """
    both = _pair(earlier, later, SHARE_KEY)
    return both.assign(**_measure(both, "share", "std_error"))


def compare_effects(earlier: pd.DataFrame, later: pd.DataFrame) -> pd.DataFrame:
    """Change of each effect that both waves have, later minus earlier, with its test.

    Args:
        earlier: rows of one wave with `EFFECT_KEY`, estimate, both standard errors and df.
        later: the same of a later wave.

    Returns:
        As `compare_shares`, and std_error_delta: the same error given the covariates. The test
        is null where one of the two effects was refused.
    """
    both = _pair(earlier, later, EFFECT_KEY)
    delta = np.hypot(both["std_error_a"], both["std_error_b"])
    return both.assign(
        **_measure(both, "estimate", "std_error_unconditional"), std_error_delta=delta
    )


def _pair(earlier: pd.DataFrame, later: pd.DataFrame, key: Sequence[str]) -> pd.DataFrame:
    return earlier.merge(later, on=list(key), suffixes=("_a", "_b"), validate="1:1")


def _measure(both: pd.DataFrame, estimate: str, error: str) -> dict[str, np.ndarray]:
    change = (both[f"{estimate}_b"] - both[f"{estimate}_a"]).to_numpy(float)
    std_error = np.hypot(both[f"{error}_a"], both[f"{error}_b"]).to_numpy(float)
    df = (both["df_a"] + both["df_b"]).to_numpy(float)
    return {
        "change": change,
        "std_error": std_error,
        "df": df,
        **make_t_tests(change, std_error, df),
    }
