"""What no declaration needs and a hostile YAML file may hold: bombs of aliases, depth, tags.

Here: refusing them on the stream of parser events, before anything is built from the text, so
that time and memory stay bounded. Not here: what a declaration says (`declarations.py`).
"""

from __future__ import annotations

from typing import Any

import yaml

DEEPEST = 50
MOST_NODES = 200_000


def refuse_hostile_yaml(text: str) -> None:
    """Refuse explicit tags, nesting beyond 50 levels and aliases that multiply the content.

    Raises:
        yaml.MarkedYAMLError: one of these, or no YAML at all; it knows the line.
    """
    counter = _Counter()
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        counter.take(event)
        if tag := getattr(event, "tag", None):
            raise _refusal(event, f"tags such as {tag} have no place here; leave it out")
        if counter.nodes > MOST_NODES:
            raise _refusal(event, f"more than {MOST_NODES} entries, aliases written out")
        if len(counter.open) > DEEPEST:
            raise _refusal(event, f"nested more than {DEEPEST} levels deep")


class _Counter:
    """Nodes so far, as if every alias were written out, and what is open around them."""

    def __init__(self) -> None:
        self.nodes = 0
        self.open: list[tuple[str | None, int]] = []
        self._sizes: dict[str | None, int] = {}

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.AliasEvent):
            self.nodes += self._size_of(event.anchor)
        elif isinstance(event, yaml.NodeEvent):
            self.nodes += 1
        if isinstance(event, yaml.CollectionStartEvent):
            self.open.append((event.anchor, self.nodes))
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, before = self.open.pop()
            self._sizes[anchor] = self.nodes - before

    def _size_of(self, anchor: str | None) -> int:
        # An alias to what is still open would hold itself, without end.
        holds_itself = any(anchor == name for name, _ in self.open)
        return MOST_NODES + 1 if holds_itself else self._sizes.get(anchor, 1)


def _refusal(event: yaml.Event, problem: str) -> yaml.MarkedYAMLError:
    mark: Any = event.start_mark
    return yaml.MarkedYAMLError(problem=problem, problem_mark=mark)
