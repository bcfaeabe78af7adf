"""The effects of one model within each level of one of its terms, and how the levels differ.

Here: the plotted table and its words. Not here: placing them on the canvas (`blocks_plot.py`),
estimating and testing (`model/within.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kj_assets.figure.blocks_plot import draw_blocks_plot
from kj_assets.figure.drawing import Drawing, FigureContext, Words, compose_drawing
from kj_assets.figure.effects import arrange_blocks
from kj_assets.figure.labels import find_term, term_label, term_level_label
from kj_assets.figure.model_words import ASSOCIATION
from kj_assets.figure.nothing import draw_nothing
from kj_assets.figure.refusals import describe_refusal
from kj_assets.figure.within_titles import within_title
from kj_assets.figure.wording import Language, bracketed, count, is_known, p_value, points
from kj_assets.model.figures import WithinFigure
from kj_assets.model.registry import Model, Models
from kj_assets.model.within import list_levels
from kj_assets.waves.codebook import Codebook

if TYPE_CHECKING:
    import pandas as pd


def draw_within(
    effects: pd.DataFrame,
    differences: pd.DataFrame,
    figure: WithinFigure,
    models: Models,
    codebook: Codebook,
    context: FigureContext,
    language: Language,
) -> Drawing:
    """Draw each key term's AME among the members of every level, and the tested differences.

    ``effects`` and ``differences`` are a model's ``within_*`` and ``within_*__differences``.
    """
    model = models.models[figure.model]
    table = tabulate_within(effects, differences, model, figure.item, codebook, language)
    label = model.label.in_language(language)
    group = term_label(find_term(model, figure.item), codebook, language)
    if table.empty:
        return draw_nothing(label, table, context)
    words = Words(
        title=within_title(label, group, table, language),
        subtitle=_subtitle(language),
        notes=_notes(table, model, figure.item, group, language),
        alt=_alt(label, table, language),
    )
    return compose_drawing(
        table, words, context, lambda canvas: draw_blocks_plot(canvas, table, language)
    )


def tabulate_within(
    effects: pd.DataFrame,
    differences: pd.DataFrame,
    model: Model,
    item: str,
    codebook: Codebook,
    language: Language,
) -> pd.DataFrame:
    """The key terms in their order, each contrast's levels in theirs, then their differences.

    A difference leads: ``estimate`` is a level's effect minus the base level's.
    """
    import pandas as pd

    places = {f"{item}={level}": at for at, level in enumerate(list_levels(model, item, codebook))}
    own = effects[effects["subgroup"].isin(list(places))].assign(leads=False)
    tested = differences[differences["subgroup_a"].isin(list(places))].rename(
        columns={"subgroup_a": "subgroup", "term_a": "term", "level_a": "level", "n_a": "n"}
    )
    rows = pd.concat([own, tested.assign(leads=True)], ignore_index=True)
    at = rows["subgroup"].map(places)
    blocks = arrange_blocks(rows.assign(at=at), "at", model, codebook, language).drop(columns="at")
    line = [_name_line(row, model, item, codebook, language) for _, row in blocks.iterrows()]
    return blocks.assign(line=line)


def _name_line(
    row: pd.Series, model: Model, item: str, codebook: Codebook, language: Language
) -> str:
    """A level, or what is subtracted from what: ``Progressive − Moderate``."""
    term = find_term(model, item)
    sides = [row["subgroup"], row["subgroup_b"]] if row["leads"] else [row["subgroup"]]
    levels = [str(side).removeprefix(f"{item}=") for side in sides]
    named = [term_level_label(term, level, codebook, language) for level in levels]
    return " \u2212 ".join(named)


def _subtitle(language: Language) -> str:
    return {
        "en": "Gap in support that goes with each factor, other factors held equal, in percentage "
        "points, among the members of each group, and how it differs between groups",
        "ko": "다른 요인이 같을 때 각 요인에 따른 지지율 차이(%p): 집단별 추정값과 집단 간 차이",
    }[language]


def _notes(
    table: pd.DataFrame, model: Model, item: str, group: str, language: Language
) -> tuple[str, ...]:
    first = table[(table["block"] == 0) & ~table["leads"]]
    every = first["n"].sum(skipna=False)  # Every case is in one group.
    cases = f"{count(every)} " if is_known(every) else ""
    cases_ko = f" {count(every)}명" if is_known(every) else ""
    crossed = any(item in pair for pair in model.interactions)
    notes = {
        "en": (
            "Average marginal effects with 95% intervals: one model of all "
            f"{cases}complete cases, averaged over the members of each group.",
            "Hollow: not detectable (p adjusted for all gaps, or all differences, shown, Holm, at "
            "or above 0.05).",
            ASSOCIATION["en"],
        ),
        "ko": (
            f"전체 완전 응답{cases_ko}에 대한 한 모형의 평균한계효과를 집단별로 평균한 값과 95% "
            "신뢰구간.",
            "속이 빈 점: 확인되지 않음(표시된 격차들 또는 차이들에 대한 Holm 보정 p ≥ 0.05).",
            ASSOCIATION["ko"],
        ),
    }[language]
    return notes if crossed else (*notes, _tell_no_interaction(group, language))


def _tell_no_interaction(group: str, language: Language) -> str:
    return {
        "en": f"The model has no interaction with “{group}”: differences come only from who is in "
        "a group and how high its support is.",
        "ko": f"모형에 ‘{group}’의 상호작용이 없어, 차이는 집단 구성과 지지 수준에서만 나옴.",
    }[language]


def _alt(label: str, table: pd.DataFrame, language: Language) -> str:
    rows = "; ".join(
        f"{row['label']}, {row['line']}: {_describe(row, language)}" for _, row in table.iterrows()
    )
    return f"{label}. {rows}."


def _describe(row: pd.Series, language: Language) -> str:
    if not is_known(row["estimate"]):
        return describe_refusal(row["code"], row["reason"], language)
    return points(row["estimate"], language) + bracketed(p_value(row["p"]), language)
