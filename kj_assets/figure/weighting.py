"""What the weights of a wave do: margins before and after, the weights themselves, their cost.

Here: the plotted table and its words. Not here: placing them on the canvas
(`weighting_plot.py`), making weights (`weight/`). Weights that came with the file say so: the
margins they were made to meet are not known here.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from kj_assets.figure.declared_words import label_margin
from kj_assets.figure.drawing import Drawing, FigureContext, Words, compose_drawing
from kj_assets.figure.group_titles import weighting_title
from kj_assets.figure.weighting_plot import WeightingPlot, tell_move
from kj_assets.figure.wording import Language, count
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.wave_declaration import Weighting
from kj_assets.weight.assets import MARGINS
from kj_assets.weight.diagnostics import WeightDiagnostics, describe_weights

if TYPE_CHECKING:
    import pandas as pd

CROSS = " × "
MARGIN_COLUMNS = (*MARGINS, "by_label")
MOST_BINS = 24
COLUMNS = (
    *("kind", "margin", "level", "by_label", "label", "n"),
    *("target", "before", "after", "low", "high"),
)
WIDTHS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0)


def draw_weighting(
    weights: pd.DataFrame,
    margins: pd.DataFrame | None,
    declared: Weighting,
    small_cells: int,
    codebook: Codebook,
    context: FigureContext,
    language: Language,
) -> Drawing:
    """Draw each margin before and after raking against its target, then all weights.

    ``small_cells`` is the least number of respondents that a bar may stand for.
    """
    kind = "raked" if declared.rake else "given" if declared.column else "equal"
    values = weights["weight"].to_numpy(float)
    described = describe_weights(values)
    table = tabulate_weighting(values, margins, small_cells, codebook, language)
    spread = describe_spread(described, language)
    words = Words(
        title=weighting_title(kind, described.n_eff, described.n, language),
        subtitle=_subtitle(kind, language),
        notes=_notes(kind, margins, language),
        alt=_alt(table, spread, language),
    )
    plot = WeightingPlot(table, spread, language)
    return compose_drawing(table, words, context, plot.draw)


def tabulate_weighting(
    weights: np.ndarray,
    margins: pd.DataFrame | None,
    small_cells: int,
    codebook: Codebook,
    language: Language,
) -> pd.DataFrame:
    """Rows of two kinds: ``margin`` (a level of a margin) and ``bin`` (a range of weights).

    A margin's row has `target`, `before` and `after` (shares) and `n`; a bin's has `low`, `high`
    and how many respondents (`n`) weigh that much.
    """
    import pandas as pd

    # Weights that were not raked have the columns of margins and none of their rows.
    parts = [cut_weights(weights, small_cells).reindex(columns=COLUMNS)]
    if margins is not None:
        pairs = list(zip(margins["margin"], margins["level"], strict=True))
        labels = [_label_level(margin, level, codebook, language) for margin, level in pairs]
        names = [_label_margin(margin, codebook, language) for margin in margins["margin"]]
        parts.insert(0, margins.assign(kind="margin", by_label=names, label=labels))
    table = pd.concat(parts, ignore_index=True)
    # The same columns whether there are margins or not: pages read them all.
    return table.reindex(columns=list(dict.fromkeys([*MARGIN_COLUMNS, *table.columns])))


def cut_weights(weights: np.ndarray, small_cells: int) -> pd.DataFrame:
    """Respondents by their weight, in bins of a round width, at most 24 of them.

    A bin of too few is one with its neighbours, up to all weights in one bin.
    """
    import pandas as pd

    reach = float(weights.max() - weights.min())
    width = next((w for w in WIDTHS if reach / w <= MOST_BINS - 1), reach / MOST_BINS)
    first = np.floor(weights.min() / width + 1e-9)
    last = max(np.ceil(weights.max() / width - 1e-9), first + 1)
    edges = np.arange(first, last + 1) * width
    edges = join_small_bins(weights, edges, small_cells)
    counts, _ = np.histogram(weights, edges)
    rows = [
        {"kind": "bin", "low": low, "high": high, "n": int(n), "label": f"{low:g}–{high:g}"}
        for (low, high), n in zip(pairwise(np.round(edges, 10).tolist()), counts, strict=True)
    ]
    return pd.DataFrame(rows)


def join_small_bins(weights: np.ndarray, edges: np.ndarray, small_cells: int) -> np.ndarray:
    """The edges but those within a run of bins that is joined because one has too few."""
    counts, _ = np.histogram(weights, edges)
    while len(counts) > 1 and ((counts > 0) & (counts < small_cells)).any():
        at = int(np.flatnonzero((counts > 0) & (counts < small_cells))[0])
        # Toward the middle of the weights, where neighbours have most.
        inner = at + 1 if 2 * at < len(counts) - 1 else at
        edges = np.delete(edges, inner)
        counts, _ = np.histogram(weights, edges)
    return edges


def describe_spread(described: WeightDiagnostics, language: Language) -> str:
    """Smallest, median and largest weight as text, Kish's design effect and what it leaves."""
    numbers = (described.smallest, described.median, described.largest, described.kish_deff)
    low, middle, high, deff = (f"{number:.2f}" for number in numbers)
    n_eff = count(described.n_eff)
    return {
        "en": f"Respondents by weight: {low} to {high}, median {middle}; design effect {deff}, "
        f"effective n {n_eff}",
        "ko": f"가중치별 응답자 수: {low}~{high}, 중앙값 {middle}, 설계효과 {deff}, 유효 "
        f"표본 {n_eff}명",
    }[language]


def _label_margin(margin: str, codebook: Codebook, language: Language) -> str:
    label = label_margin(margin.replace(CROSS, "*"), codebook, language)
    return label[0].upper() + label[1:]


def _label_level(margin: str, level: str, codebook: Codebook, language: Language) -> str:
    pairs = zip(margin.split(CROSS), level.split(CROSS), strict=True)
    return CROSS.join(codebook.items[key].label_of(own, language) for key, own in pairs)


def _subtitle(kind: str, language: Language) -> str:
    return {
        "raked": {
            "en": "Share of each group before and after weighting, its target in the population, "
            "and the weights that came of it",
            "ko": "가중 전후의 집단별 비율과 모집단 목표값, 그리고 그 결과인 가중치의 분포",
        },
        "given": {
            "en": "The weights in the delivered file, scaled to a mean of 1",
            "ko": "제공된 자료의 가중치(평균 1로 조정)",
        },
        "equal": {
            "en": "The wave declares no weights and no margins to rake to",
            "ko": "이 조사에는 가중치도, 맞출 모집단 비율도 지정되어 있지 않음",
        },
    }[kind][language]


def _notes(kind: str, margins: pd.DataFrame | None, language: Language) -> tuple[str, ...]:
    notes = []
    if kind == "given":
        notes.append(
            {
                "en": "The margins these weights were made to meet did not come with the file, so "
                "before and after cannot be shown.",
                "ko": "이 가중치가 맞춘 모집단 비율은 자료에 없어 가중 전후를 비교할 수 없음.",
            }[language]
        )
    if margins is not None:
        gap = float((margins["after"] - margins["target"]).abs().max())
        notes.append(
            {
                "en": f"Largest gap to a target after weighting: {gap * 100:.2f} points.",
                "ko": f"가중 후 목표값과의 최대 차이: {gap * 100:.2f}%p.",
            }[language]
        )
    if kind != "equal":
        notes.append(
            {
                "en": "Design effect after Kish: what unequal weights alone cost in precision.",
                "ko": "설계효과(Kish): 가중치의 불균등만으로 잃는 정밀도.",
            }[language]
        )
    return tuple(notes)


def _alt(table: pd.DataFrame, spread: str, language: Language) -> str:
    margins = table[table["kind"] == "margin"]
    if margins.empty:
        lead = {"en": "Histogram of the weights", "ko": "가중치 히스토그램"}[language]
        return f"{lead}. {spread}." if len(table) > 1 else f"{spread}."
    arrow = "; ".join(
        f"{row['by_label']} {row['label']} {tell_move(row, language)}"
        for _, row in margins.iterrows()
    )
    lead = {
        "en": "Dot chart of margins before and after weighting, and a histogram of the weights",
        "ko": "가중 전후의 비율과 가중치 히스토그램",
    }[language]
    return f"{lead}. {arrow}."
