"""The command line: draw mutants, try each in a copy of the tree, tell what became of them."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import yaml

from mutation.forked import warm_up
from mutation.operators import find_mutants
from mutation.reach import Reach, list_tests, trace
from mutation.report import write_report
from mutation.rooms import ROOMS, Room
from mutation.trial import Broken, Verdict, copy_tree, try_mutant
from mutation.turns import in_turns

ROOT = Path(__file__).parents[1]
EQUIVALENT = Path(__file__).with_name("equivalent.yaml")
BLAS_VARIABLES = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS")


def main() -> None:
    """Draw, try, tell."""
    arguments = parse_arguments(sys.argv[1:])
    os.environ.update(dict.fromkeys(BLAS_VARIABLES, "1"))
    rooms = [room for room in ROOMS if arguments.room in (None, room.name)]
    drawn = draw_mutants(rooms, arguments.count, arguments.seed)
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        trees = [copy_tree(ROOT, Path(folder) / f"tree{i}") for i in range(arguments.workers)]
        warm_up()
        reaches = find_reaches(trees, arguments.map)
        verdicts = try_all(drawn, trees, reaches, arguments.seconds)
    print(write_report(verdicts, arguments.seed))


def parse_arguments(words: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m mutation",
        description="Break one statement at a time, and see whether a test fails.",
    )
    add = parser.add_argument
    add("--count", type=int, default=300, help="mutants drawn (default %(default)s)")
    add("--seed", type=int, default=2025, help="of the draw (default %(default)s)")
    add("--room", choices=[room.name for room in ROOMS], help="one room alone")
    add("--workers", type=int, default=2, help="tried at once (default %(default)s)")
    help_text = "of tests a mutant has to outlive (default %(default)s)"
    add("--seconds", type=float, default=60, help=help_text)
    add("--map", type=Path, help="file in which to keep, or find, which test reaches what")
    return parser.parse_args(words)


def draw_mutants(rooms: Sequence[Room], count: int, seed: int) -> list[Broken]:
    """Draw mutants of all rooms, every one as likely; those declared equivalent are left out.

    The draw goes by a hash of seed, file and change, so that another mutant, more or less,
    leaves the others drawn.
    """
    ranked = [
        (hashlib.sha256(f"{seed} {source} {change} {number}".encode()).digest(), broken)
        for room in rooms
        for source, change, number, broken in _list_mutants(room)
    ]
    return [broken for _, broken in sorted(ranked, key=lambda pair: pair[0])[:count]]


def _list_mutants(room: Room) -> Iterator[tuple[str, str, int, Broken]]:
    """File, change, the number of the same change in it, and the mutant."""
    declared = yaml.safe_load(EQUIVALENT.read_text(encoding="utf-8"))
    equivalent = {(entry["file"], entry["line"], entry["change"]) for entry in declared}
    for source in room.files(ROOT):
        text = (ROOT / source).read_text(encoding="utf-8")
        seen: Counter[str] = Counter()
        for mutant in find_mutants(text):
            change = mutant.show(text)
            seen[change] += 1
            if (source, mutant.find_line(text), change) not in equivalent:
                yield source, change, seen[change], Broken(room, source, mutant)


def find_reaches(trees: Sequence[Path], kept: Path | None) -> list[Reach]:
    """What each file of tests reaches; from a file where one was kept."""
    if kept and kept.exists():
        return [Reach(**entry) for entry in json.loads(kept.read_text())]
    sources = [source for room in ROOMS for source in room.files(ROOT)]

    def look(tests: str, tree: Path) -> dict | None:
        ended, reach = trace(tests, tree, sources, limit=600)
        print(
            f"{tests}: {ended.seconds:.0f} s{'' if ended.passed else ', FAILS: left out'}",
            flush=True,
        )
        return asdict(reach) if ended.passed else None

    found = [entry for entry in in_turns(look, list_tests(ROOT), trees) if entry]
    if kept:
        kept.write_text(json.dumps(found))
    return [Reach(**entry) for entry in found]


def try_all(
    drawn: Sequence[Broken], trees: Sequence[Path], reaches: Sequence[Reach], seconds: float
) -> list[Verdict]:
    """Try every mutant."""

    def attempt(broken: Broken, tree: Path) -> dict:
        verdict = try_mutant(broken, tree, reaches, seconds)
        print(
            f"{verdict.place} {verdict.change!r}: {verdict.how} ({verdict.seconds:.0f} s)",
            flush=True,
        )
        return asdict(verdict)

    return [Verdict(**entry) for entry in in_turns(attempt, drawn, trees)]


if __name__ == "__main__":
    main()
