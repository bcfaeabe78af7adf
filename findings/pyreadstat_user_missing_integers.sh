#!/usr/bin/env bash
# pyreadstat 1.3.7: with user_missing=True and the default (pandas) output, a plain Stata missing "."
# that comes after a lettered one (".a") in a column of integers becomes an arbitrary integer: cells
# of uninitialised memory, 0, 1 or huge, which may be other ones at each read. Nothing is warned of.
# Right: missing, as with output_format="dict", without user_missing, and in pandas.read_stata.
# Columns of floats are right. Where "." comes before the first letter, the column is right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet pyreadstat==1.3.7 pandas==3.0.0
venv/bin/python - <<'PYTHON'
import sys
import warnings

import pandas as pd
import pyreadstat

warnings.simplefilter("ignore")
print("pyreadstat", pyreadstat.__version__, "pandas", pd.__version__)
answers = [1, "a", None, 2, None, "b", None, 3] * 50
pyreadstat.write_dta(
    pd.DataFrame({"integer": answers}, dtype=object),
    "answers.dta",
    missing_user_values={"integer": ["a", "b"]},
)
missing = [place for place, answer in enumerate(answers) if answer is None]


def invented(column):
    """Cells that were written as a plain missing and are read as something."""
    return [column[place] for place in missing if not pd.isna(column[place])]


frame, _ = pyreadstat.read_dta("answers.dta", user_missing=True)
wrong = invented(list(frame["integer"]))
print(f"user_missing=True: {len(wrong)} of {len(missing)} missings are integers:", sorted(set(wrong))[:6])
columns, _ = pyreadstat.read_dta("answers.dta", user_missing=True, output_format="dict")
as_dict = invented(columns["integer"])
plain, _ = pyreadstat.read_dta("answers.dta")
as_plain = invented(list(plain["integer"]))
as_pandas = invented(list(pd.read_stata("answers.dta", convert_categoricals=False)["integer"]))
print(f"output_format='dict': {len(as_dict)}, without user_missing: {len(as_plain)}, pandas: {len(as_pandas)}")
as_found = wrong and not (as_dict or as_plain or as_pandas)
print("as found" if as_found else "CHANGED: see the head of this script")
sys.exit(0 if as_found else 1)
PYTHON
