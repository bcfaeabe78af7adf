"""All models' effects, and all comparisons, in one table, with p values of the whole of them.

Here: adjusting over the registry. Not here: a model's own effects (`estimates.py`).
"""

from __future__ import annotations

import pandas as pd

from kj_assets.dagster_kit.asset import Product
from kj_assets.estimate.multiplicity import adjust_benjamini_hochberg
from kj_assets.estimate.results import label_results


def gather_differences(**differences: pd.DataFrame) -> Product:
    """Stack every comparison of a wave, and fill ``p_bh`` over the key terms of all of them."""
    table = pd.concat(differences.values(), ignore_index=True)
    is_key = table["p_holm"].notna()
    adjusted = adjust_benjamini_hochberg(table["p"].where(is_key))
    return Product(
        label_results(table, p_bh=adjusted),
        numbers={"comparisons": len(differences), "tests": int(is_key.sum())},
    )


def gather_effects(**effects: pd.DataFrame) -> Product:
    """Stack the effects of every model, and fill ``p_bh`` over the key terms of all of them.

    Key terms are those that Holm's adjustment within their model was made for.
    """
    table = pd.concat(effects.values(), ignore_index=True)
    is_key = table["p_holm"].notna()
    adjusted = adjust_benjamini_hochberg(table["p"].where(is_key))
    return Product(
        label_results(table, p_bh=adjusted),
        numbers={"models": len(effects), "tests": int(is_key.sum())},
    )
