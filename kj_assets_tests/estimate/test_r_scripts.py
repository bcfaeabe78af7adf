"""The kept R scripts still make the kept golden numbers; run where R is installed."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from statsmodels.miscmodels.tests import results

from kj_assets_tests.estimate.conftest import GOLDEN

UCLA = Path(results.__file__).parent / "ologit_ucla.csv"


def has_r_survey() -> bool:
    rscript = shutil.which("Rscript")
    if rscript is None:
        return False
    asked = [rscript, "-e", "quit(status = !(require(survey) && require(MASS)))"]
    return subprocess.run(asked, capture_output=True).returncode == 0


@pytest.mark.slow
def test_r_makes_the_ordered_logits_anew(tmp_path):
    if not has_r_survey():
        pytest.skip("needs R with survey and MASS (Debian: r-cran-survey, r-cran-mass)")
    shutil.copy(GOLDEN / "nhanes.csv", tmp_path)
    subprocess.run(
        ["Rscript", str(GOLDEN / "ordered.R"), str(UCLA)],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    made = json.loads((tmp_path / "ordered.json").read_text())
    kept = json.loads((GOLDEN / "ordered.json").read_text())
    assert made["terms"] == kept["terms"]
    for part in (made, kept):
        part |= part.pop("ucla") | {f"survey_{k}": part[k] for k in ("estimate", "std_error")}
    for name in ("survey_estimate", "survey_std_error", "estimate", "std_error", "log_likelihood"):
        np.testing.assert_allclose(made[name], kept[name], rtol=1e-6, err_msg=name)
