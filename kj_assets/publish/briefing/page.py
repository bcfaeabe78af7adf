"""The briefing as one self-contained HTML page in both languages.

Here: filling the template. Not here: what stands on the page (`face.py`), the shell that all
pages share (`site/shell.py`).
"""

from __future__ import annotations

import re
from typing import Any

from kj_assets.figure.wording import LANGUAGES
from kj_assets.publish.briefing.content import BriefingContent, Earlier
from kj_assets.publish.briefing.face import build_face
from kj_assets.publish.briefing.remarks import was_calibrated
from kj_assets.publish.site import shell
from kj_assets.publish.site.nav import FRONT, briefing_path


def build_page(
    content: BriefingContent, path: str = FRONT, earlier: tuple[Earlier, ...] = ()
) -> str:
    """The whole page at a path of the site; the same content gives the same text."""
    return shell.render_page("page.html", path, **_values(content, earlier))


def fill_template(
    content: BriefingContent, path: str = FRONT, earlier: tuple[Earlier, ...] = ()
) -> str:
    """The page before its fonts, which are cut to the letters found in it."""
    return shell.fill_template("page.html", path, **_values(content, earlier))


def _values(content: BriefingContent, earlier: tuple[Earlier, ...]) -> dict[str, Any]:
    return {
        "earlier": earlier,
        "own_path": briefing_path(content.wave.id),
        "faces": [build_face(content, language) for language in LANGUAGES],
        "provenances": content.provenances,
        "is_reconstructed": content.is_reconstructed,
        "was_calibrated": was_calibrated(content),
        "show_svg": _show_svg,
    }


def _show_svg(svg: str) -> Any:
    """A rendered SVG, made by us and escaped by the renderer, sized by the page's style."""
    from markupsafe import Markup

    inner = re.sub(r'^<svg[^>]*?(viewBox="[^"]*")[^>]*>', r'<svg \1 aria-hidden="true">', svg)
    return Markup(inner)
