#!/usr/bin/env bash
# statsmodels 0.15.0: every call of `multipletests` runs a full garbage collection.
#
# Adjusting three p values takes microseconds in an empty process, and as long as a walk over all
# objects in one that holds many: a table of some hundred families takes a minute. Objects that are
# frozen (gc.freeze) are not walked. Seen: one collection of the oldest generation a call.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "statsmodels==0.15.0" "numpy==2.4.6"
"$work/venv/bin/python" - <<'PY'
import gc

import statsmodels
from statsmodels.stats.multitest import multipletests

collected = []
gc.disable()
gc.callbacks.append(
    lambda phase, info: collected.append(info["generation"]) if phase == "start" else None
)
for method in ("holm", "fdr_bh"):
    multipletests([0.01, 0.02, 0.03], method=method)
print(f"statsmodels {statsmodels.__version__}: collections of generation {collected} in two calls")
assert collected == [2, 2], "multipletests no longer collects garbage at each call"
PY
