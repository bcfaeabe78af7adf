"""Where the marks of a specification stand, and which texts they run into.

Here: reading marks as straight pieces with a thickness. Not here: texts (`boxes.py`),
expectations. Grid lines may pass behind a number; a number may stand on the bar it belongs to,
and the notice on its band: `BEHIND` names those.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from typing import Any

from kj_assets_tests.figure.boxes import Box, text_boxes

BEHIND = frozenset({"grid", "strip", "gaps", "notice", "notice_edge"})
AIR = 0.5


@dataclass(frozen=True)
class Piece:
    """A straight piece from one pixel to another, so far to either side across and down."""

    name: str
    start: tuple[float, float]
    end: tuple[float, float]
    across: float
    down: float

    def meets(self, box: Box) -> bool:
        """Whether the piece runs through a text, by clipping it to the box (Liang–Barsky)."""
        (x, y), (x2, y2) = self.start, self.end
        low, high = 0.0, 1.0
        for at, step, first, last in (
            (x, x2 - x, box.left - self.across + AIR, box.right + self.across - AIR),
            (y, y2 - y, box.top - self.down + AIR, box.bottom + self.down - AIR),
        ):
            if not step and not first < at < last:
                return False
            if step:
                ends = sorted(((first - at) / step, (last - at) / step))
                low, high = max(low, ends[0]), min(high, ends[1])
        return low < high


def mark_pieces(specification: Mapping[str, Any]) -> list[Piece]:
    """Every mark that is neither text nor behind text."""
    pieces: list[Piece] = []
    for layer in specification["layer"]:
        name, mark = layer["data"]["name"], layer["mark"]
        if mark["type"] == "text" or name in BEHIND:
            continue
        rows = specification["datasets"][name]
        pieces += _READERS[mark["type"]](name, mark, layer["encoding"], rows)
    return pieces


def texts_on_marks(specification: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Texts that a mark runs into, with the name of the mark's data."""
    boxes, pieces = text_boxes(specification), mark_pieces(specification)
    return sorted({(box.text, piece.name) for piece in pieces for box in boxes if piece.meets(box)})


def _pixel(channel: Mapping[str, Any], row: Mapping[str, Any], field: str | None = None) -> float:
    value, scale = float(row[field or channel["field"]]), channel.get("scale")
    if not scale:
        return value
    (low, high), (start, end) = scale["domain"], scale["range"]
    return start + (value - low) / (high - low) * (end - start)


def _ends(encoding: Mapping[str, Any], row: Mapping[str, Any]) -> tuple[Any, Any]:
    x, y = encoding["x"], encoding["y"]
    far = {c: encoding.get(f"{c}2", {}).get("field") for c in "xy"}
    return (
        (_pixel(x, row), _pixel(y, row)),
        (_pixel(x, row, far["x"]), _pixel(y, row, far["y"])),
    )


def _read_rules(name: str, mark: Any, encoding: Any, rows: Any) -> Iterator[Piece]:
    half = mark["strokeWidth"] / 2
    for row in rows:
        yield Piece(name, *_ends(encoding, row), half, half)


def _read_bars(name: str, mark: Any, encoding: Any, rows: Any) -> Iterator[Piece]:
    for row in rows:
        yield Piece(name, *_ends(encoding, row), 0, mark["height"] / 2)


def _read_boxes(name: str, mark: Any, encoding: Any, rows: Any) -> Iterator[Piece]:
    for row in rows:
        (x, y), (x2, y2) = _ends(encoding, row)
        middle = (y + y2) / 2
        yield Piece(name, (x, middle), (x2, middle), 0, abs(y2 - y) / 2)


def _read_points(name: str, mark: Any, encoding: Any, rows: Any) -> Iterator[Piece]:
    half = sqrt(mark["size"]) / 2 + mark["strokeWidth"] / 2
    for row in rows:
        yield Piece(name, *_ends(encoding, row), half, half)


def _read_paths(name: str, mark: Any, encoding: Any, rows: Any) -> Iterator[Piece]:
    half, detail = mark["strokeWidth"] / 2, encoding["detail"]["field"]
    ordered = sorted(rows, key=lambda row: (row[detail], row[encoding["order"]["field"]]))
    for row, after in pairwise(ordered):
        if row[detail] == after[detail]:
            yield Piece(name, _ends(encoding, row)[0], _ends(encoding, after)[0], half, half)


_READERS = {
    "rule": _read_rules,
    "bar": _read_bars,
    "rect": _read_boxes,
    "point": _read_points,
    "line": _read_paths,
}
