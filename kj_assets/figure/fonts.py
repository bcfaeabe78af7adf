"""The two typefaces of the project: Noto Sans KR and Noto Serif KR, from a dependency.

Here: where the files are, how wide a text is, which characters are covered, and cutting fonts.
Not here: handing them to the renderer (`registered.py`), sizes and colours (`theme.py`).
Both fonts hold Latin and Korean, so both languages look the same everywhere; there is one
weight, so emphasis comes from size, colour and the serif, never from a faked bold.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from kj_assets.figure.theme import SANS, SERIF

FEATURES = (b"kern", b"mark", b"mkmk", b"ccmp", b"locl")


def font_files() -> dict[str, Path]:
    """Font family name to file."""
    import pylopdf_fonts_ko

    return {SANS: pylopdf_fonts_ko.sans_path(), SERIF: pylopdf_fonts_ko.serif_path()}


@cache
def measure_font(family: str) -> tuple[dict[int, int], float]:
    """Advance width of every character, by code point, and units per em."""
    from fontTools.ttLib import TTFont

    font: Any = TTFont(font_files()[family], lazy=True)
    advances = font["hmtx"].metrics
    widths = {code: advances[glyph][0] for code, glyph in font.getBestCmap().items()}
    return widths, float(font["head"].unitsPerEm)


def text_width(text: str, size: float, family: str = SANS) -> float:
    """Width of one line in pixels, without kerning (so never less than drawn)."""
    widths, em = measure_font(family)
    return sum(widths.get(ord(character), em) for character in text) * size / em


def missing_characters(text: str, family: str = SANS) -> set[str]:
    """Characters the font cannot draw."""
    widths, _ = measure_font(family)
    return {
        character for character in text if not character.isspace() and ord(character) not in widths
    }


def wrap(text: str, width: float, size: float, family: str = SANS) -> list[str]:
    """Break a text into lines that fit; a word longer than a line is broken anywhere."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        candidate = f"{line} {word}".strip()
        if text_width(candidate, size, family) <= width:
            line = candidate
            continue
        if line:
            lines.append(line)
        *whole, line = _break_word(word, width, size, family)
        lines.extend(whole)
    return [*lines, line] if line else lines


def balance(text: str, width: float, size: float, family: str = SANS) -> list[str]:
    """Break a text into as many lines as `wrap` does, as even as can be: no word ends up alone."""
    lines = wrap(text, width, size, family)
    least = max((text_width(word, size, family) for word in text.split(" ")), default=width)
    if least >= width:
        return lines
    # Eight halvings leave no more than a letter between what fits and what does not.
    for _ in range(8):
        middle = (least + width) / 2
        if len(wrap(text, middle, size, family)) > len(lines):
            least = middle
        else:
            width = middle
    return wrap(text, width, size, family)


def _break_word(word: str, width: float, size: float, family: str) -> list[str]:
    pieces = [""]
    for character in word:
        if pieces[-1] and text_width(pieces[-1] + character, size, family) > width:
            pieces.append("")
        pieces[-1] += character
    return pieces


def subset_woff(family: str, characters: Iterable[str]) -> bytes:
    """The font cut down to some characters, as WOFF; same characters, same bytes.

    WOFF2 is a tenth smaller, but takes thirty times as long to write: a fifth of a whole build.
    """
    from fontTools.ttLib import TTFont

    # HarfBuzz cuts in 2 ms what fontTools, which alone writes WOFF, cuts in 250.
    cut = cut_font(family, {ord(character) for character in characters})
    font: Any = TTFont(BytesIO(cut), recalcTimestamp=False)
    font.flavor = "woff"
    target = BytesIO()
    font.save(target)
    return target.getvalue()


def cut_font(family: str, codes: set[int]) -> bytes:
    """The font with only some characters, as OpenType; same characters, same bytes."""
    import uharfbuzz

    wanted = uharfbuzz.SubsetInput()
    wanted.unicode_set.set(codes)
    wanted.layout_feature_tag_set.set({int.from_bytes(tag) for tag in FEATURES})
    return uharfbuzz.subset(_face(family), wanted).blob.data


@cache
def _face(family: str) -> Any:
    import uharfbuzz

    return uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(font_files()[family])))


def font_face_css(text: str, families: Iterable[str] = (SANS, SERIF)) -> str:
    """``@font-face`` rules that carry the characters of a text inside them."""
    characters = {c for c in text if c.isprintable()} | set(map(chr, range(0x20, 0x7F)))
    rules = []
    for family in families:
        data = base64.b64encode(subset_woff(family, characters)).decode("ascii")
        rules.append(
            f"@font-face{{font-family:'{family}';font-weight:400;font-style:normal;"
            f"font-display:block;src:url(data:font/woff;base64,{data}) format('woff')}}"
        )
    return "\n".join(rules)
