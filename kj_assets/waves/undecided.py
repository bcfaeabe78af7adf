"""Lines of a ``wave.yaml`` that still want a person's decision: those marked ``TODO``.

Here: finding them. A wave with such a line is not built (`registry.py`); others are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import yaml

MARK = re.compile(r"\bTODO\b:?\s*(.*)")
DEPTH = 2
LINES_SHOWN = 5


@dataclass(frozen=True)
class Undecided:
    """One marked line: its number from 1, the declaration it stands at, and what is asked."""

    line: int
    place: str
    question: str


def count_marks(marks: Sequence[Undecided]) -> str:
    """How many marks stand where, in a line: ``fieldwork 2 (lines 15, 17)``.

    What is asked at each is told in one place only, by the check of the wave.
    """
    groups: dict[str, list[int]] = {}
    for mark in marks:
        groups.setdefault(mark.place.partition(".")[0], []).append(mark.line)
    return "; ".join(
        f"{place} {len(lines)} ({_name_lines(lines)})" for place, lines in groups.items()
    )


def _name_lines(lines: Sequence[int]) -> str:
    if len(lines) > LINES_SHOWN:
        return f"lines {lines[0]} to {lines[-1]}"
    return f"line{'s' if len(lines) > 1 else ''} {', '.join(map(str, lines))}"


def find_undecided(text: str) -> tuple[Undecided, ...]:
    """Every line of a ``wave.yaml`` marked ``TODO``, as a comment or as a value."""
    keys = sorted(_walk_keys(yaml.compose(text, Loader=yaml.CSafeLoader), ()))
    marked = []
    for number, line in enumerate(text.splitlines(), start=1):
        found = MARK.search(line)
        if found:
            above = [place for start, place in keys if start <= number]
            place = ".".join(above[-1][:DEPTH]) if above else "(top)"
            marked.append(Undecided(number, place, found[1].strip()))
    return tuple(marked)


def _walk_keys(
    node: yaml.Node | None, path: tuple[str, ...]
) -> Iterator[tuple[int, tuple[str, ...]]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            place = (*path, str(key.value))
            yield key.start_mark.line + 1, place
            yield from _walk_keys(value, place)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _walk_keys(value, path)
