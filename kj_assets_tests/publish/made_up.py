"""A made-up briefing: the content of a page, and the page itself, built once a process.

Here: builders and a reader of HTML. Not here: expectations.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from typing import Any

import pandas as pd

from kj_assets.figure.drawing import Drawing
from kj_assets.figure.render import render_svg
from kj_assets.figure.wording import LANGUAGES, Language
from kj_assets.publish.briefing.content import BriefingContent, BriefingFigure, FigureFace
from kj_assets.publish.briefing.page import build_page
from kj_assets.publish.site.provenances import Provenances
from kj_assets_tests.figure.declared import models, wave, words
from kj_assets_tests.figure.made_up import Results, draw_plain, results

FIGURES = {
    "answers": "distribution",
    "gaps": "effects",
    "pair": "comparison",
    "years": "trend",
}
MADE_UP = Provenances(reconstructed=("2025",))
VOID = frozenset({"meta", "wbr", "br", "img", "link", "input", "hr"})


def published(*rows: dict[str, Any]) -> pd.DataFrame:
    made = rows or (printed("cooperation", "positive", "equal", "70.0", 70.04),)
    return pd.DataFrame(list(made))


def printed(
    item: str, level: str, relation: str, text: str, value: float, what: str = "share", **more: Any
) -> dict[str, Any]:
    """One published figure or statement and what was computed for it, in per cent."""
    return {
        "what": what,
        "item": item,
        "level": level,
        "relation": relation,
        "reference": "",
        "published": text,
        "computed": value,
        "agrees": True,
        "source": "https://www.example.org/page?a=1&b=2",
        "basis": "calibrated to this figure",
    } | more


def plain_results() -> Results:
    return results(wave=wave(assumed=[words("The weights.", "가중치.")]))


def content(made: Results | None = None, **more: Any) -> BriefingContent:
    """All that a page is made of, without figures unless some are given."""
    made = made or plain_results()
    return BriefingContent(
        **{
            "codebook": made.codebook,
            "models": models(),
            "wave": made.wave,
            "waves": (made.wave,),
            "toplines": made.toplines,
            "effects": {"one": made.one, "two": made.two},
            "differences": {"both": made.differences},
            "trend": made.trend,
            "published_vs_computed": published(),
        }
        | {"figures": ()}
        | more
    )


def figures(
    draw: Callable[[str, Language], Drawing] = draw_plain, kinds: Mapping[str, str] = FIGURES
) -> tuple[BriefingFigure, ...]:
    return tuple(
        BriefingFigure(
            key,
            kind,
            {lang: _face(draw(kind, lang), kind) for lang in LANGUAGES},
            made_from=(("wave_2025", f"figure_{key}"),),
        )
        for key, kind in kinds.items()
    )


def _face(drawing: Drawing, kind: str) -> FigureFace:
    """One kind has its real picture; for the others an empty one saves seconds."""
    size = f'width="{drawing.specification["width"]}" viewBox="0 0 640 400"'
    empty = f'<svg xmlns="http://www.w3.org/2000/svg" {size}></svg>'
    svg = render_svg(drawing.specification) if kind == "effects" else empty
    return FigureFace(drawing.title, drawing.alt, drawing.footer, svg, svg, drawing.table)


@cache
def plain_content() -> BriefingContent:
    """With a figure of each kind."""
    return content(figures=figures())


@cache
def plain_page() -> str:
    return build_page(plain_content())


@dataclass
class Element:
    """An element with what it holds; text is all text inside it."""

    tag: str
    attributes: dict[str, str]
    children: list[Element] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def all(self, tag: str = "") -> list[Element]:
        found = [child for child in self.children if tag in ("", child.tag)]
        return found + [below for child in self.children for below in child.all(tag)]

    @property
    def text(self) -> str:
        return " ".join(self.texts)


class Reader(HTMLParser):
    """Builds the tree; complains about an element that is closed wrongly or never."""

    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        assert len(attrs) == len(element.attributes), f"an attribute stands twice in <{tag}>"
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.texts.append(data.strip())


def read_html(page: str) -> Element:
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert len(reader.open) == 1, f"never closed: {[e.tag for e in reader.open[1:]]}"
    return reader.open[0]


def face(page: Element, language: str) -> Element:
    """The page in one language."""
    return next(e for e in page.all("div") if e.attributes.get("data-face") == language)
