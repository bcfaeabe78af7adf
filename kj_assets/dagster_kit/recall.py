"""Source files of a package, read once and remembered beside its bytecode.

What was read stays good while a source's time and size stay, which is the trust Python puts
in its own bytecode. Where nothing can be written, every process reads the sources anew.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import astuple
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any

from kj_assets.dagster_kit import syntax
from kj_assets.dagster_kit.syntax import Module, Syntax, read_module

# A file can be written twice within one tick of a file system's clock.
SETTLED_NANOSECONDS = 2_000_000_000

Known = dict[str, dict[str, Any]]


def recall_package(folder: Path) -> dict[str, Module]:
    """Every module of the package in a folder, by its full name."""
    memory = _memory_of(folder)
    known = _read(memory)
    now: Known = {}
    modules = {}
    for file in sorted(folder.rglob("*.py")):
        name = _name_of(file, folder)
        status = file.stat()
        stamp = [status.st_mtime_ns, status.st_size]
        entry = known.get(name)
        if entry is None or entry["stamp"] != stamp:
            modules[name] = read_module(name, file.read_text(encoding="utf-8"))
            entry = {"stamp": stamp} | _pack(modules[name])
        else:
            modules[name] = _unpack(entry)
        if time.time_ns() - status.st_mtime_ns > SETTLED_NANOSECONDS:
            now[name] = entry
    if now != known:
        _write(memory, now)
    return modules


def _name_of(file: Path, folder: Path) -> str:
    parts = file.relative_to(folder.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _memory_of(folder: Path) -> Path:
    # Another reader or another Python may read the same source otherwise.
    reader = Path(syntax.__file__).read_bytes() + Path(__file__).read_bytes()
    digest = hashlib.blake2b(reader + sys.version.encode(), digest_size=6).hexdigest()
    return Path(cache_from_source(str(folder / "__init__.py"))).with_name(f"meaning-{digest}.json")


def _read(memory: Path) -> Known:
    try:
        return json.loads(memory.read_bytes())
    except (OSError, ValueError):
        return {}


def _write(memory: Path, known: Known) -> None:
    incoming = memory.with_name(f".{memory.name}.{time.time_ns()}")
    # It saves time and nothing else: a folder that cannot be written must not stop a build.
    with suppress(OSError):
        memory.parent.mkdir(exist_ok=True)
        incoming.write_text(json.dumps(known), encoding="utf-8")
        incoming.replace(memory)


def _pack(module: Module) -> dict[str, Any]:
    definitions = {name: astuple(entry) for name, entry in module.definitions.items()}
    return {"definitions": definitions, "imports": module.imports}


def _unpack(entry: Mapping[str, Any]) -> Module:
    definitions = {
        name: Syntax(digest, tuple(map(tuple, names)), tuple(map(tuple, attributes)))
        for name, (digest, names, attributes) in entry["definitions"].items()
    }
    return Module(definitions, {name: tuple(place) for name, place in entry["imports"].items()})
