"""From a chart specification to bytes: SVG and PNG, without a browser or network.

Here: calling the renderer so that the same specification gives the same bytes. Not here:
what is in a specification (`canvas.py` and the chart modules).
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from kj_assets.figure.fonts import font_face_css, font_files
from kj_assets.figure.registered import has_uncut, register_fonts

VEGA_LITE = "6.4"


def render_svg(specification: Mapping[str, Any]) -> str:
    """Draw a specification as SVG; text stays text, in the project's fonts."""
    import vl_convert

    register_fonts()
    return vl_convert.vegalite_to_svg(dict(specification), vl_version=VEGA_LITE)


def render_png(svg: str, scale: float = 2) -> bytes:
    """Draw a rendered SVG as PNG, ``scale`` device pixels to a pixel, in at most 256 colours."""
    import vl_convert

    if has_uncut(svg):
        return reduce_colours(draw_apart(svg, scale))
    register_fonts()
    return reduce_colours(vl_convert.svg_to_png(svg, scale=scale))


def reduce_colours(png: bytes) -> bytes:
    """The same picture with a palette: an eighth of the size, and no visible difference.

    A figure has 150 to 350 colours, nearly all of them the edges of letters; up to 256 are kept
    as they are.
    """
    from PIL import Image

    with Image.open(BytesIO(png)) as image:
        opaque = image.convert("RGB")
    target = BytesIO()
    palette = opaque.quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    palette.save(target, "PNG", compress_level=6)  # 9: a tenth of a second for 4 %
    return target.getvalue()


def draw_apart(svg: str, scale: float) -> bytes:
    """Draw with the whole fonts, in a process of its own: fonts cannot be taken back."""
    folders = sorted({str(path.parent) for path in font_files().values()})
    code = (
        "import sys, vl_convert\n"
        f"for folder in {folders!r}: vl_convert.register_font_directory(folder)\n"
        "svg = sys.stdin.buffer.read().decode()\n"
        f"sys.stdout.buffer.write(vl_convert.svg_to_png(svg, scale={scale!r}))"
    )
    drawn = subprocess.run(
        [sys.executable, "-c", code], input=svg.encode(), stdout=subprocess.PIPE, check=True
    )
    return drawn.stdout


def embed_fonts(*svgs: str) -> list[str]:
    """The same SVGs with the letters they use inside, so that they look alike on any machine.

    All carry the letters of all: cutting a font takes longer than the few bytes are worth.
    """
    together = "".join(svgs)
    text = "".join(re.findall(r">([^<]*)<", together))
    used = re.findall(r'font-family="([^"]+)"', together)
    css = font_face_css(text, sorted(set(used)))
    return [
        re.sub(r"(<svg[^>]*>)", lambda m: f"{m[1]}<style>{css}</style>", svg, count=1)
        for svg in svgs
    ]
