"""Real data that statsmodels ships, made-up weights: its GLM and brute force as oracles.

Coefficients at 1e-9 and standard errors at 1e-8 of GLM (var_weights) with HC0 × √(n/(n−1));
effects against probabilities computed respondent by respondent, delta errors against a gradient
by complex steps (exact to rounding).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from statsmodels.miscmodels.ordinal_model import OrderedModel

from kj_assets.estimate.cells import collapse_to_cells
from kj_assets.estimate.effects import average_marginal_effects
from kj_assets.estimate.logit import fit_logit
from kj_assets.estimate.logit_fit import LogitFit
from kj_assets.estimate.ordinal import fit_ordered_logit
from kj_assets.estimate.terms import LogitSpec, Numeric
from kj_assets_tests.estimate.real_data import CASES, PARTY, read_anes


@dataclass(frozen=True, eq=False)
class Oracle:
    """One case: rows with weights, our fit, statsmodels' fit on a matrix built independently."""

    rows: pd.DataFrame
    spec: LogitSpec
    fit: LogitFit
    params: np.ndarray
    covariance: np.ndarray


@pytest.fixture(scope="module", params=CASES.values(), ids=CASES.keys())
def oracle(request) -> Oracle:
    rows, spec = request.param.read(), LogitSpec("y", request.param.terms)
    random = np.random.default_rng(20)
    rows["weight"] = random.gamma(2.0, 0.5, len(rows)) * (1 + 0.5 * rows["y"]) + 0.1
    cells = collapse_to_cells(rows, outcomes=["y"], terms=list(spec.items), weight="weight")
    model = sm.GLM(
        rows["y"].to_numpy(),
        build_matrix(rows, spec),
        sm.families.Binomial(),
        var_weights=rows["weight"].to_numpy(),
    )
    found = model.fit(cov_type="HC0", tol=1e-14, maxiter=100)
    scale = len(rows) / (len(rows) - 1)
    return Oracle(rows, spec, fit_logit(cells, spec), found.params, found.cov_params() * scale)


def build_matrix(rows: pd.DataFrame, spec: LogitSpec) -> np.ndarray:
    """Dummies by hand: intercept, main terms, products."""
    blocks: dict[str, list[np.ndarray]] = {}
    for term in spec.main_terms:
        values = rows[term.name].to_numpy()
        if isinstance(term, Numeric):
            blocks[term.name] = [values.astype(float)]
        else:
            blocks[term.name] = [(values == level) * 1.0 for level in term.contrasts]
    columns = [np.ones(len(rows)), *(column for block in blocks.values() for column in block)]
    for pair in spec.interactions:
        first, second = (blocks[name] for name in pair.of)
        columns += [a * b for a in first for b in second]
    return np.column_stack(columns)


def expit(linear: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-linear))


def set_terms(oracle: Oracle, term: str, level: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows with everybody at the base and at the level, or a step above."""
    declared = oracle.spec.find_main_term(term)
    if isinstance(declared, Numeric):
        return oracle.rows, oracle.rows.assign(**{term: oracle.rows[term] + declared.step})
    return oracle.rows.assign(**{term: declared.base}), oracle.rows.assign(**{term: level})


def test_coefficients_and_errors_are_those_of_statsmodels_glm(oracle):
    np.testing.assert_allclose(oracle.fit.coefficients, oracle.params, rtol=1e-9)
    found, expected = (np.sqrt(np.diag(v)) for v in (oracle.fit.covariance, oracle.covariance))
    np.testing.assert_allclose(found, expected, rtol=1e-8)


def test_effects_and_both_errors_are_those_of_brute_force(oracle):
    b, k = oracle.params, len(oracle.params)
    x, w = build_matrix(oracle.rows, oracle.spec), oracle.rows["weight"].to_numpy()
    mu = expit(x @ b)
    bread = np.linalg.inv(((w * mu * (1 - mu))[:, None] * x).T @ x)
    influence = (w * (oracle.rows["y"] - mu)).to_numpy()[:, None] * (x @ bread)
    n = len(w)
    for row in average_marginal_effects(oracle.fit).itertuples():
        versions = set_terms(oracle, row.term, row.level)
        low, high = (build_matrix(version, oracle.spec) for version in versions)
        change = expit(high @ b) - expit(low @ b)
        ame = w @ change / w.sum()
        assert row.estimate == pytest.approx(ame, rel=1e-9, abs=1e-14)
        steps = 1e-30j * np.eye(k)
        slope = [(w @ (expit(high @ (b + s)) - expit(low @ (b + s)))).imag for s in steps]
        slope = np.array(slope) / 1e-30 / w.sum()
        delta = np.sqrt(slope @ oracle.covariance @ slope)
        assert row.std_error == pytest.approx(delta, rel=1e-8)
        r = influence @ slope + w * (change - ame) / w.sum()
        unconditional = np.sqrt(n / (n - 1) * ((r - r.mean()) ** 2).sum())
        assert row.std_error_unconditional == pytest.approx(unconditional, rel=1e-8)


def test_a_real_ordered_outcome_is_that_of_ordered_model():
    data = sm.datasets.anes96.load_pandas().data
    rows = read_anes().assign(left_right=data["selfLR"] - 1, weight=1.0)
    spec = LogitSpec("left_right", (PARTY, Numeric("age"), Numeric("income")))
    rows["age"] = rows["age"] / 10
    items = list(spec.items)
    cells = collapse_to_cells(rows, outcomes=["left_right"], terms=items, weight="weight")
    found = fit_ordered_logit(cells, spec, 7).coefficient_table()
    model = OrderedModel(
        rows["left_right"].astype(int), build_matrix(rows, spec)[:, 1:], distr="logit"
    )
    fitted = model.fit(method="bfgs", disp=0, gtol=1e-7, maxiter=500)
    cuts = model.transform_threshold_params(fitted.params)[1:-1]
    np.testing.assert_allclose(found["estimate"], [*cuts, *fitted.params[:4]], rtol=0, atol=1e-6)
