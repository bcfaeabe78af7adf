"""What Kubernetes and a chart's schema say of files, without the network."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


def need_validator() -> Path:
    """The folder of the package that brings the schemas of Kubernetes."""
    reason = "needs kubernetes-validate, which make scale installs from PyPI"
    return Path(pytest.importorskip("kubernetes_validate", reason=reason).__file__).parent


def definitions_of_kubernetes() -> dict[str, Any]:
    """What charts' schemas refer to, under the names of the old and the new draft."""
    folder = need_validator() / "kubernetes-json-schema"
    newest = max(folder.glob("*-local"), key=lambda path: int(path.name.split(".")[1]))
    found = json.loads((newest / "_definitions.json").read_text(encoding="utf-8"))["$defs"]
    return {"$defs": found, "definitions": found}


def refused_by_kubernetes(path: Path) -> str:
    """What the strict schema has against the manifests of a file; nothing if it takes them."""
    need_validator()
    command = [sys.executable, "-m", "kubernetes_validate", "--strict", "--quiet", str(path)]
    told = subprocess.run(command, capture_output=True, text=True, timeout=120)
    return told.stdout + told.stderr if told.returncode else ""


def merge(below: Any, above: Any) -> Any:
    """What Helm makes of a chart's values and those of a file; lists replace each other."""
    if not (isinstance(below, dict) and isinstance(above, dict)):
        return above
    return below | {name: merge(below.get(name), value) for name, value in above.items()}


def close(schema: Any) -> Any:
    """The schema, refusing names it does not know: a name misspelt is otherwise not seen."""
    if isinstance(schema, list):
        return [close(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {name: close(part) for name, part in schema.items()}
    if schema.get("type") == "object" and "properties" in schema and "$ref" not in schema:
        closed.setdefault("additionalProperties", False)
    return closed


def faults(schema: Any, values: Any) -> Iterator[str]:
    """What a chart's schema has against values, each with its place."""
    jsonschema = pytest.importorskip("jsonschema", reason="comes with kubernetes-validate")
    from referencing import Registry, Resource
    from referencing.jsonschema import DRAFT7

    # Whatever release of Kubernetes the schema names, the newest definitions here stand for it.
    known = Resource.from_contents(definitions_of_kubernetes(), default_specification=DRAFT7)
    registry = Registry(retrieve=lambda _: known)
    for fault in jsonschema.Draft7Validator(schema, registry=registry).iter_errors(values):
        yield f"{'/'.join(map(str, fault.absolute_path))}: {fault.message}"
