"""What changed between the last two waves: some shares, each change tested as a difference.

Here: the plotted table and its words. Not here: placing them on the canvas (`effects_plot.py`,
which draws any difference with its interval), the test (`trend/changes.py`). A change across a
break of mode, wording or population is no finding: its line says so instead of showing a number.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kj_assets.figure.change_titles import changes_title
from kj_assets.figure.drawing import Drawing, FigureContext, Words, compose_drawing
from kj_assets.figure.effects import describe_row
from kj_assets.figure.effects_plot import draw_effects_plot
from kj_assets.figure.nothing import draw_nothing
from kj_assets.figure.refusals import reasons_of_changes
from kj_assets.figure.samples import tell_samples
from kj_assets.figure.titles import is_detectable
from kj_assets.figure.wording import Language, between, course_text, quoted
from kj_assets.waves.codebook import Codebook

if TYPE_CHECKING:
    import pandas as pd


CHANGES: dict[Language, str] = {"en": "Changes between waves", "ko": "조사 간 변화"}


def draw_changes(
    changes: pd.DataFrame,
    shares: Mapping[str, str],
    codebook: Codebook,
    context: FigureContext,
    language: Language,
) -> Drawing:
    """Draw the change of each share (item to level or net); ``changes`` is ``trend/changes``."""
    table = tabulate_changes(changes, shares, codebook, language)
    if table.empty:
        return draw_nothing(CHANGES[language], table, context)
    first, last = table["wave_a"].iloc[0], table["wave_b"].iloc[0]
    words = Words(
        title=changes_title(between(first, last, language), table, language),
        subtitle={
            "en": f"Change of each answer’s share of valid answers, {first} to {last}, in "
            "percentage points",
            "ko": f"{first}년에서 {last}년 사이 유효 응답 중 각 응답 비율의 변화(%p)"
            if first.isdigit() and last.isdigit()
            else f"{first}에서 {last} 사이 유효 응답 중 각 응답 비율의 변화(%p)",
        }[language],
        notes=_notes(table, language),
        alt="; ".join(
            f"{row['label']}, {row['contrast']}: {describe_row(row, language, _write_course)}"
            for _, row in table.iterrows()
        )
        + ".",
    )
    return compose_drawing(
        table,
        words,
        context,
        lambda canvas: draw_effects_plot(canvas, table, language, _write_course),
    )


def tabulate_changes(
    changes: pd.DataFrame, shares: Mapping[str, str], codebook: Codebook, language: Language
) -> pd.DataFrame:
    """The declared shares in their order, last step only, as differences with their test.

    ``p0`` and ``p1`` are the shares; p is adjusted as ``trend/changes`` has it.
    """
    shown = changes[changes["item"].map(shares) == changes["level"]]
    last = shown["wave_b"].max()
    before = shown.loc[shown["wave_b"] == last, "wave_a"].max()
    shown = shown[(shown["wave_b"] == last) & (shown["wave_a"] == before)]
    order = {item: place for place, item in enumerate(shares)}
    shown = shown.sort_values("item", key=lambda items: items.map(order)).reset_index(drop=True)
    items = [codebook.items[item] for item in shown["item"]]
    table = shown.assign(
        label=[item.label.in_language(language) for item in items],
        contrast=[
            quoted(item.label_of(level, language), language)
            for item, level in zip(items, shown["level"], strict=True)
        ],
        **{"estimate": shown["change"], "p0": shown["share_a"], "p1": shown["share_b"]},
        reason=reasons_of_changes(shown, language),
    )
    return table.assign(detectable=[is_detectable(row) for _, row in table.iterrows()])


def _write_course(row: pd.Series, _: Language) -> str:
    """Both shares in the order of their waves."""
    return course_text(row["p0"], row["p1"])


def _notes(table: pd.DataFrame, language: Language) -> tuple[str, ...]:
    """How changes are tested and shown; nothing where none is."""
    if not table["estimate"].notna().any():
        return ()
    hollow: dict[Language, str] = {
        "en": "Hollow: no detectable change (p adjusted for all answers to all questions of both "
        "waves, Holm, at or above 0.05; the p printed is unadjusted).",
        "ko": "속이 빈 점: 확인되는 변화 없음(두 조사의 모든 문항과 응답에 대한 Holm 보정 "
        "p ≥ 0.05; 표시된 p는 보정 전).",
    }
    return (tell_samples(table["samples"], language), hollow[language])
