"""What the operating system refuses, as a message with a way out.

Here: a full disk, a folder that may not be written, a file that may not be read. Not here: files
that can be read and are wrong (`waves/sources.py`, `dagster_kit/trouble.py`).
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from kj_assets.errors import MachineError

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
CLOSED = {errno.EACCES, errno.EPERM, errno.EROFS}
FREE_SPACE = (
    "What was stored and published is as it was. Free space and give the same command again; "
    "kj doctor tells how much room there is."
)
ALLOW = (
    "Nothing that was stored is harmed. Let this user write to the project folder (and not only "
    "root), or work on a copy of it; reading kj.duckdb and the site needs no permission to write."
)


@contextmanager
def telling_refusals() -> Iterator[None]:
    """Turn a refusal of the system into a coded one.

    Raises:
        MachineError: M001 to M003, see `explain_refusal`.
    """
    try:
        yield
    except OSError as error:
        raise explain_refusal(error) from error


def explain_refusal(error: OSError) -> MachineError:
    """M001 the disk is full; M002 no permission to write or read; M003 anything else."""
    said = error.strerror or str(error)
    place = f" ({error.filename})" if error.filename else ""
    if error.errno in FULL:
        return MachineError("M001", f"the disk is full{place}: {said}\n{FREE_SPACE}")
    if error.errno in CLOSED:
        return MachineError("M002", f"not permitted{place}: {said}\n{ALLOW}")
    return MachineError("M003", f"the system refused{place}: {said}")
