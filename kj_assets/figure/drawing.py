"""What a figure is: a table, a specification, and the words around them.

Here: `Drawing`, the `FigureContext` its footer is written from, and the frame (title,
question, footer) every figure has. Not here: any particular chart. A drawing of
reconstructed respondents cannot be made without saying so: `Drawing` refuses.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kj_assets.errors import BuildError
from kj_assets.figure.canvas import Canvas
from kj_assets.figure.theme import (
    INK,
    MUTED,
    NARROW,
    NOTICE_EDGE,
    NOTICE_INK,
    NOTICE_PAPER,
    SERIF,
    WIDE,
)
from kj_assets.figure.wording import Language, join_list, name_wave

if TYPE_CHECKING:
    import pandas as pd

NOTICE: dict[Language, str] = {
    "en": "RECONSTRUCTED respondents – not survey evidence",
    "ko": "재구성한 응답자료 – 실제 조사 결과의 근거가 아님",
}
RECONSTRUCTED = "reconstructed"
# What no footer of such a figure may lack.
_MARK: dict[Language, str] = {"en": "RECONSTRUCTED", "ko": "재구성한 응답자료"}


def tell_notice(waves: Sequence[str], language: Language) -> str:
    """That respondents are reconstructed; of which waves, where those of others are not."""
    if not waves:
        return NOTICE[language]
    named = join_list([name_wave(wave, language) for wave in waves], language)
    return {
        "en": f"RECONSTRUCTED respondents in {named} – not survey evidence",
        "ko": f"{named}: 재구성한 응답자료 – 실제 조사 결과의 근거가 아님",
    }[language]


@dataclass(frozen=True)
class FigureContext:
    """What a footer says about where numbers come from, in one language."""

    language: Language
    wave_title: str
    source: str
    fieldwork: str
    weighting: str
    design: str
    intervals: str
    provenance: str
    is_weighted: bool
    # Named where other waves of the figure are not.
    reconstructed: tuple[str, ...] = ()

    @property
    def is_reconstructed(self) -> bool:
        """Whether the respondents, or some of them, are not survey evidence."""
        return self.provenance == RECONSTRUCTED

    @property
    def notice(self) -> str:
        """What says so."""
        return tell_notice(self.reconstructed, self.language)


@dataclass(frozen=True)
class Drawing:
    """A figure: ``specification`` for a page or print, ``narrow`` for a phone."""

    table: pd.DataFrame
    specification: dict[str, Any]
    narrow: dict[str, Any]
    title: str
    subtitle: str
    footer: tuple[str, ...]
    alt: str
    language: Language
    provenance: str

    def __post_init__(self) -> None:
        """Refuse to exist without the notice that reconstructed respondents need."""
        mark = _MARK[self.language]
        if self.provenance == RECONSTRUCTED and not any(mark in line for line in self.footer):
            raise BuildError(
                "B010", f"figure {self.title!r}: the footer lacks {NOTICE[self.language]!r}"
            )


@dataclass(frozen=True)
class Words:
    """The words of a figure before it is drawn."""

    title: str
    subtitle: str
    notes: tuple[str, ...]
    alt: str


def compose_drawing(
    table: pd.DataFrame,
    words: Words,
    context: FigureContext,
    draw_body: Callable[[Canvas], None],
) -> Drawing:
    """Draw title, question, body and footer at both widths."""
    footer = footer_lines(context, words.notes)
    meta = {"title": words.title, "subtitle": words.subtitle, "footer": list(footer)}
    meta |= {"language": context.language, "provenance": context.provenance}
    wide, narrow = (
        _draw_sheet(Canvas(width), words, footer, context, draw_body).specification(words.alt, meta)
        for width in (WIDE, NARROW)
    )
    return Drawing(
        table=table,
        specification=wide,
        narrow=narrow,
        title=words.title,
        subtitle=words.subtitle,
        footer=footer,
        alt=words.alt,
        language=context.language,
        provenance=context.provenance,
    )


def footer_lines(context: FigureContext, notes: Sequence[str]) -> tuple[str, ...]:
    """The footer's paragraphs: notes, source, fieldwork, weighting, and the notice last."""
    about = (context.weighting, context.design, context.intervals)
    lines = [*notes, context.source, context.fieldwork, *about]
    if context.is_reconstructed:
        lines.append(context.notice)
    return tuple(line for line in lines if line)


def _draw_sheet(
    canvas: Canvas,
    words: Words,
    footer: Sequence[str],
    context: FigureContext,
    draw_body: Callable[[Canvas], None],
) -> Canvas:
    sizes = canvas.type
    canvas.paragraph(words.title, sizes.title, font=SERIF, colour=INK, even=True)
    canvas.space(4)
    if words.subtitle:
        canvas.paragraph(words.subtitle, sizes.subtitle, colour=MUTED)
    canvas.space(14)
    draw_body(canvas)
    canvas.space(14)
    notice = context.notice
    notes = [line for line in words.notes if line]
    about = [line for line in footer if line not in notes and line != notice]
    for paragraph in (notes, about):
        canvas.paragraph(" ".join(paragraph), sizes.footer, colour=MUTED)
        canvas.space(3)
    if context.is_reconstructed:
        _draw_notice(canvas, notice)
    return canvas


def _draw_notice(canvas: Canvas, notice: str) -> None:
    """A band across the foot that no crop of the footer text removes unseen."""
    from kj_assets.figure.marks import boxes

    canvas.space(8)
    top = canvas.y
    canvas.space(7)
    canvas.paragraph(
        notice, canvas.type.small, colour=NOTICE_INK, x=canvas.left + 14, width=canvas.width - 54
    )
    canvas.space(6)
    band = {"x": canvas.left, "y": top, "x2": canvas.right, "y2": canvas.y}
    canvas.add_data("notice", [band])
    canvas.add_data("notice_edge", [band | {"x2": canvas.left + 4}])
    canvas.under += [boxes("notice", NOTICE_PAPER), boxes("notice_edge", NOTICE_EDGE)]
