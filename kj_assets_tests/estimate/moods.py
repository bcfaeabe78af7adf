"""A made-up ordered outcome, and the model of it that tests share."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kj_assets.estimate.cells import collapse_to_cells
from kj_assets.estimate.ordinal import OrderedFit, fit_ordered_logit
from kj_assets.estimate.terms import Factor, LogitSpec, Numeric
from kj_assets_tests.estimate.made_up import make_survey

TRUST = Factor("trust", ("none", "some", "much"), "none")
SEX = Factor("sex", ("man", "woman"), "man")
AGE = Numeric("age", step=10.0)
TERMS = (TRUST, SEX, AGE)
SPEC = LogitSpec("mood", TERMS)


def make_moods(n: int, seed: int) -> pd.DataFrame:
    """The made-up survey with `mood`, 0 to 3."""
    rows = make_survey(n, seed)
    random = np.random.default_rng(seed + 1)
    latent = 0.8 * (rows["trust"] == "much") + 0.5 * (rows["sex"] == "woman") + rows["age"] / 90
    return rows.assign(mood=np.digitize(latent + random.logistic(size=n), [-1, 0.3, 1.5]) + 0.0)


def fit_moods(
    rows: pd.DataFrame, spec: LogitSpec = SPEC, n_levels: int = 4, **design: str
) -> OrderedFit:
    cells = collapse_to_cells(
        rows, outcomes=[spec.outcome], terms=list(spec.items), weight="weight", **design
    )
    return fit_ordered_logit(cells, spec, n_levels)


def build_terms(rows: pd.DataFrame) -> np.ndarray:
    columns = [rows["trust"] == "some", rows["trust"] == "much", rows["sex"] == "woman"]
    return np.column_stack([*columns, rows["age"]]).astype(float)
