"""Changes from one wave to the next, tested as differences.

Belongs here: shares and effects that were estimated already. Independent samples are strata:
variances add, and so do degrees of freedom. Samples that share respondents bring the error of
their change with them. Does not: computing that one (`matched.py`, and `compare.py`, matched),
deciding which waves may be compared.

An effect's change takes the unconditional standard errors of both, as every difference does; on
independent samples that is `compare_samples` to the last digit.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from kj_assets.estimate.inference import make_t_tests

INDEPENDENT, MATCHED = "independent", "matched"
SHARE_KEY = ("item", "level", "kind")
EFFECT_KEY = ("model", "outcome", "subgroup", "term", "level", "base")


def compare_shares(
    earlier: pd.DataFrame, later: pd.DataFrame, matched: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Change of each share that both waves have, later minus earlier, with its test.

    Args:
        earlier: rows of one wave with wave, `SHARE_KEY`, share, std_error and df.
        later: the same of a later wave.
        matched: errors of changes between waves that share respondents (`MATCHED_SHARES`).

    Returns:
        One row a share: `SHARE_KEY`, the other columns with suffix ``_a`` and ``_b``, change,
        std_error, df, the t test, samples (`INDEPENDENT` or `MATCHED`) and n_matched.
    """
    both = _pair(earlier, later, SHARE_KEY)
    errors = {"std_error": np.hypot(both["std_error_a"], both["std_error_b"])}
    return _test(_take_matched(both.assign(**errors), SHARE_KEY, list(errors), matched), "share")


def compare_effects(
    earlier: pd.DataFrame, later: pd.DataFrame, matched: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Change of each effect that both waves have, later minus earlier, with its test.

    Args:
        earlier: rows of one wave with wave, `EFFECT_KEY`, estimate, both standard errors and df.
        later: the same of a later wave.
        matched: errors of changes between waves that share respondents (`MATCHED_EFFECTS`).

    Returns:
        As `compare_shares`, and std_error_delta: the same error given the covariates. The test
        is null where one of the two effects was refused.
    """
    both = _pair(earlier, later, EFFECT_KEY)
    errors = {
        "std_error": np.hypot(both["std_error_unconditional_a"], both["std_error_unconditional_b"]),
        "std_error_delta": np.hypot(both["std_error_a"], both["std_error_b"]),
    }
    paired = _take_matched(both.assign(**errors), EFFECT_KEY, list(errors), matched)
    return _test(paired, "estimate")


def _pair(earlier: pd.DataFrame, later: pd.DataFrame, key: Sequence[str]) -> pd.DataFrame:
    return earlier.merge(later, on=list(key), suffixes=("_a", "_b"), validate="1:1")


def _take_matched(
    both: pd.DataFrame, key: Sequence[str], errors: Sequence[str], matched: pd.DataFrame | None
) -> pd.DataFrame:
    """Put the errors and df of shared respondents where there are any; say which are which."""
    both = both.assign(df=both["df_a"] + both["df_b"], samples=INDEPENDENT, n_matched=pd.NA)
    if matched is None:
        return both
    names = [*errors, "df", "n_matched"]
    on = ["wave_a", "wave_b", *key]
    found = both[on].merge(matched[[*on, *names]], on=on, how="left", validate="1:1")
    is_matched = found["df"].notna().to_numpy()
    for name in names:
        both[name] = both[name].mask(is_matched, found[name].to_numpy())
    return both.assign(samples=np.where(is_matched, MATCHED, INDEPENDENT))


def _test(both: pd.DataFrame, estimate: str) -> pd.DataFrame:
    change = (both[f"{estimate}_b"] - both[f"{estimate}_a"]).to_numpy(float)
    std_error, df = (both[name].to_numpy(float) for name in ("std_error", "df"))
    return both.assign(change=change, **make_t_tests(change, std_error, df))
