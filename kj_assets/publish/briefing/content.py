"""What the briefing is made of.

Here: plain data classes that carry tables, drawings and declarations to the page. Not here:
sentences or markup.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kj_assets.dagster_kit.asset import Key
from kj_assets.figure.drawing import RECONSTRUCTED
from kj_assets.figure.wording import Language
from kj_assets.model.registry import Models
from kj_assets.publish.site.provenances import Provenances, find_provenances
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.declarations import Text
from kj_assets.waves.registry import Wave

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class FigureFace:
    """A figure in one language: both widths as SVG, its words and its table."""

    title: str
    alt: str
    footer: tuple[str, ...]
    svg: str
    svg_narrow: str
    table: pd.DataFrame


@dataclass(frozen=True)
class BriefingFigure:
    """A figure of ``models.yaml`` by its key, in both languages, and the assets it is made from."""

    key: str
    kind: str
    faces: Mapping[Language, FigureFace]
    made_from: tuple[Key, ...] = ()


@dataclass(frozen=True)
class Earlier:
    """Another briefing of the site: its wave, title and path.

    ``anchors`` could be linked to on the front page once, and are to be found there now.
    """

    wave: str
    title: Text
    path: str
    anchors: tuple[str, ...] = ()


@dataclass(frozen=True)
class BriefingContent:
    """Everything the page says, for one wave and the waves before it.

    ``effects`` by model, ``differences`` by comparison, ``questions`` (their answers) by key; what
    the wave could not make is simply absent.
    """

    codebook: Codebook
    models: Models
    wave: Wave
    waves: tuple[Wave, ...]
    toplines: pd.DataFrame
    effects: Mapping[str, pd.DataFrame]
    differences: Mapping[str, pd.DataFrame]
    trend: pd.DataFrame
    published_vs_computed: pd.DataFrame | None
    questions: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    figures: tuple[BriefingFigure, ...] = ()

    @property
    def provenances(self) -> Provenances:
        """Whose answers stand behind the page: the wave's, and those of the waves before it."""
        return find_provenances([*(w for w in self.waves if w.is_fielded), self.wave])

    @property
    def is_reconstructed(self) -> bool:
        """Whether the wave's own respondents are not survey evidence."""
        return self.wave.declaration.provenance == RECONSTRUCTED

    def figures_of(self, kind: str) -> tuple[BriefingFigure, ...]:
        """The figures of a kind, in their order."""
        return tuple(figure for figure in self.figures if figure.kind == kind)
