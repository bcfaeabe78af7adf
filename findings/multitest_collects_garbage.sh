#!/usr/bin/env bash
# statsmodels 0.15.0: every call of `multipletests` with "holm" runs a full garbage collection.
#
# Adjusting three p values takes microseconds in an empty process, and as long as a walk over all
# objects in one that holds many: a table of some hundred families takes a minute. Objects that are
# frozen (gc.freeze) are not walked. Seen: one collection of the oldest generation with "holm", none
# with "fdr_bh" or "bonferroni". Exits 1 when it is no longer so.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "statsmodels==0.15.0" "numpy==2.4.6"
"$work/venv/bin/python" - <<'PY'
import gc

import statsmodels
from statsmodels.stats.multitest import multipletests

gc.disable()
print("statsmodels", statsmodels.__version__)
seen = {}
for method in ("holm", "fdr_bh", "bonferroni"):
    collected = []

    def note(phase, info, collected=collected):
        if phase == "start":
            collected.append(info["generation"])

    gc.callbacks.append(note)
    multipletests([0.01, 0.02, 0.03], method=method)
    gc.callbacks.remove(note)
    seen[method] = collected
    print(f"{method}: collections of generation {collected}")
assert seen == {"holm": [2], "fdr_bh": [], "bonferroni": []}, "it collects otherwise now"
PY
