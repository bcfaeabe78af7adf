"""The look of every figure: colours, sizes, widths.

Here: constants and how levels get their colours. Not here: placing things (`canvas.py`).
The palette was chosen to survive the three common colour deficiencies and grey print:
blue and rust differ in hue *and* the strong end is darker than the weak end; neutral is grey.
"""

from __future__ import annotations

from dataclasses import dataclass

from kj_assets.figure.poles import find_poles
from kj_assets.waves.codebook import Item

WIDE = 640
NARROW = 360
MARGIN = 16

SANS = "Noto Sans KR"
SERIF = "Noto Serif KR"

PAPER = "#ffffff"
INK = "#1b1f24"
MUTED = "#545d68"
FAINT = "#8a939e"
GRID = "#e4e7eb"

AGREE = ("#1f5f99", "#86b4d8")
DISAGREE = ("#ad4a16", "#eeb083")
NEUTRAL = "#c5cad0"
SINGLE = "#4d7390"
PAIR = ("#11706b", "#9a4f9c")
UNTESTED = "#8a939e"
MISSING = {
    "dont_know": SINGLE,
    "refused": "#c99a3a",
    "no_answer": "#8c4a5f",
    "not_applicable": NEUTRAL,
}

NOTICE_PAPER = "#fdf1d8"
NOTICE_INK = "#6f3600"
NOTICE_EDGE = "#d07a1f"


@dataclass(frozen=True)
class Type:
    """Font sizes in pixels; line height is size times ``leading``."""

    title: float
    subtitle: float
    label: float
    small: float
    footer: float
    leading: float = 1.36


def type_for(width: int) -> Type:
    """Sizes for a canvas: the narrow one is drawn as wide as a phone, so at 1:1."""
    if width >= WIDE:
        return Type(title=22, subtitle=14, label=14, small=12.5, footer=11.5)
    return Type(title=18.5, subtitle=13, label=13, small=12, footer=11)


def level_colours(item: Item) -> dict[str, str]:
    """A colour for each level, net and missing kind of an item.

    Of an item with poles the first net's side is blue, the other side rust, what lies in no net
    is grey. Any other item gets one quiet hue.
    """
    nets = list(item.nets.items())
    if not find_poles(item):
        return dict.fromkeys([*item.levels, *item.nets], SINGLE)
    colours = dict.fromkeys(item.levels, NEUTRAL)
    for (key, net), (strong, weak) in zip(nets, (AGREE, DISAGREE), strict=True):
        outward = sorted(net.levels, key=lambda level: -_distance_from_middle(item, level))
        for rank, level in enumerate(outward):
            share = rank / max(len(outward) - 1, 1)
            colours[level] = blend(strong, weak, share)
        colours[key] = strong
    return colours


def _distance_from_middle(item: Item, level: str) -> float:
    levels = list(item.levels)
    return abs(levels.index(level) - (len(levels) - 1) / 2)


def blend(first: str, second: str, share: float) -> str:
    """Mix two hex colours: ``share`` 0 is the first, 1 the second."""
    channels = (
        round(int(first[i : i + 2], 16) * (1 - share) + int(second[i : i + 2], 16) * share)
        for i in (1, 3, 5)
    )
    return "#" + "".join(f"{channel:02x}" for channel in channels)


def text_on(colour: str) -> str:
    """Ink or paper, whichever reads better on a fill (WCAG relative luminance)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return PAPER if luminance < 0.25 else INK
