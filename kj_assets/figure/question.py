"""A declared question in a picture: what goes with one term, model by model, wave by wave.

Here: the plotted table and its words. Not here: placing them on the canvas (`blocks_plot.py`), the
tests (`trend/question.py`), the answer's sentences (`question_titles.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kj_assets.figure.blocks_plot import draw_blocks_plot
from kj_assets.figure.drawing import Drawing, FigureContext, Words, compose_drawing
from kj_assets.figure.effect_trend import FAMILIES, name_line
from kj_assets.figure.effects import name_rows
from kj_assets.figure.nothing import draw_nothing
from kj_assets.figure.question_titles import tell_answer, tell_line
from kj_assets.figure.refusals import reasons_of_changes
from kj_assets.figure.samples import tell_samples
from kj_assets.figure.titles import is_detectable
from kj_assets.figure.wording import Language
from kj_assets.model.question import Question
from kj_assets.model.registry import Models
from kj_assets.waves.codebook import Codebook

if TYPE_CHECKING:
    import pandas as pd


def draw_question(
    answers: pd.DataFrame,
    effects: pd.DataFrame,
    question: Question,
    models: Models,
    codebook: Codebook,
    context: FigureContext,
    language: Language,
) -> Drawing:
    """Draw the term's AME with its 95 % interval in every wave, and its tested change.

    ``answers`` and ``effects`` are the question's table and its part of that name.
    """
    if answers.empty:
        return draw_nothing(question.label.in_language(language).rstrip("?"), answers, context)
    table = tabulate_question(answers, effects, question, models, codebook, language)
    words = Words(
        title=tell_answer(answers, models, codebook, language),
        subtitle=question.label.in_language(language),
        notes=_notes(tell_samples(answers["samples"], language), language),
        alt=" ".join(tell_line(row, models, codebook, language) for _, row in answers.iterrows()),
    )
    return compose_drawing(
        table, words, context, lambda canvas: draw_blocks_plot(canvas, table, language)
    )


def tabulate_question(
    answers: pd.DataFrame,
    effects: pd.DataFrame,
    question: Question,
    models: Models,
    codebook: Codebook,
    language: Language,
) -> pd.DataFrame:
    """The models in their order, each with its waves, then the change from first to last."""
    import pandas as pd

    changes = answers[answers["wave_a"] != ""].assign(
        estimate=lambda rows: rows["change"],
        wave=lambda rows: rows["wave_a"] + "–" + rows["wave_b"],
        reason=lambda rows: reasons_of_changes(rows, language),
    )
    rows = pd.concat([effects.assign(leads=False), changes.assign(leads=True)], ignore_index=True)
    parts = []
    for place, key in enumerate(question.models):
        own = rows[rows["model"] == key].sort_values(["level", "leads", "wave"], kind="stable")
        named = name_rows(own, models.models[key], codebook, language)
        label = models.models[key].label.in_language(language)
        parts.append(named.assign(contrast=named["label"], label=label, model_place=place))
    table = pd.concat([part for part in parts if len(part)], ignore_index=True)
    return table.assign(
        block=table.groupby(["model_place", "level"], sort=False).ngroup(),
        line=[name_line(row, language) for _, row in table.iterrows()],
        detectable=[is_detectable(row) for _, row in table.iterrows()],
    ).drop(columns="model_place")


def _notes(samples: str, language: Language) -> tuple[str, ...]:
    return {
        "en": (
            "Average marginal effects of one factor with 95% intervals, other factors held equal, "
            "in percentage points.",
            f"{samples} Hollow: not detectable (Holm-adjusted p at or above 0.05). "
            f"{FAMILIES['en']}",
            "An association within each survey, not a cause.",
        ),
        "ko": (
            "다른 요인이 같을 때 한 요인의 평균한계효과와 95% 신뢰구간(%p).",
            f"{samples} 속이 빈 점: 확인되지 않음(Holm 보정 p ≥ 0.05). {FAMILIES['ko']}",
            "각 조사에서 함께 측정한 연관이며 인과가 아님.",
        ),
    }[language]
