#!/usr/bin/env bash
# SPSS stores a TIME as seconds, and an interview may take 30 hours, or -1 minute by a wrong clock.
# pyreadstat 1.3.7 makes Python times of day of them: 30:00:00 is read as 06:00:00 and -00:01:00 as
# 23:59:00, without a word. One impossible number in a column of dates (1e20) stops the whole file with
# OverflowError. With disable_datetime_conversion=True the seconds are all there.
# (R haven reads them as 30:00:00 and -00:01:00.)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet pyreadstat==1.3.7 pandas==3.0.0
venv/bin/python - <<'PYTHON'
import sys
from datetime import time

import pandas as pd
import pyreadstat

print("pyreadstat", pyreadstat.__version__)
seconds = [3600.0, 108_000.0, -60.0]
pyreadstat.write_sav(pd.DataFrame({"took": seconds}), "times.sav", variable_format={"took": "TIME8"})
read = pyreadstat.read_sav("times.sav")[0]["took"].tolist()
raw = pyreadstat.read_sav("times.sav", disable_datetime_conversion=True)[0]["took"].tolist()
print("written", seconds, "seconds; read", [str(one) for one in read], "; unconverted", raw)
as_found = read == [time(1), time(6), time(23, 59)] and raw == seconds

dates = pd.DataFrame({"day": [14_006_871_000.0, 1e20]})
pyreadstat.write_sav(dates, "dates.sav", variable_format={"day": "DATETIME20"})
try:
    print("one impossible date: read", pyreadstat.read_sav("dates.sav")[0]["day"].tolist())
    as_found = False
except OverflowError as error:
    print("one impossible date of two: OverflowError", error)
print("as found" if as_found else "CHANGED: see the head of this script")
sys.exit(0 if as_found else 1)
PYTHON
