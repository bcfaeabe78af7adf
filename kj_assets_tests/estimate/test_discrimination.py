"""AUC and calibration against brute force over respondents."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kj_assets.estimate.cells import collapse_to_cells
from kj_assets.estimate.design import Design
from kj_assets.estimate.discrimination import CALIBRATION, measure_auc, tabulate_calibration
from kj_assets.estimate.logit import fit_logit
from kj_assets.estimate.logit_fit import LogitFit
from kj_assets.estimate.shares import estimate_shares
from kj_assets.estimate.tables import build_schema
from kj_assets.estimate.terms import Factor, LogitSpec, Numeric

TRUST = Factor("trust", ("none", "some", "much"), "none")
SEX = Factor("sex", ("man", "woman"), "man")
TERMS = (TRUST, SEX, Numeric("age"))


def fit(rows: pd.DataFrame, *terms: Factor | Numeric) -> LogitFit:
    spec = LogitSpec("y", terms or TERMS)
    cells = collapse_to_cells(rows, outcomes=["y"], terms=list(spec.items), weight="weight")
    return fit_logit(cells, spec)


def predict(rows: pd.DataFrame, found: LogitFit) -> np.ndarray:
    """Each respondent's predicted probability, by the formula."""
    b = found.coefficients
    linear = b[0] + b[1] * (rows["trust"] == "some") + b[2] * (rows["trust"] == "much")
    linear = linear + b[3] * (rows["sex"] == "woman")
    linear = linear + (b[4] * rows["age"] if len(b) > 4 else 0)
    return (1 / (1 + np.exp(-linear))).to_numpy()


@pytest.mark.parametrize("terms", [TERMS, (TRUST, SEX)], ids=["few ties", "six predictions"])
def test_auc_counts_every_weighted_pair(small_survey, terms):
    found = fit(small_survey, *terms)
    p, w = np.round(predict(small_survey, found), 12), small_survey["weight"].to_numpy()
    one = (small_survey["y"] == 1).to_numpy()
    wins = (p[one][:, None] > p[~one]) + 0.5 * (p[one][:, None] == p[~one])
    expected = w[one] @ wins @ w[~one] / (w[one].sum() * w[~one].sum())
    assert measure_auc(found) == pytest.approx(expected, rel=1e-12)


def test_calibration_groups_are_tenths_whose_shares_and_errors_are_domain_shares(small_survey):
    found = fit(small_survey)
    table = tabulate_calibration(found)
    build_schema(CALIBRATION).validate(table)
    p, w = predict(small_survey, found), small_survey["weight"].to_numpy()
    y, design = (small_survey["y"] == 1).to_numpy(), Design(w)
    assert table["group"].tolist() == list(range(1, 11))
    np.testing.assert_allclose(table["n_weighted"] / w.sum(), 0.1, atol=0.02)
    for row in table.itertuples():
        inside = (p >= row.low - 1e-12) & (p <= row.high + 1e-12)
        shares = estimate_shares(y[:, None], inside, design)
        assert row.n == inside.sum()
        assert row.observed == pytest.approx(shares.share[0], rel=1e-10)
        assert row.std_error == pytest.approx(shares.std_error[0], rel=1e-10)
        assert row.predicted == pytest.approx(np.average(p[inside], weights=w[inside]), rel=1e-10)
    overall = np.average(table["predicted"] - table["observed"], weights=table["n_weighted"])
    assert overall == pytest.approx(0, abs=1e-12)  # the score equation of the intercept


def test_equal_predictions_share_a_calibration_group(small_survey):
    table = tabulate_calibration(fit(small_survey, TRUST, SEX))
    assert len(table) <= 6
    assert table["n"].sum() == 600
    assert (table["low"].iloc[1:].to_numpy() > table["high"].iloc[:-1].to_numpy()).all()
