#!/usr/bin/env bash
# statsmodels' multipletests and scipy's false_discovery_control, where a test could not be made
# and its p is missing: "holm" counts the null among the tests and adjusts the others right,
# "fdr_bh" turns every p into nan without a word, and scipy refuses. R's p.adjust drops a null
# from the count, unless n is given. Whoever adjusts a table of survey estimates, where refused
# ones are null, gets three different families from three functions.
#
# Seen with statsmodels 0.15.0, scipy 1.17.1, numpy 2.4.6; exits 1 when it is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q "statsmodels==0.15.0" "scipy==1.17.1" "numpy==2.4.6" "pandas==3.1.1"
"$folder/venv/bin/python" - <<'PYTHON'
import sys
from importlib.metadata import version

import numpy as np
from scipy.stats import false_discovery_control
from statsmodels.stats.multitest import multipletests

print(*(f"{name} {version(name)}" for name in ("statsmodels", "scipy", "numpy")))
p = [0.01, np.nan, 0.02]
holm, bh = (multipletests(p, method=method)[1] for method in ("holm", "fdr_bh"))
print("p", p)
print("holm   ", holm, "  # three tests: 3 x .01, 2 x .02; without the null .02 .02")
print("fdr_bh ", bh, "  # with 1 for the null it is .03 nan .03")
try:
    refused = False
    print("scipy  ", false_discovery_control(p))
except ValueError as error:
    refused = True
    print("scipy   ValueError:", error)
as_seen = np.allclose(holm, [0.03, np.nan, 0.04], equal_nan=True) and np.isnan(bh).all() and refused
sys.exit(0 if as_seen else 1)
PYTHON
