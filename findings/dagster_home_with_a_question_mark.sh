#!/usr/bin/env bash
# Dagster 1.13.27 (with SQLAlchemy 2.1) makes SQLite addresses of DAGSTER_HOME without quoting. In a folder named "a?b" the
# path ends at the question mark, and the history of runs goes into a file "a" beside the folder; what
# comes after it fails with "no such table". "a%20b" is taken for "a b", which cannot be opened.
# Spaces, "#" and "%" alone are right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet dagster==1.13.27 sqlalchemy==2.1.9
venv/bin/python - <<'PYTHON'
import os
import sys
from pathlib import Path

import dagster as dg

print("dagster", dg.__version__)


def try_home(name):
    """Whether runs can be counted, and what was written beside the folder."""
    place = Path("tried").absolute()
    os.system(f"rm -rf '{place}'")
    home = place / name
    home.mkdir(parents=True)
    home.joinpath("dagster.yaml").touch()
    os.environ["DAGSTER_HOME"] = str(home)
    try:
        with dg.DagsterInstance.get() as instance:
            instance.get_runs_count()
        works = True
    except Exception as error:
        print(f"  {type(error).__name__}: {str(error).splitlines()[0]}")
        works = False
    return works, sorted(one.name for one in place.iterdir() if one != home)


found = {}
for name in ("a?b", "a%20b", "a b", "a#b", "a%b"):
    found[name] = try_home(name)
    works, beside = found[name]
    print(f"DAGSTER_HOME in {name!r}: {'works' if works else 'fails'}; beside it: {beside}")
as_found = "a" in found["a?b"][1] and not found["a%20b"][0] and (
    all(found[name] == (True, []) for name in ("a b", "a#b", "a%b"))
)
print("as found" if as_found else "CHANGED: see the head of this script")
sys.exit(0 if as_found else 1)
PYTHON
