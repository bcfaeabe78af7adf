"""One mutant put in a copy of the tree, the tests that reach it, and what became of it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mutation.forked import NOT_STARTED, USED_WRONGLY, run_tests, start, wait_for
from mutation.operators import Mutant
from mutation.reach import Reach
from mutation.rooms import Room


@dataclass(frozen=True)
class Broken:
    """A mutant of one file of a room."""

    room: Room
    source: str
    mutant: Mutant


@dataclass(frozen=True)
class Verdict:
    """What became of a mutant, in words; seconds of processor."""

    room: str
    place: str
    change: str
    killed: bool
    how: str
    seconds: float


def copy_tree(root: Path, to: Path) -> Path:
    """Copy what git would commit, with its times."""
    words = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(words, cwd=root, check=True, capture_output=True).stdout
    for name in listed.decode().split("\0"):
        if name and (root / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, to / name)
    return to


def try_mutant(broken: Broken, tree: Path, reaches: Sequence[Reach], seconds: float) -> Verdict:
    """Break the tree, run tests until one fails, and mend the tree.

    Args:
        broken: the mutant.
        tree: a copy of the repository, whole.
        reaches: what each file of tests reaches.
        seconds: of processor; tests that take longer, all in all, are left out.
    """
    file = tree / broken.source
    text, times = file.read_text(encoding="utf-8"), file.stat()
    file.write_text(broken.mutant.apply(text), encoding="utf-8")
    # A time of its own, or Python takes the bytecode of another mutant for that of this one.
    mark = times.st_mtime - 10 * (1 + broken.mutant.start) - len(broken.mutant.after)
    os.utime(file, (mark, mark))
    how, spent = "no test reaches it", 0.0
    try:
        for tests, limit in _batches(broken, reaches, seconds):
            log = tree.parent / f"{tree.name}.log"
            ended = wait_for(start(tree, lambda tests=tests: run_tests(tests), log), limit)
            spent += ended.seconds
            how = "survived" if ended.passed else _told(log, ended.status)
            if not ended.passed:
                break
    finally:
        file.write_text(text, encoding="utf-8")
        os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    killed = how not in ("survived", "no test reaches it")
    place = f"{broken.source}:{broken.mutant.lines.start}"
    return Verdict(broken.room.name, place, broken.mutant.show(text), killed, how, spent)


def _batches(
    broken: Broken, reaches: Sequence[Reach], seconds: float
) -> list[tuple[list[str], float]]:
    """The tests beside the source, then all others, and how long either may take (s)."""
    beside: list[Reach] = []
    others: list[Reach] = []
    left = seconds
    own = broken.room.tests
    for reach in sorted(reaches, key=lambda r: (not r.tests.startswith(own), r.seconds)):
        if reach.select(broken.source, broken.mutant.lines) and reach.seconds <= left:
            left -= reach.seconds
            (beside if reach.tests.startswith(own) else others).append(reach)
    found = []
    for batch in filter(None, (beside, others)):
        tests = [t for r in batch for t in r.select(broken.source, broken.mutant.lines)]
        found.append((tests, 60 + 10 * sum(reach.seconds for reach in batch)))
    return found


def _told(log: Path, status: int | None) -> str:
    """How a mutant was killed.

    Raises:
        RuntimeError: pytest could not be used, so nothing was tried.
    """
    if status is None:
        return "killed: out of time"
    said = log.read_text(errors="replace")
    if status in (USED_WRONGLY, NOT_STARTED) and "while loading conftest" not in said:
        raise RuntimeError(f"pytest ended with {status}:\n{said[-2000:]}")
    failed = [line for line in said.splitlines() if line.startswith(("FAILED", "ERROR "))]
    return f"killed: {failed[0][:200]}" if failed else f"killed: pytest ended with {status}"
