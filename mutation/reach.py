"""Which tests reach a line, and how long they take: one run of each file of tests, traced.

Those of the rooms take part, and of what is made of them. Of whole projects two take part, for the
wiring: the others take minutes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from mutation.forked import Ended, run_tests, start, wait_for

FOLDERS = ("clean", "dagster_kit", "estimate", "model", "publish", "trend", "validate", "weight")
WHOLE = ("graph_shape", "whole_chain")
ANY = ""
"""Stands for all tests of a file, where a line is reached by loading it or by a fixture."""


@dataclass(frozen=True)
class Reach:
    """One file of tests: its seconds of processor, and its tests by source file and line."""

    tests: str
    seconds: float
    lines: dict[str, dict[str, list[str]]]

    def select(self, source: str, lines: range) -> list[str]:
        """Tests that reach any of the lines, for pytest."""
        reached = self.lines.get(source, {})
        names = {name for line in lines for name in reached.get(str(line), ())}
        if ANY in names:
            return [self.tests]
        return [f"{self.tests}::{name}" for name in sorted(names)]


def list_tests(tree: Path) -> list[str]:
    """Every file of tests that takes part."""
    found = sorted((tree / "kj_assets_tests").rglob("test_*.py"))
    names = [file.relative_to(tree).as_posix() for file in found]
    whole = {f"kj_assets_tests/e2e/test_{name}.py" for name in WHOLE}
    return [name for name in names if name.split("/")[1] in FOLDERS or name in whole]


def trace(tests: str, tree: Path, sources: Sequence[str], limit: float) -> tuple[Ended, Reach]:
    """Run one file of tests in a tree and see what it reaches."""
    seen = tree.parent / f"{tree.name}.reached.json"
    seen.unlink(missing_ok=True)
    ended = wait_for(start(tree, lambda: _trace(tests, sources, seen), tree.parent / "log"), limit)
    lines = json.loads(seen.read_text()) if seen.exists() else {}
    return ended, Reach(tests, ended.seconds, lines)


def _trace(tests: str, sources: Sequence[str], seen: Path) -> int:
    from coverage import Coverage

    tree = Path.cwd()
    tracer = Coverage(data_file=None, config_file=False, include=[str(tree / s) for s in sources])
    tracer.set_option("run:dynamic_context", "test_function")
    tracer.start()
    status = run_tests([tests])
    tracer.stop()
    data = tracer.get_data()
    defined = set(re.findall(r"^def (test_\w+)", Path(tests).read_text(encoding="utf-8"), re.M))
    reached: dict[str, dict[int, list[str]]] = {}
    for source in sources:
        by_line = data.contexts_by_lineno(str(tree / source))
        reached[source] = {line: _names(contexts, defined) for line, contexts in by_line.items()}
    seen.write_text(json.dumps(reached))
    return status


def _names(contexts: Sequence[str], defined: Set[str]) -> list[str]:
    names = {context.rpartition(".")[2] for context in contexts}
    return sorted(names) if names <= defined else [ANY]
