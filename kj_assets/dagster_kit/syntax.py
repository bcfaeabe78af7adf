"""What one source file defines: each definition's syntax, hashed, and the names it mentions.

Here: reading one file's text. Comments, docstrings and layout do not count. Not here: which
definitions reach which (`meaning.py`), remembering what was read (`recall.py`).
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

Definition = tuple[str, str]
"""Module and top-level name."""


@dataclass(frozen=True)
class Syntax:
    """One top-level definition: hash of its syntax, and what it mentions.

    ``names`` are definitions mentioned outright, ``attributes`` are (module, name) pairs
    that count if the first really is a module.
    """

    digest: str
    names: tuple[Definition, ...]
    attributes: tuple[Definition, ...]


@dataclass(frozen=True)
class Module:
    """One source file: its definitions by name, and where imported names come from."""

    definitions: dict[str, Syntax] = field(default_factory=dict)
    imports: dict[str, Definition] = field(default_factory=dict)


def read_module(name: str, text: str) -> Module:
    """Read the source text of a module."""
    tree = ast.parse(text)
    statements: dict[str, list[ast.stmt]] = {}
    for statement in tree.body:
        for defined in _names_defined(statement):
            statements.setdefault(defined, []).append(statement)
    imports = dict(_imports_in(tree))
    definitions = {
        defined: _read_definition(name, body, imports, statements)
        for defined, body in statements.items()
    }
    return Module(definitions, imports)


def _read_definition(
    module: str,
    body: list[ast.stmt],
    imports: dict[str, Definition],
    defined: dict[str, list[ast.stmt]],
) -> Syntax:
    names: dict[Definition, None] = {}
    attributes: dict[Definition, None] = {}
    for statement in body:
        local = dict(_imports_in(statement))
        known = imports | local
        names |= dict.fromkeys(local.values())
        for node in _nodes_looked_up(statement):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                if node.value.id in known:
                    attributes[".".join(known[node.value.id]), node.attr] = None
            elif isinstance(node, ast.Name) and node.id in known:
                names[known[node.id]] = None
            elif isinstance(node, ast.Name) and node.id in defined:
                names[module, node.id] = None
    text = "\n".join(ast.unparse(_without_docstrings(statement)) for statement in body)
    digest = hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
    return Syntax(digest, tuple(names), tuple(attributes))


def _nodes_looked_up(statement: ast.stmt) -> Iterator[ast.AST]:
    """Every node, but for names in a function's body that are its own parameters."""
    if not isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
        yield from ast.walk(statement)
        return
    header = [*statement.decorator_list, statement.args, statement.returns]
    for part in filter(None, header):
        yield from ast.walk(part)
    own = {node.arg for node in ast.walk(statement.args) if isinstance(node, ast.arg)}
    for part in statement.body:
        for node in ast.walk(part):
            name = node.value if isinstance(node, ast.Attribute) else node
            if not (isinstance(name, ast.Name) and name.id in own):
                yield node


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


def _without_docstrings(statement: ast.stmt) -> ast.stmt:
    for node in ast.walk(statement):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)) and (
            ast.get_docstring(node, clean=False) is not None
        ):
            node.body = node.body[1:] or [ast.Pass()]
    return statement
