"""One answer in every group of respondents, with the test that the groups answer alike.

Here: the plotted table and its words. Not here: placing them on the canvas
(`subgroups_plot.py`), shares and tests (`estimate/subgroups.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kj_assets.figure.distribution import say_share
from kj_assets.figure.drawing import Drawing, FigureContext, Words, compose_drawing
from kj_assets.figure.group_titles import subgroups_title
from kj_assets.figure.labels import question_of
from kj_assets.figure.nothing import draw_nothing
from kj_assets.figure.subgroups_plot import SubgroupsPlot
from kj_assets.figure.theme import level_colours
from kj_assets.figure.titles import is_detectable
from kj_assets.figure.wording import Language, count, quoted
from kj_assets.model.crosstab import Crosstab
from kj_assets.model.figures import SubgroupsFigure
from kj_assets.waves.codebook import Codebook

if TYPE_CHECKING:
    import pandas as pd

EVERYBODY: dict[Language, str] = {"en": "All", "ko": "전체"}


@dataclass(frozen=True, eq=False)
class GroupTables:
    """What the figure is made from: all respondents, groups, and tests between groups."""

    toplines: pd.DataFrame
    crosstabs: pd.DataFrame
    tests: pd.DataFrame


def draw_subgroups(
    tables: GroupTables,
    figure: SubgroupsFigure,
    crosstab: Crosstab,
    codebook: Codebook,
    context: FigureContext,
    language: Language,
) -> Drawing:
    """Draw a level's or net's share in each group with its 95 % interval."""
    item = codebook.items[figure.item]
    level = item.label_of(figure.level, language)
    table = tabulate_subgroups(tables, figure, crosstab, codebook, language)
    groups = table[table["by"] != ""]
    if groups.empty:
        return draw_nothing(item.label.in_language(language), table, context)
    words = Words(
        title=subgroups_title(
            item.label.in_language(language), level, groups.drop_duplicates("by"), language
        ),
        subtitle=f"{question_of(item, language)}\n{_share_of(level, language)}".strip(),
        notes=_notes(table, crosstab.small_base, language),
        alt=_alt(table, language),
    )
    plot = SubgroupsPlot(table, level_colours(item)[figure.level], language)
    return compose_drawing(table, words, context, plot.draw)


def tabulate_subgroups(
    tables: GroupTables,
    figure: SubgroupsFigure,
    crosstab: Crosstab,
    codebook: Codebook,
    language: Language,
) -> pd.DataFrame:
    """Everybody first, then the groups of each grouping as declared, with its test.

    ``p``, ``p_holm`` and ``detectable`` belong to the grouping and stand in each of its rows;
    Holm is over the groupings the item is crossed with. Refused groups keep their row.
    """
    import pandas as pd

    all_rows = tables.toplines.query("item == @figure.item and level == @figure.level")
    groups = tables.crosstabs[tables.crosstabs["item"] == figure.item]
    # A group that was refused as a whole has one row, of no level.
    chosen = (groups["level"] == figure.level) | groups["level"].isna()
    groups = groups[chosen & groups["by"].isin(crosstab.by)]
    tests = tables.tests.query("item == @figure.item and level == @figure.level")
    tested = groups.merge(
        tests[["by", "p", "p_holm"]], on="by", how="left", validate="m:1"
    ).sort_values("by", key=lambda s: s.map(list(crosstab.by).index), kind="stable")
    tested["detectable"] = [is_detectable(row) for _, row in tested.iterrows()]
    everybody = all_rows.assign(by="", group="", small=False, detectable=False)
    table = pd.concat([everybody, tested], ignore_index=True)
    pairs = list(zip(table["by"], table["group"], strict=True))
    return table.assign(
        by_label=[codebook.items[by].label.in_language(language) if by else "" for by, _ in pairs],
        label=[
            codebook.items[by].label_of(group, language) if by else EVERYBODY[language]
            for by, group in pairs
        ],
    )


def _share_of(level: str, language: Language) -> str:
    said = quoted(level, language)
    return {"en": f"Share answering {said}, by group", "ko": f"집단별 {said} 응답 비율"}[language]


def _notes(table: pd.DataFrame, small_base: int, language: Language) -> tuple[str, ...]:
    shown = table[table["share"].notna()]
    points = {
        "en": "Shares of valid answers with 95% intervals",
        "ko": "유효 응답 기준 비율과 95% 신뢰구간",
    }[language]
    dashed = {"en": "; dashed line: all respondents", "ko": ". 점선: 전체 응답자"}[language]
    hollow = {
        "en": f"Hollow: fewer than {count(small_base)} valid answers in the group.",
        "ko": f"속이 빈 점: 유효 응답 {count(small_base)}명 미만인 집단.",
    }[language]
    no_size = {
        "en": "No n where it would tell the size of a group of too few respondents.",
        "ko": "n이 없는 곳: 응답자가 너무 적은 집단의 크기를 알려 줄 수 있어 표시하지 않음.",
    }[language]
    return (
        f"{points}{dashed if (shown['by'] == '').any() else ''}.",
        hollow if table["small"].any() else "",
        no_size if shown["n_base"].isna().any() else "",
        {
            "en": "Whether the groups differ is tested by Rao–Scott’s F; a difference is called "
            "one where p, adjusted for the groupings compared (Holm), is below 0.05. The p printed "
            "is unadjusted.",
            "ko": "집단 간 차이는 라오–스콧 F로 검정하며, 비교한 구분 수에 대한 Holm 보정 p가 "
            "0.05 미만일 때만 차이가 있다고 함. 표시된 p는 보정 전.",
        }[language],
    )


def _alt(table: pd.DataFrame, language: Language) -> str:
    lead = {"en": "Interval chart", "ko": "구간 도표"}[language]
    told = "; ".join(
        " ".join(part for part in (row["by_label"], row["label"], say_share(row, language)) if part)
        for _, row in table.iterrows()
    )
    return f"{lead}. {told}."
