"""Calling a reader in a process of its own.

Here: the call and the way back. Not here: what is read. A damaged .sav can make pyreadstat
1.3 write outside its memory; measured, 60 s of random damage crash it. Here that ends one
short process (about 1 s), not the build.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from kj_assets.errors import TrackerError

Result = TypeVar("Result")


def call_apart(function: Callable[..., Result], *arguments: object) -> Result:
    """Call a module-level function in a new process; arguments and result are pickled.

    Raises:
        TrackerError: whatever the function refused.
        ChildProcessError: the process died, or the function raised anything else.
    """
    with TemporaryDirectory() as folder:
        answer = Path(folder) / "answer"
        child = subprocess.run(
            [sys.executable, "-m", __name__, str(answer)],
            input=pickle.dumps((function, arguments)),
            capture_output=True,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            check=False,
        )
        if child.returncode:
            last_words = child.stderr.decode(errors="replace").strip().rpartition("\n")[2]
            raise ChildProcessError(last_words or f"the reader died ({child.returncode})")
        result = pickle.loads(answer.read_bytes())
    if isinstance(result, TrackerError):
        raise result
    return result


def _answer(answer: Path) -> None:
    function, arguments = pickle.load(sys.stdin.buffer)
    try:
        result = function(*arguments)
    except TrackerError as refusal:
        result = refusal
    answer.write_bytes(pickle.dumps(result))


if __name__ == "__main__":
    _answer(Path(sys.argv[1]))
