"""The page in one language: its sections, figures and tables, ready for the template.

Here: putting sections together. Not here: sentences (`prose.py`, `remarks.py`), tables
(`tables.py`), markup (`page.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from kj_assets.dagster_kit.asset import show_key
from kj_assets.figure.describe import describe_wave
from kj_assets.figure.wording import Language
from kj_assets.publish.briefing import prose, remarks
from kj_assets.publish.briefing.claim import Claim, name_rows
from kj_assets.publish.briefing.content import BriefingContent, BriefingFigure
from kj_assets.publish.briefing.phrases import say
from kj_assets.publish.briefing.published import show_published
from kj_assets.publish.briefing.tables import TableView, show_figure_table

# Kinds that have something to say before there is a figure: that one wave allows none.
WITHOUT_FIGURES = ("changes", "question")


@dataclass(frozen=True)
class FigureView:
    """A figure as the template sees it."""

    id: str
    number: int
    title: str
    alt: str
    svg: str
    svg_narrow: str
    table: TableView
    made_from: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """A heading, paragraphs, and figures with their own paragraphs."""

    id: str
    heading: str
    paragraphs: tuple[Claim, ...] = ()
    figures: tuple[tuple[FigureView, tuple[Claim, ...]], ...] = ()


@dataclass(frozen=True)
class Face:
    """The page in one language."""

    language: Language
    title: str
    heading: str
    standfirst: str
    headline: tuple[Claim, ...]
    sections: tuple[Section, ...]
    assumed: tuple[str, ...]
    published: TableView | None
    facts: tuple[str, ...]


def build_face(content: BriefingContent, language: Language) -> Face:
    """All sections in one language."""
    context = describe_wave(content.wave, content.codebook, language)
    declared = content.wave.declaration
    compared = content.published_vs_computed
    return Face(
        language=language,
        title=content.codebook.title.in_language(language),
        heading=context.wave_title,
        standfirst=f"{context.fieldwork} {context.weighting}",
        headline=tuple(prose.tell_headline(content, language)),
        sections=tuple(_sections(content, language)),
        assumed=tuple(text.in_language(language) for text in declared.assumed),
        published=None
        if compared is None or compared.empty
        else show_published(compared, content.codebook, language),
        facts=(context.source, context.fieldwork, say_file(content, language)),
    )


def say_file(content: BriefingContent, language: Language) -> str:
    """The file (or files) all numbers of the wave come from, by its content."""
    return " ".join(
        say("file", language, path=part.path, sha256=part.sha256)
        for part in content.wave.declaration.parts
    )


def _sections(content: BriefingContent, language: Language) -> list[Section]:
    numbers = {figure.key: place for place, figure in enumerate(content.figures, start=1)}
    told = {
        "distribution": (tuple(prose.tell_distribution(content, language)), _say_nothing),
        "effects": ((), prose.tell_effects),
        "comparison": ((), prose.tell_comparison),
        "within": ((), _say_nothing),
        "sensitivity": ((Claim(say("sensitivity_lead", language)),), _say_nothing),
        "subgroups": ((), _say_nothing),
        "missing_answers": ((), _say_nothing),
        "weighting": ((), _say_nothing),
        "changes": (tuple(prose.tell_changes(content, language)), _say_nothing),
        "effect_trend": ((), _say_nothing),
        "question": (tuple(prose.tell_questions(content, language)), _say_nothing),
        "trend": (tuple(prose.tell_trend(content, language)), _say_nothing),
    }
    sections = []
    for kind, (paragraphs, tell) in told.items():
        figures = tuple(
            (
                view_figure(figure, numbers[figure.key], language),
                tuple(
                    claim.within(figure.key)
                    for claim in tell(content, _subject(content, figure), language)
                ),
            )
            for figure in content.figures_of(kind)
        )
        if figures or (paragraphs and kind in WITHOUT_FIGURES):
            sections.append(Section(kind, say(kind, language), paragraphs, figures))
    for key, tell_all in (("remarks", remarks.tell_remarks), ("method", remarks.tell_method)):
        told_all = tuple(Claim(text) for text in tell_all(content, language))
        sections.append(Section(key, say(key, language), told_all))
    return sections


def _say_nothing(content: BriefingContent, key: str, language: Language) -> list[Claim]:
    return []


def _subject(content: BriefingContent, figure: BriefingFigure) -> str:
    """The model or comparison a figure is about."""
    declared = content.models.figures[figure.key]
    return {
        "effects": getattr(declared, "model", ""),
        "comparison": getattr(declared, "comparison", ""),
    }.get(figure.kind, "")


def view_figure(figure: BriefingFigure, number: int, language: Language) -> FigureView:
    """A figure with its number and table."""
    face = figure.faces[language]
    return FigureView(
        id=figure.key,
        number=number,
        title=face.title,
        alt=" ".join([face.title + ".", face.alt, *face.footer[-1:]]),
        svg=face.svg,
        svg_narrow=face.svg_narrow,
        table=replace(
            show_figure_table(face.table, figure.kind, language),
            anchors=name_rows(figure.key, face.table),
        ),
        made_from=tuple(show_key(key) for key in figure.made_from),
    )
