"""``datapackage.json``: every table of a release with its columns, after Frictionless v1.

Source: https://specs.frictionlessdata.io/data-package/ and …/table-schema/. The words in it are
English, as the specification's tools expect one language.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kj_assets.publish.release.declaration import ReleaseDeclaration

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class PublicTable:
    """A table of a release: its name, its rows as they leave, and what they hold."""

    name: str
    frame: pd.DataFrame
    what: str
    columns: Mapping[str, str]


def write_datapackage(
    title: str,
    told: str,
    declared: ReleaseDeclaration,
    tables: tuple[PublicTable, ...],
    files: Mapping[str, bytes],
) -> bytes:
    """The descriptor of a release's tables.

    Args:
        title: what the tracker is called.
        told: what every reader has to know first, and what is left out.
        declared: version and licence.
        tables: the public tables, written as ``<name>.csv``.
        files: the bytes of every file by path, for sizes and hashes.
    """
    package: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": f"korea-japan-opinion-tracker-{declared.version.lower()}",
        "title": title,
        "version": declared.version,
        "description": told,
        "resources": [_describe_resource(table, files[f"{table.name}.csv"]) for table in tables],
    }
    if declared.licence:
        package["licenses"] = [declared.licence.model_dump()]
    if declared.authors:
        package["contributors"] = [
            {"title": author, "role": "author"} for author in declared.authors
        ]
    return (json.dumps(package, ensure_ascii=False, indent=2) + "\n").encode()


def _describe_resource(table: PublicTable, data: bytes) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": f"{table.name}.csv",
        "description": table.what,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "header": True},
        "schema": {
            "fields": [
                _describe_field(str(name), column, table.columns.get(str(name), ""))
                for name, column in table.frame.items()
            ],
            "missingValues": [""],
        },
    }


def _describe_field(name: str, column: pd.Series, description: str) -> dict[str, Any]:
    field: dict[str, Any] = {"name": name, "type": _type_of(column)}
    if field["type"] == "boolean":
        field |= {"trueValues": ["True"], "falseValues": ["False"]}
    return field | ({"description": description} if description else {})


def _type_of(column: pd.Series) -> str:
    from pandas.api.types import infer_dtype

    kind = infer_dtype(column, skipna=True)
    return {"integer": "integer", "floating": "number", "boolean": "boolean"}.get(kind, "string")
