"""Rendering a page inside the shell that all pages of the site share.

Here: the template environment, fonts, and the shell's own values. Not here: what a page says.
Nothing on a page is fetched from anywhere: style, script, fonts and pictures are inside, and
its content security policy forbids the rest.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from kj_assets.figure.fonts import font_face_css
from kj_assets.publish.briefing.phrases import say
from kj_assets.publish.site.nav import PLACES, place_of, root_of
from kj_assets.publish.site.provenances import Provenances

PUBLISH = Path(__file__).parents[1]
FOLDERS = (PUBLISH / "briefing" / "templates", PUBLISH / "site" / "templates")
FONTS_GO_HERE = "/* fonts */"
# A dash between digits, which a browser takes for a good place to begin a line.
RANGE = re.compile("(?<=[0-9])–(?=[0-9])")
# Where a browser would begin a line within a Korean word: after a mark or before a bracket.
WITHIN_WORD = re.compile("(?<=[)’%])(?=[가-힣])|(?<=[가-힣%p])(?=[(])")
# A stroke within a name of a table or file, where a line may end.
STROKE = re.compile(r"(?<=\w)([_/.])(?=\w\w\w)")
WORD_JOINER = "\u2060"


def render_page(
    template: str, path: str, faces: Sequence[Any], *, provenances: Provenances, **more: Any
) -> str:
    """A whole page; the same content gives the same text.

    Args:
        template: name of a template that extends ``shell.html``.
        path: where the page goes, below ``site/``.
        faces: one object a language with ``language``, ``title`` and ``heading``.
        provenances: whose answers the banner tells of.
        more: anything else the template needs.
    """
    html = fill_template(template, path, faces, provenances=provenances, **more)
    return add_fonts({path: html})[path]


def add_fonts(pages: Mapping[str, str]) -> dict[str, str]:
    """Pages with fonts cut to the letters found in any of them: one cut for all costs least."""
    fonts = font_face_css("".join(pages.values()))
    return {path: html.replace(FONTS_GO_HERE, fonts, 1) for path, html in pages.items()}


def fill_template(
    template: str, path: str, faces: Sequence[Any], *, provenances: Provenances, **more: Any
) -> str:
    """The page before its fonts, which are cut to the letters found in it."""
    return str(
        _environment()
        .get_template(template)
        .render(
            faces=faces,
            say=say,
            provenances=provenances,
            places=PLACES,
            here=path,
            part_of=place_of(path),
            root=root_of(path),
            **more,
        )
    )


def template_files() -> tuple[Path, ...]:
    """Every template, as part of the meaning of the pages' code."""
    return tuple(path for folder in FOLDERS for path in sorted(folder.iterdir()))


@cache
def _environment() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(FOLDERS),
        autoescape=True,
        finalize=keep_ranges,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["breakable"] = let_break
    return environment


def keep_ranges(value: Any) -> Any:
    """A text with each range (``73.3–77.6%``) and Korean word kept on one line; markup as it is."""
    if not isinstance(value, str) or hasattr(value, "__html__"):
        return value
    return WITHIN_WORD.sub(WORD_JOINER, RANGE.sub(f"{WORD_JOINER}–{WORD_JOINER}", value))


def let_break(text: str) -> Any:
    """Text whose long names of tables and files may break after their strokes, not within words."""
    from markupsafe import Markup, escape

    return Markup(STROKE.sub(r"\1<wbr>", str(escape(keep_ranges(text)))))
