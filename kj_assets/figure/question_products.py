"""The functions behind declared questions: the answer in words, and its picture.

Here: verdicts with their sentences in both languages. Not here: the tests (`trend/question.py`),
the wording (`question_titles.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from kj_assets.dagster_kit.asset import Product
from kj_assets.figure.describe import describe_waves
from kj_assets.figure.product import make_product
from kj_assets.figure.question import draw_question
from kj_assets.figure.question_titles import tell_answer, tell_line
from kj_assets.figure.wording import LANGUAGES
from kj_assets.model.question import Question
from kj_assets.model.registry import Models
from kj_assets.trend.question import answer, list_steps, select_effects
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.registry import Wave


def answer_question(
    effects: pd.DataFrame,
    changes: pd.DataFrame,
    question: Question,
    models: Models,
    codebook: Codebook,
) -> Product:
    """Verdict and sentence for each model; effects by wave, steps and the whole answer beside.

    ``effects`` and ``changes`` are ``trend/effects`` and ``trend/effect_changes``.
    """
    own = select_effects(effects, question.term, question.models)
    answers = answer(own, changes)
    told = {
        f"sentence_{language}": [
            tell_line(row, models, codebook, language) for _, row in answers.iterrows()
        ]
        for language in LANGUAGES
    }
    whole = pd.DataFrame(
        [
            {"population": population}
            | {f"answer_{lang}": tell_answer(rows, models, codebook, lang) for lang in LANGUAGES}
            for population, rows in answers.groupby("population", sort=False)
        ]
    )
    return Product(
        answers.assign(**told),
        parts={"effects": own, "steps": list_steps(own, changes), "answer": whole},
        numbers={verdict: int(n) for verdict, n in answers["verdict"].value_counts().items()},
        notes={"answer": "\n".join(f"- {text}" for text in told["sentence_en"])},
    )


def figure_question(
    answers: pd.DataFrame,
    effects: pd.DataFrame,
    name: str,
    question: Question,
    models: Models,
    waves: Sequence[Wave],
    codebook: Codebook,
) -> Product:
    """The question's term over waves in each model, with its tested change."""
    return make_product(
        name,
        lambda language: draw_question(
            answers,
            effects,
            question,
            models,
            codebook,
            describe_waves(waves, codebook, language),
            language,
        ),
    )
