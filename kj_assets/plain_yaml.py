"""YAML as it is written here: YAML 1.2 scalars, and no key twice.

Here: the loader of every YAML file of a project. Not here: what a declaration says (`waves`).
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import yaml


class PlainLoader(yaml.CSafeLoader):
    """YAML 1.2 scalars: ``yes``, ``no``, ``on`` and ``010`` stay what they look like."""

    yaml_implicit_resolvers: dict[str, list[Any]] = {}

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """The mapping; one with a key that stands twice is no YAML."""
        seen: set[Any] = set()
        for key in (k for k, _ in node.value if isinstance(k, yaml.ScalarNode)):
            # As written, and as read: 1 and "1" are one code, and 1 and 1.0 one key to Python.
            forms = {key.value, self.construct_object(key)}
            if forms & seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key.value!r} stands twice", key.start_mark
                )
            seen |= forms
        return super().construct_mapping(node, deep)

    def construct_date(self, node: yaml.ScalarNode) -> date:
        """The day; what looks like one and is none is no YAML."""
        try:
            return date.fromisoformat(node.value)
        except ValueError as error:
            raise yaml.constructor.ConstructorError(
                None, None, f"{node.value} is no date: {error}", node.start_mark
            ) from error


for _tag, _pattern, _first in (
    ("bool", r"^(?:true|false)$", "tf"),
    # Longer than any code or count is text; Python refuses to read thousands of digits.
    ("int", r"^[-+]?(?:0|[1-9][0-9]{0,17})$", "-+0123456789"),
    ("float", r"^[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)(?:[eE][-+]?[0-9]+)?$", "-+.0123456789"),
    ("null", r"^(?:null|~|)$", ["n", "~", ""]),
    ("timestamp", r"^\d{4}-\d{2}-\d{2}$", "0123456789"),
):
    PlainLoader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), list(_first)
    )
PlainLoader.add_constructor("tag:yaml.org,2002:timestamp", PlainLoader.construct_date)
