"""The effects of one model's key terms, wave by wave, with the tested change of each.

Here: the plotted table and its words. Not here: placing them on the canvas (`blocks_plot.py`),
testing the change (`trend/changes.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kj_assets.figure.blocks_plot import draw_blocks_plot
from kj_assets.figure.change_titles import effect_changes_title
from kj_assets.figure.drawing import Drawing, FigureContext, Words, compose_drawing
from kj_assets.figure.effects import arrange_blocks
from kj_assets.figure.nothing import draw_nothing
from kj_assets.figure.refusals import describe_refusal, reasons_of_changes
from kj_assets.figure.samples import tell_samples
from kj_assets.figure.wording import Language, between, bracketed, count, is_known, p_value, points
from kj_assets.model.registry import Model, Models
from kj_assets.trend.changes import STEP
from kj_assets.waves.codebook import Codebook

if TYPE_CHECKING:
    import pandas as pd


# For what p is adjusted: said alike wherever gaps of waves and their changes stand together.
FAMILIES: dict[Language, str] = {
    "en": "A wave’s gap is adjusted for the factors of its model, a change for all factors of all "
    "registered models between the two waves.",
    "ko": "한 조사의 격차는 그 모형의 요인들에 대해, 변화는 두 조사 사이 등록된 모든 모형의 모든 "
    "요인에 대해 보정.",
}


def draw_effect_trend(
    effects: pd.DataFrame,
    changes: pd.DataFrame,
    model_key: str,
    models: Models,
    codebook: Codebook,
    context: FigureContext,
    language: Language,
) -> Drawing:
    """Draw each key term's AME with its 95 % interval in every wave, and its last change.

    ``effects`` and ``changes`` are ``trend/effects`` and ``trend/effect_changes``.
    """
    model = models.models[model_key]
    table = tabulate_effect_trend(
        effects[effects["model"] == model_key],
        changes[changes["model"] == model_key],
        model,
        codebook,
        language,
    )
    label = model.label.in_language(language)
    if not table["leads"].any():
        return draw_nothing(label, table, context)
    words = Words(
        title=f"{label}, {effect_changes_title(table[table['leads']], language)}",
        subtitle=_subtitle(language),
        notes=_notes(table, language),
        alt=_alt(label, table, language),
    )
    return compose_drawing(
        table, words, context, lambda canvas: draw_blocks_plot(canvas, table, language)
    )


def tabulate_effect_trend(
    effects: pd.DataFrame,
    changes: pd.DataFrame,
    model: Model,
    codebook: Codebook,
    language: Language,
) -> pd.DataFrame:
    """The key terms in their order, each contrast's waves in theirs, then the last change.

    The change leads: ``estimate`` is the difference of the last two waves' effects, ``wave`` both.
    """
    import pandas as pd

    computed = effects[effects["provenance"] != "published"]
    last = (changes["span"] == STEP) & (changes["wave_b"] == changes["wave_b"].max())
    steps = changes[last].assign(
        estimate=lambda rows: rows["change"],
        wave=lambda rows: rows["wave_a"] + "–" + rows["wave_b"],
        reason=lambda rows: reasons_of_changes(rows, language),
    )
    rows = pd.concat([computed.assign(leads=False), steps.assign(leads=True)], ignore_index=True)
    blocks = arrange_blocks(rows, "wave", model, codebook, language)
    return blocks.assign(line=[name_line(row, language) for _, row in blocks.iterrows()])


def name_line(row: pd.Series, language: Language) -> str:
    """Name of a line: its wave, or the step a change leads over."""
    if not row["leads"]:
        return str(row["wave"])
    step = between(row["wave_a"], row["wave_b"], language)
    return {"en": f"Change {step}", "ko": f"{step} 변화"}[language]


def _subtitle(language: Language) -> str:
    return {
        "en": "Gap in support that goes with each factor, other factors held equal, in percentage "
        "points, in every wave, and its change between the last two",
        "ko": "다른 요인이 같을 때 각 요인에 따른 지지율 차이(%p), 조사별 추정값과 최근 두 조사 "
        "사이의 변화",
    }[language]


def _notes(table: pd.DataFrame, language: Language) -> tuple[str, ...]:
    cases = _list_cases(table[~table["leads"]], language)
    samples = tell_samples(table["samples"], language)
    return {
        "en": (
            f"Points and 95% intervals of average marginal effects.{cases}",
            f"{samples} Whether the intervals of two waves overlap is no test of it.",
            f"Hollow: not detectable (Holm-adjusted p at or above 0.05). {FAMILIES['en']}",
        ),
        "ko": (
            f"평균한계효과의 추정값과 95% 신뢰구간.{cases}",
            f"{samples} 두 조사의 구간이 겹치는지는 변화에 대한 검정이 아님.",
            f"속이 빈 점: 확인되지 않음(Holm 보정 p ≥ 0.05). {FAMILIES['ko']}",
        ),
    }[language]


def _list_cases(rows: pd.DataFrame, language: Language) -> str:
    """Complete cases of every wave whose n is shown."""
    n = rows.groupby("wave")["n"].max().dropna()
    told = {"en": "{n} ({wave})", "ko": "{n}명({wave})"}[language]
    cases = ", ".join(told.format(n=count(value), wave=wave) for wave, value in n.items())
    lead = {"en": "Complete cases", "ko": "완전 응답"}[language]
    return f" {lead}: {cases}." if cases else ""


def _alt(label: str, table: pd.DataFrame, language: Language) -> str:
    rows = "; ".join(
        f"{row['label']}, {row['line']}: {_describe(row, language)}" for _, row in table.iterrows()
    )
    return f"{label}. {rows}."


def _describe(row: pd.Series, language: Language) -> str:
    if not is_known(row["estimate"]):
        return describe_refusal(row["code"], row["reason"], language)
    return points(row["estimate"], language) + bracketed(p_value(row["p"]), language)
