#!/usr/bin/env bash
# openpyxl 3.1.5 (and pandas on top of it): a time of 30 hours that is formatted as h:mm is read as the
# moment 1900-01-01 06:00, -6 hours as 1899-12-29 18:00, and 12 hours in the same column as a time of
# day. With the format [h]:mm the same numbers are durations.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet openpyxl==3.1.5
venv/bin/python - <<'PYTHON'
import sys
from datetime import datetime, time, timedelta

import openpyxl

print("openpyxl", openpyxl.__version__)


def read(form):
    book = openpyxl.Workbook()
    for days in (1.25, -0.25, 0.5):
        book.active.append([days])
    for cell in book.active["A"]:
        cell.number_format = form
    book.save("times.xlsx")
    sheet = openpyxl.load_workbook("times.xlsx", read_only=True, data_only=True).active
    return [row[0] for row in sheet.iter_rows(values_only=True)]


clock, durations = read("h:mm"), read("[h]:mm")
print("30, -6 and 12 hours as h:mm:", [repr(one) for one in clock])
print("30, -6 and 12 hours as [h]:mm:", [repr(one) for one in durations])
as_found = clock == [datetime(1900, 1, 1, 6), datetime(1899, 12, 29, 18), time(12)] and (
    durations == [timedelta(hours=hours) for hours in (30, -6, 12)]
)
print("as found" if as_found else "CHANGED: see the head of this script")
sys.exit(0 if as_found else 1)
PYTHON
