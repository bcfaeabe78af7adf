"""How many gave no answer to each item, and why.

Here: the plotted table and its words. Not here: placing them on the canvas
(`missing_plot.py`), estimating shares (`estimate/shares.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kj_assets.figure.drawing import Drawing, FigureContext, Words, compose_drawing
from kj_assets.figure.group_titles import missing_title
from kj_assets.figure.missing_plot import MissingPlot
from kj_assets.figure.nothing import draw_nothing
from kj_assets.figure.refusals import describe_refusal, is_withheld
from kj_assets.figure.wording import Language, percent
from kj_assets.waves.codebook import MISSING_LABELS, Codebook

if TYPE_CHECKING:
    import pandas as pd

NOT_ASKED = "not_asked"
MISSING_ANSWERS: dict[Language, str] = {"en": "Missing answers", "ko": "무응답"}


def draw_missing(
    toplines: pd.DataFrame, codebook: Codebook, context: FigureContext, language: Language
) -> Drawing:
    """Draw a bar an item: the share of those asked who gave no answer, by reason."""
    table = tabulate_missing(toplines, codebook, language)
    if table.empty:
        return draw_nothing(MISSING_ANSWERS[language], table, context)
    words = Words(
        title=missing_title(table, language),
        subtitle={
            "en": "Share of the respondents asked who gave no answer, by question and reason",
            "ko": "문항별로 질문을 받은 응답자 중 답하지 않은 비율과 그 이유",
        }[language],
        notes=_notes(context, language),
        alt=_alt(table, language),
    )
    return compose_drawing(table, words, context, MissingPlot(table, language).draw)


def tabulate_missing(
    toplines: pd.DataFrame, codebook: Codebook, language: Language
) -> pd.DataFrame:
    """One row an item and reason, most missing first; one of share 0 where all answered.

    ``total`` is the item's share of missing answers, as far as they are shown; ``few`` is empty,
    or says how few gave a reason that is not (``n < 5``); ``level`` the missing kind, else empty.
    """
    import pandas as pd

    missing = toplines[(toplines["kind"] == "missing") & (toplines["level"] != NOT_ASKED)]
    withheld = pd.Series([is_withheld(row) for _, row in missing.iterrows()], missing.index, bool)
    few = missing["reason"].where(withheld, "") if "reason" in missing else ""
    missing = missing.assign(few=few)[(missing["n"].fillna(0) > 0) | withheld]
    answered = toplines[toplines["kind"] == "level"].drop_duplicates("item")
    # Of an item whose shares were refused it is not known that all answered.
    complete = answered[answered["share"].notna() & ~answered["item"].isin(missing["item"])]
    nothing = {"level": "", "kind": "missing", "share": 0.0, "n": 0, "few": "", "code": ""}
    unknown = dict.fromkeys(
        ("conf_low_95", "conf_high_95", "conf_low_99", "conf_high_99"), float("nan")
    )
    table = pd.concat([missing, complete.assign(**nothing, **unknown)], ignore_index=True)
    place = {key: number for number, key in enumerate(codebook.items)}
    kinds = {key: number for number, key in enumerate(["", *MISSING_LABELS])}
    table = table.assign(
        total=table.groupby("item")["share"].transform("sum"),
        label=[codebook.items[key].label.in_language(language) for key in table["item"]],
        reason=[
            MISSING_LABELS[kind].in_language(language) if kind else "" for kind in table["level"]
        ],
        place=table["item"].map(place),
        order=table["level"].map(kinds),
    )
    ordered = table.sort_values(["total", "place", "order"], ascending=[False, True, True])
    return ordered.drop(columns=["place", "order"]).reset_index(drop=True)


def _notes(context: FigureContext, language: Language) -> tuple[str, ...]:
    shares = {
        True: {"en": "Weighted shares", "ko": "가중 비율"},
        False: {"en": "Shares", "ko": "비율"},
    }[context.is_weighted][language]
    return {
        "en": (
            f"{shares} of all who were asked. Missing answers count in no other share; "
            "models are fitted on complete cases.",
        ),
        "ko": (
            f"질문을 받은 모든 응답자 대비 {shares}. 무응답은 다른 비율 계산에서 제외되며, 모형은 "
            "완전 응답 사례로 추정.",
        ),
    }[language]


def _alt(table: pd.DataFrame, language: Language) -> str:
    lead = {"en": "Bar chart", "ko": "막대그래프"}[language]
    rows = "; ".join(
        " ".join(part for part in (row["label"], row["reason"], _say_share(row, language)) if part)
        for _, row in table.iterrows()
    )
    return f"{lead}. {rows}."


def _say_share(row: pd.Series, language: Language) -> str:
    return (
        describe_refusal(row["code"], row["few"], language) if row["few"] else percent(row["share"])
    )
