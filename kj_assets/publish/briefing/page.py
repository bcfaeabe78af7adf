"""The briefing as one self-contained HTML page in both languages.

Here: filling the template. Not here: what stands on the page (`face.py`). Nothing on the page
is fetched from anywhere: style, script, fonts and pictures are inside, and its content
security policy forbids the rest.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from kj_assets.figure.fonts import font_face_css
from kj_assets.figure.wording import LANGUAGES
from kj_assets.publish.briefing.content import BriefingContent
from kj_assets.publish.briefing.face import build_face
from kj_assets.publish.briefing.phrases import say

TEMPLATES = Path(__file__).parent / "templates"
FONTS_GO_HERE = "/* fonts */"


def build_page(content: BriefingContent) -> str:
    """The whole page; the same content gives the same text."""
    html = fill_template(content)
    return html.replace(FONTS_GO_HERE, font_face_css(html), 1)


def fill_template(content: BriefingContent) -> str:
    """The page before its fonts, which are cut to the letters found in it."""
    return str(
        _template().render(
            faces=[build_face(content, language) for language in LANGUAGES],
            say=say,
            is_reconstructed=content.is_reconstructed,
            show_svg=_show_svg,
        )
    )


def _show_svg(svg: str) -> Any:
    """A rendered SVG, made by us and escaped by the renderer, sized by the page's style."""
    from markupsafe import Markup

    inner = re.sub(r'^<svg[^>]*?(viewBox="[^"]*")[^>]*>', r'<svg \1 aria-hidden="true">', svg)
    return Markup(inner)


def _template() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html")
