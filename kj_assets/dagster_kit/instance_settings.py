"""Opening Dagster's instance by ``dagster.yaml``, and telling what is amiss with its settings.

Here: what may go wrong where storage is in PostgreSQL, as in ``deploy/``. Not here: damaged files
of the storage that lies beside the settings (`dagster_files.py`).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from kj_assets.errors import BuildError

if TYPE_CHECKING:
    import dagster as dg

UNSET = re.compile(r'environment variable "(\w+)" which is not set')
NOT_THERE = re.compile(r"Couldn't import module (\S+)")


def load_instance(home: Path) -> dg.DagsterInstance:
    """The instance of DAGSTER_HOME.

    Raises:
        BuildError: B011 a variable that the settings name is not set; B012 what they ask for is
            not installed.
    """
    import dagster as dg
    from dagster_shared.check import CheckError

    settings = home / "dagster.yaml"
    try:
        return dg.DagsterInstance.get()
    except dg.DagsterInvalidConfigError as error:
        if not (unset := UNSET.search(str(error))):
            raise
        told = f"the environment variable {unset[1]}, which {settings} names, is not set: set it "
        raise BuildError(
            "B011", f"{told}in this shell, and wherever a builder or the Dagster UI runs"
        ) from error
    except CheckError as error:
        if not (missing := NOT_THERE.search(str(error))):
            raise
        told = f"{settings} asks for {missing[1]}, which is not installed: pip install -r "
        raise BuildError(
            "B012",
            f"{told}requirements-scale.lock (see docs/scaling.md), or put back the file that ships",
        ) from error


@contextmanager
def telling_lost_storage(home: Path) -> Iterator[None]:
    """Turn a failure to reach PostgreSQL into a coded one.

    Raises:
        BuildError: B013 with PostgreSQL's words, in which no password is.
    """
    try:
        yield
    except Exception as error:
        # Its class exists only where dagster.yaml asked for it, and is not imported otherwise.
        postgres = sys.modules.get("dagster_postgres.utils")
        if postgres is None or not isinstance(error, postgres.DagsterPostgresException):
            raise
        cause = getattr(error.__cause__, "orig", None) or error
        raise BuildError(
            "B013",
            f"PostgreSQL, where Dagster's storage is by {home / 'dagster.yaml'}, cannot be "
            f"reached: {str(cause).strip()}",
        ) from error
