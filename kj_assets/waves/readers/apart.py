"""Calling a reader in a process of its own.

Here: the call and the way back. Not here: what is read. A damaged .sav can make pyreadstat
1.3 write outside its memory, ask for all there is, or never end; measured, 60 s of random
damage crash it. Here that ends one short process (about 1 s), not the build.
"""

from __future__ import annotations

import os
import pickle
import resource
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from kj_assets.errors import TrackerError

Result = TypeVar("Result")


@dataclass(frozen=True)
class Bounds:
    """What a call may take: bytes of address space and seconds."""

    memory: int
    seconds: float


def bounds_for(path: Path) -> Bounds:
    """Far more than a sound file of that size needs."""
    size = path.stat().st_size
    return Bounds(4 * 2**30 + 200 * size, 60 + size / 2**18)


def call_apart(function: Callable[..., Result], *arguments: object, bounds: Bounds) -> Result:
    """Call a module-level function in a new process; arguments and result are pickled.

    Raises:
        TrackerError: whatever the function refused.
        ChildProcessError: the process died or took too long, or the function raised anything else.
    """
    with TemporaryDirectory() as folder:
        answer = Path(folder) / "answer"
        child = _start(answer, pickle.dumps((function, arguments)), bounds)
        if child.returncode:
            last_words = child.stderr.decode(errors="replace").strip().rpartition("\n")[2]
            raise ChildProcessError(last_words or f"the reader died ({child.returncode})")
        result = pickle.loads(answer.read_bytes())
    if isinstance(result, TrackerError):
        raise result
    return result


def _start(answer: Path, asked: bytes, bounds: Bounds) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(
            [sys.executable, "-m", __name__, str(answer), str(bounds.memory)],
            input=asked,
            capture_output=True,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            timeout=bounds.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ChildProcessError(f"not read within {bounds.seconds:.0f} seconds") from error


def _answer(answer: Path, memory: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    function, arguments = pickle.load(sys.stdin.buffer)
    try:
        result = function(*arguments)
    except TrackerError as refusal:
        result = refusal
    answer.write_bytes(pickle.dumps(result))


if __name__ == "__main__":
    _answer(Path(sys.argv[1]), int(sys.argv[2]))
