"""What makes an asset stale: the meaning of its code, its slice of YAML, its libraries.

Here: a version from those three. The code's part is found by `meaning.py`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from kj_assets.dagster_kit.meaning import read_meaning

SETTINGS_DEPTH = 4
# Modules whose distribution is called otherwise.
DISTRIBUTIONS = {"PIL": "pillow"}


@dataclass(frozen=True)
class Version:
    """A code version and the parts it is made of, so that a change can be explained.

    ``code`` is one hash of the ``definitions``: functions, classes, constants and resource
    files, each with its own.
    """

    code: str
    settings: Mapping[str, str]
    libraries: Mapping[str, str]
    definitions: Mapping[str, str] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """The code version Dagster and the record hold."""
        return digest_of(self.as_plain())

    def as_plain(self) -> dict[str, Any]:
        """The parts, as kept in the record."""
        return {
            "code": self.code,
            "settings": dict(self.settings),
            "libraries": dict(self.libraries),
        }


def describe_version(
    functions: Sequence[Callable[..., object]],
    settings: Mapping[str, Any],
    resources: Sequence[Path] = (),
) -> Version:
    """Version of the functions an asset calls with its settings and resource files."""
    meanings = [read_meaning(function) for function in functions]
    definitions = {path.name: hash_bytes(path.read_bytes()) for path in resources}
    libraries: dict[str, str] = {}
    for meaning in meanings:
        definitions |= meaning.definitions
        libraries |= {name: library_version(name) for name in meaning.libraries}
    slices: dict[str, str] = {}
    for name, value in settings.items():
        _collect_slices(slices, name, to_plain(value), SETTINGS_DEPTH)
    return Version(digest_of(definitions), slices, libraries, definitions)


@cache
def library_version(module: str) -> str:
    """Installed version of the distribution that provides a top-level module."""
    # Asking every distribution what it provides takes a fifth of a second: common names first.
    known = DISTRIBUTIONS.get(module, module)
    for name in (known, f"{module}-python", f"python-{module}"):
        with suppress(metadata.PackageNotFoundError):
            return metadata.version(name)
    names = metadata.packages_distributions().get(module, [])
    return metadata.version(names[0]) if names else "unknown"


def digest_of(value: object) -> str:
    """Short hash (16 hex digits) of plain data."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hash_bytes(text.encode())


def hash_bytes(data: bytes) -> str:
    """Short hash (16 hex digits) of bytes."""
    return hashlib.blake2b(data, digest_size=8).hexdigest()


def to_plain(value: Any) -> Any:
    """Declared objects as plain JSON data; a field marked ``version=False`` is left out.

    Raises:
        TypeError: for anything whose content cannot be told, such as a function or a path.
    """
    if isinstance(value, BaseModel):
        return {name: to_plain(getattr(value, name)) for name in type(value).model_fields}
    if is_dataclass(value) and not isinstance(value, type):
        shown = [f.name for f in fields(value) if f.metadata.get("version", True)]
        return {name: to_plain(getattr(value, name)) for name in shown}
    if isinstance(value, Mapping):
        return {_plain_key(key): to_plain(entry) for key, entry in value.items()} | {
            # The order of levels is part of what a codebook says.
            "(order)": [_plain_key(key) for key in value]
        }
    if isinstance(value, (list, tuple)):
        return [to_plain(entry) for entry in value]
    if isinstance(value, (set, frozenset)):
        return sorted(to_plain(entry) for entry in value)
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    raise TypeError(f"{type(value).__name__} cannot be part of a version")


def _plain_key(key: object) -> str:
    return "/".join(key) if isinstance(key, tuple) else str(key)


def _collect_slices(slices: dict[str, str], path: str, value: Any, depth: int) -> None:
    if depth > 1 and isinstance(value, dict):
        for key, entry in value.items():
            _collect_slices(slices, f"{path}.{key}", entry, depth - 1)
    else:
        slices[path] = digest_of(value)
