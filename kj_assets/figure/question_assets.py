"""Wiring of declared questions: the answer as a table with sentences, and its picture.

The answer is made with one wave too, and then says so; a picture needs two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kj_assets.dagster_kit.asset import Asset, Key, Part
from kj_assets.estimate.change_tables import EFFECT_CHANGES
from kj_assets.figure.columns import ANSWER, COLUMNS, SENTENCES, drawn_part
from kj_assets.figure.product import KINDS
from kj_assets.figure.question_products import answer_question, figure_question
from kj_assets.figure.words import words_of_waves
from kj_assets.model.columns import describe_columns
from kj_assets.model.figures import QuestionFigure
from kj_assets.model.offered import can_fit
from kj_assets.model.question import Question
from kj_assets.model.registry import Models
from kj_assets.trend.assets import PREFIX
from kj_assets.trend.assets import SCHEMA as TREND
from kj_assets.trend.columns import TREND_EFFECTS
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.registry import Wave
from kj_assets.waves.slices import slice_codebook


def question_assets(waves: Sequence[Wave], codebook: Codebook, models: Models) -> list[Asset]:
    """Answers to the declared questions that any wave can answer, from all waves."""
    able = _find_able(waves, codebook, models)
    return _answers((TREND, ""), able, codebook, models)


def question_figure_assets(
    wave: Wave, waves: Sequence[Wave], codebook: Codebook, models: Models
) -> list[Asset]:
    """The answers as they stood with a wave, from those known with it, and their figures."""
    able = _find_able(waves, codebook, models)
    figures = [
        _figure(wave, name, figure.question, able[figure.question], codebook, models)
        for name, figure in models.figures.items()
        if isinstance(figure, QuestionFigure) and len(able[figure.question]) > 1
    ]
    return _answers((wave.schema, PREFIX), able, codebook, models) + figures


def _find_able(waves: Sequence[Wave], codebook: Codebook, models: Models) -> dict[str, list[Wave]]:
    """The waves that can answer each question."""
    return {
        key: [wave for wave in waves if _can_answer(wave, question, codebook, models)]
        for key, question in models.questions.items()
    }


def _answers(
    place: Key, able: Mapping[str, Sequence[Wave]], codebook: Codebook, models: Models
) -> list[Asset]:
    """`place` is the schema of the trend that is asked, and the prefix of its tables."""
    return [_answer(key, place, codebook, models) for key, found in able.items() if found]


def _can_answer(wave: Wave, question: Question, codebook: Codebook, models: Models) -> bool:
    return any(can_fit(key, models, wave, codebook) for key in question.models)


def _answer(key: str, place: Key, codebook: Codebook, models: Models) -> Asset:
    question, (schema, prefix) = models.questions[key], place
    return Asset(
        key=(schema, f"question_{key}"),
        compute=answer_question,
        description=f"{question.label.en} A verdict and a sentence for each model, from the tested "
        "change between the first comparable wave and the last.",
        inputs={
            "effects": (schema, f"{prefix}effects"),
            "changes": (schema, f"{prefix}effect_changes"),
        },
        settings=_words(key, codebook, models),
        columns=describe_columns(EFFECT_CHANGES) | SENTENCES,
        parts={
            "effects": Part("The term's effect in each model, wave by wave.", TREND_EFFECTS),
            "steps": Part(
                "Its change between consecutive waves, tested.", describe_columns(EFFECT_CHANGES)
            ),
            "answer": Part("The answer over all models in one sentence.", ANSWER),
        },
    )


def _figure(
    wave: Wave, name: str, key: str, waves: Sequence[Wave], codebook: Codebook, models: Models
) -> Asset:
    table = f"question_{key}"
    return Asset(
        key=(wave.schema, f"figure_{name}"),
        compute=figure_question,
        description=f"Wave {wave.id}, figure: {models.questions[key].label.en}",
        inputs={"answers": (wave.schema, table), "effects": (wave.schema, f"{table}__effects")},
        settings={
            "name": f"{wave.id}/{name}",
            **_words(key, codebook, models),
            **words_of_waves(waves, codebook, [models.questions[key].term]),
        },
        columns=COLUMNS,
        parts=drawn_part("question"),
        kinds=KINDS,
    )


def _words(key: str, codebook: Codebook, models: Models) -> dict[str, object]:
    question = models.questions[key]
    chosen = {name: models.models[name] for name in question.models}
    return {
        "question": question,
        "models": Models.model_construct(models=chosen, comparisons={}, figures={}),
        "codebook": slice_codebook(codebook, [question.term], texts=True),
    }
