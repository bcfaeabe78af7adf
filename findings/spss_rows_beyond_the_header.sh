#!/usr/bin/env bash
# The header of a .sav says how many cases there are, or -1 if its writer did not know. Where it says
# fewer than the file holds, pyreadstat 1.3.7 (ReadStat) returns that many and no word on the rest;
# where it says more, it refuses. With -1 all are read.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet pyreadstat==1.3.7 pandas==3.0.0
venv/bin/python - <<'PYTHON'
import io
import struct
import sys

import pandas as pd
import pyreadstat

print("pyreadstat", pyreadstat.__version__)
found = {}
for name, how in {"plain": {}, "packed": {"row_compress": True}, "zsav": {"compress": True}}.items():
    pyreadstat.write_sav(pd.DataFrame({"id": [1.0, 2, 3, 4, 5]}), "r.sav", **how)
    content = open("r.sav", "rb").read()
    for said in (-1, 5, 3, 9):
        changed = content[:80] + struct.pack("<i", said) + content[84:]
        try:
            found[name, said] = len(pyreadstat.read_sav(io.BytesIO(changed))[0])
        except pyreadstat.ReadstatError:
            found[name, said] = "refused"
        print(f"{name}: 5 rows, header says {said}: {found[name, said]}")
expected = {-1: 5, 5: 5, 3: 3, 9: "refused"}
as_found = all(rows == expected[said] for (_, said), rows in found.items())
print("as found" if as_found else "CHANGED: see the head of this script")
sys.exit(0 if as_found else 1)
PYTHON
