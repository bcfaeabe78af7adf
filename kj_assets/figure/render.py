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


def embed_fonts(svg: str) -> str:
    """The same SVG with the letters it uses inside, so that it looks alike on any machine."""
    text = "".join(re.findall(r">([^<]*)<", svg))
    used = re.findall(r'font-family="([^"]+)"', svg)
    css = font_face_css(text, sorted(set(used)))
    return re.sub(r"(<svg[^>]*>)", lambda m: f"{m[1]}<style>{css}</style>", svg, count=1)
