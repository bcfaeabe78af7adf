"""What the columns of figures mean: the rows of a figure, and of the table it draws."""

from __future__ import annotations

from collections.abc import Mapping

from kj_assets.dagster_kit.asset import Part
from kj_assets.estimate.change_tables import CHANGES, EFFECT_CHANGES
from kj_assets.estimate.results import DIFFERENCES, EFFECTS
from kj_assets.estimate.share_tables import INDEPENDENCE, SUBGROUPS, TOPLINES
from kj_assets.model.columns import describe_columns
from kj_assets.trend.columns import TREND_EFFECTS, TREND_TOPLINES
from kj_assets.weight.assets import MARGINS

COLUMNS = {
    "language": "en or ko",
    "title": "The finding, computed from the numbers",
    "subtitle": "The question as asked, or what is shown",
    "footer": "Notes, source, fieldwork, weighting, provenance",
    "alt": "The figure in words",
    "provenance": "Whether the respondents are survey evidence",
    "specification": "Vega-Lite specification; drawing it again gives the same picture",
    "narrow": "The same for a phone's width",
    "svg": "The picture as SVG; the file beside it has the fonts inside",
    "svg_narrow": "The picture for a phone's width as SVG",
    "png": "The picture as PNG, two device pixels a pixel",
}
DRAWN = {
    "language": "Language of the texts, en or ko",
    "label": "Text beside the mark",
    "contrast": "What is compared, in words",
    "detectable": "Whether the test found a difference (p < 0.05)",
    "by_label": "Name of the group of rows",
}
WITHHELD = {
    "code": "Why there is no number; empty where there is one",
    "reason": "The same in words",
}
SENTENCES = {
    "verdict": "stronger, weaker, reversed, no_change, one_wave, not_comparable or refused",
    "sentence_en": "The verdict with its numbers in words, in English",
    "sentence_ko": "The same in Korean",
}
ANSWER = {
    "population": "Who was asked",
    "answer_en": "The answer over all models, in English",
    "answer_ko": "The same in Korean",
}
LINES = {
    "block": "Place of the block of lines, from 0",
    "line": "Name of the line in its block",
    "leads": "Whether the line is the one the others are held against",
}
OF_KIND: Mapping[str, Mapping[str, str]] = {
    "distribution": describe_columns(TOPLINES),
    "effects": describe_columns(EFFECTS),
    "comparison": describe_columns(DIFFERENCES)
    | describe_columns(EFFECTS)
    | {
        "series": "a, b, or their difference",
        "series_label": "Name of the series",
    },
    "sensitivity": describe_columns(EFFECTS)
    | LINES
    | {"variant": "What was done otherwise", "variant_label": "The same, named"},
    "within": describe_columns(DIFFERENCES) | describe_columns(EFFECTS) | LINES,
    "subgroups": describe_columns(INDEPENDENCE)
    | describe_columns(SUBGROUPS)
    | describe_columns(TOPLINES),
    "missing_answers": describe_columns(TOPLINES)
    | {"total": "Share without an answer, whatever the reason", "reason": "The reason, named"}
    | {"few": "Empty, or how few gave the reason, which is then not shown"},
    "weighting": MARGINS
    | {
        "kind": "`margin`: a level of a margin; `bin`: a range of weights",
        "low": "Smallest weight of the bin",
        "high": "Largest weight of the bin",
    },
    "trend": TREND_TOPLINES | {"joined": "Whether the point is joined to its line"},
    "changes": describe_columns(CHANGES)
    | {
        "estimate": "Change that is drawn; none where not comparable",
        "p0": "Share in the earlier wave",
        "p1": "Share in the later wave",
        "reason": "The same in words",
    },
    "effect_trend": describe_columns(EFFECT_CHANGES) | TREND_EFFECTS | LINES,
    "question": describe_columns(EFFECT_CHANGES) | SENTENCES | TREND_EFFECTS | LINES,
}


def drawn_part(kind: str) -> dict[str, Part]:
    """The table that a figure of a kind draws."""
    told = "What the figure draws, one row a mark and language."
    return {"data": Part(told, {**WITHHELD, **OF_KIND[kind], **DRAWN})}
