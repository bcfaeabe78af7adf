"""From a chart specification to bytes: SVG and PNG, without a browser or network.

Here: calling the renderer so that the same specification gives the same bytes. Not here:
what is in a specification (`canvas.py` and the chart modules).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from kj_assets.figure.fonts import font_face_css, register_fonts

VEGA_LITE = "6.4"


def render_svg(specification: Mapping[str, Any]) -> str:
    """Draw a specification as SVG; text stays text, in the project's fonts."""
    import vl_convert

    register_fonts()
    return vl_convert.vegalite_to_svg(dict(specification), vl_version=VEGA_LITE)


def render_png(svg: str, scale: float = 2) -> bytes:
    """Draw a rendered SVG as PNG, ``scale`` device pixels to a pixel."""
    import vl_convert

    register_fonts()
    return vl_convert.svg_to_png(svg, scale=scale)


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
