"""The meaning of a function: every definition of this package it can reach, and nothing else.

Here: following mentions from definition to definition. Comments, docstrings, layout and the
rest of a file do not count; a changed helper three modules away does. Nothing is imported or
run. Not here: reading source files (`syntax.py`, `recall.py`).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from kj_assets.dagster_kit.recall import recall_package
from kj_assets.dagster_kit.syntax import Definition, Module

PACKAGE = __name__.partition(".")[0]
# They carry declarations and plumbing, and decide no number.
WITHOUT_EFFECT = frozenset({"dagster", "pydantic", "yaml", "rich", "typer", "filelock"})


@dataclass(frozen=True)
class Meaning:
    """Everything reached: each definition's hash by its full name, and third-party modules."""

    definitions: Mapping[str, str]
    libraries: tuple[str, ...]


def read_meaning(function: Callable[..., object]) -> Meaning:
    """Meaning of a top-level function of this package.

    Raises:
        LookupError: its source cannot be read; a change of it would go unnoticed.
    """
    place = (function.__module__, function.__qualname__.partition(".")[0])
    if _resolve(place) is None:
        raise LookupError(f"the source of {'.'.join(place)} is not to be found in {PACKAGE}")
    return _meaning_of(place)


@cache
def _meaning_of(start: Definition) -> Meaning:
    reached: dict[Definition, str] = {}
    libraries: set[str] = set()
    todo = [start]
    while todo:
        place = _resolve(todo.pop())
        if place is None or place in reached:
            continue
        if not _is_ours(place[0]):
            libraries.add(place[0].partition(".")[0])
            continue
        reached[place] = _modules()[place[0]].definitions[place[1]].digest
        todo.extend(_mentions(place))
    kept = libraries - set(sys.stdlib_module_names) - WITHOUT_EFFECT - {"__future__"}
    named = {".".join(place): reached[place] for place in sorted(reached)}
    return Meaning(named, tuple(sorted(kept)))


@cache
def _resolve(place: Definition) -> Definition | None:
    """Follow re-exports to where a name is defined; None if it is a mere module."""
    module, name = place
    if not _is_ours(module):
        return place
    if ".".join(place) in _modules():
        return None
    read = _modules().get(module, Module())
    if name in read.definitions:
        return place
    return _resolve(read.imports[name]) if name in read.imports else None


def _mentions(place: Definition) -> Iterator[Definition]:
    """What a definition uses that may be defined elsewhere in the package or outside."""
    read = _modules()[place[0]].definitions[place[1]]
    yield from read.names
    yield from (found for found in read.attributes if found[0] in _modules())


def _is_ours(module: str) -> bool:
    return module.partition(".")[0] == PACKAGE


@cache
def _modules() -> dict[str, Module]:
    """The package's modules, found without importing anything."""
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise LookupError(f"the source of the package {PACKAGE} is not to be found")
    return recall_package(Path(next(iter(spec.submodule_search_locations))))
