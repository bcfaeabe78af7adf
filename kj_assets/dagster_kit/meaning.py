"""The meaning of a function: every definition of this package it can reach, and nothing else.

Here: static reading of source files. Comments, docstrings, layout and the rest of a file
do not count; a changed helper three modules away does. Nothing is imported or run.
"""

from __future__ import annotations

import ast
import hashlib
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

PACKAGE = __name__.partition(".")[0]
# They carry declarations and plumbing, and decide no number.
WITHOUT_EFFECT = frozenset({"dagster", "pydantic", "yaml", "rich", "typer", "filelock"})

Definition = tuple[str, str]
"""Module and top-level name."""


@dataclass(frozen=True)
class Meaning:
    """Hash of everything reached, and the third-party modules it uses."""

    digest: str
    libraries: tuple[str, ...]


@dataclass(frozen=True)
class _Module:
    definitions: dict[str, list[ast.stmt]]
    imports: dict[str, Definition]


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
        if place[0].partition(".")[0] != PACKAGE:
            libraries.add(place[0].partition(".")[0])
            continue
        reached[place] = _text_of(place)
        todo.extend(_mentions(place))
    text = "\n".join(f"{m}.{n}\n{reached[m, n]}" for m, n in sorted(reached))
    kept = libraries - set(sys.stdlib_module_names) - WITHOUT_EFFECT - {"__future__"}
    return Meaning(hashlib.blake2b(text.encode(), digest_size=8).hexdigest(), tuple(sorted(kept)))


def _resolve(place: Definition) -> Definition | None:
    """Follow re-exports to where a name is defined; None if it is a mere module."""
    module, name = place
    if module.partition(".")[0] != PACKAGE:
        return place
    if _find_file(f"{module}.{name}"):
        return None
    read = _read_module(module)
    if name in read.definitions:
        return place
    return _resolve(read.imports[name]) if name in read.imports else None


@cache
def _find_file(module: str) -> Path | None:
    """The source file of a module of the package, found without importing anything."""
    if module.partition(".")[0] != PACKAGE:
        return None
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise LookupError(f"the source of the package {PACKAGE} is not to be found")
    place = Path(next(iter(spec.submodule_search_locations))).joinpath(*module.split(".")[1:])
    candidates = (place.with_suffix(".py"), place / "__init__.py")
    return next((file for file in candidates if file.is_file()), None)


@cache
def _read_module(name: str) -> _Module:
    file = _find_file(name)
    if file is None:
        return _Module({}, {})
    tree = ast.parse(file.read_text(encoding="utf-8"))
    definitions: dict[str, list[ast.stmt]] = {}
    for statement in tree.body:
        for defined in _names_defined(statement):
            definitions.setdefault(defined, []).append(statement)
    return _Module(definitions, dict(_imports_in(tree)))


def _names_defined(statement: ast.stmt) -> Iterator[str]:
    if isinstance(statement, (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)):
        yield statement.name
    elif not isinstance(statement, (ast.Import, ast.ImportFrom, ast.If)):
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                yield node.id


def _imports_in(tree: ast.AST) -> Iterator[tuple[str, Definition]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                head, _, tail = alias.name.rpartition(".")
                target = (head, tail) if head else (alias.name, "*")
                yield alias.asname or alias.name.partition(".")[0], target
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield alias.asname or alias.name, (node.module or "", alias.name)


@cache
def _text_of(place: Definition) -> str:
    return "\n".join(ast.unparse(_without_docstrings(s)) for s in _statements(place))


def _statements(place: Definition) -> list[ast.stmt]:
    return _read_module(place[0]).definitions[place[1]]


def _without_docstrings(statement: ast.stmt) -> ast.stmt:
    for node in ast.walk(statement):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)) and (
            ast.get_docstring(node, clean=False) is not None
        ):
            node.body = node.body[1:] or [ast.Pass()]
    return statement


def _mentions(place: Definition) -> Iterator[Definition]:
    """Names a definition uses that may be defined elsewhere in the package or outside."""
    module = _read_module(place[0])
    for statement in _statements(place):
        local = dict(_imports_in(statement))
        known = module.imports | local
        yield from local.values()
        for node in ast.walk(statement):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                target = known.get(node.value.id)
                if target and _find_file(".".join(target)):
                    yield ".".join(target), node.attr
            if isinstance(node, ast.Name):
                if node.id in known:
                    yield known[node.id]
                elif node.id in module.definitions:
                    yield place[0], node.id
