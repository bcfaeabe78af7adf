"""The fonts as the renderer knows them: cut once a process, because it reads them anew per text.

Here: registering, and telling which texts need more than was registered. Not here: the files and
their metrics (`fonts.py`).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from kj_assets.figure.fonts import cut_font, font_files, measure_font


@cache
def register_fonts() -> None:
    """Make the fonts known to vl-convert, without ideographs, once per process.

    The renderer reads a font anew for every text: cut ones draw the same picture in a third of
    the time. `has_uncut` tells which texts need the whole fonts.
    """
    import vl_convert

    vl_convert.register_font_directory(_cut_fonts().name)


@cache
def _cut_fonts() -> TemporaryDirectory[str]:
    """A folder with both fonts, ideographs left out; it lasts as long as the process."""
    folder = TemporaryDirectory(prefix="kj-fonts-")
    for family, path in font_files().items():
        kept = {code for code in measure_font(family)[0] if not is_ideograph(code)}
        Path(folder.name, path.name).write_bytes(cut_font(family, kept))
    return folder


def is_ideograph(code: int) -> bool:
    """Whether a code point is a Chinese character, rare in Korean and half of the fonts."""
    return (
        0x2E80 <= code <= 0x2FDF
        or 0x3400 <= code <= 0x9FFF
        or 0xF900 <= code <= 0xFAFF
        or (code >= 0x20000)
    )


def has_uncut(text: str) -> bool:
    """Whether a text has characters that the registered fonts were cut of."""
    return any(is_ideograph(ord(character)) for character in text)
