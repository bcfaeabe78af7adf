"""Wiring of the figures declared in models.yaml, for each wave and across waves."""

from __future__ import annotations

from collections.abc import Sequence

from kj_assets.dagster_kit.asset import Asset
from kj_assets.figure.change_assets import change_figure_assets
from kj_assets.figure.columns import COLUMNS, drawn_part
from kj_assets.figure.group_assets import group_figure_assets
from kj_assets.figure.product import KINDS
from kj_assets.figure.products import (
    figure_comparison,
    figure_distribution,
    figure_effects,
    figure_sensitivity,
    figure_trend,
    figure_within,
)
from kj_assets.figure.question_assets import question_figure_assets
from kj_assets.figure.words import words_of, words_of_waves
from kj_assets.model.figures import (
    ComparisonFigure,
    EffectsFigure,
    SensitivityFigure,
    TrendFigure,
    WithinFigure,
)
from kj_assets.model.registry import Models
from kj_assets.trend.assets import PREFIX, list_known
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.registry import Wave


def wave_figure_assets(
    wave: Wave, codebook: Codebook, models: Models, small_cells: int
) -> list[Asset]:
    """Figures a wave can have, given what it asked.

    ``small_cells`` is the least number of respondents a bar of weights may stand for: they are
    counted here, where all other counts come from tables.
    """
    asked = set(wave.items_asked(codebook))
    fitted = {key for members in models.case_sets(asked).values() for key in members}
    assets = []
    for name, figure in models.figures.items():
        if figure.kind == "distribution" and figure.item in asked:
            assets.append(_distribution(wave, name, figure.item, codebook))
        elif isinstance(figure, (EffectsFigure, SensitivityFigure)) and figure.model in fitted:
            assets.append(_about_model(wave, name, figure, models, codebook))
        elif figure.kind == "within" and figure.model in fitted:
            assets.append(_within(wave, name, figure, models, codebook))
        elif figure.kind == "comparison" and fitted.issuperset(
            models.comparisons[figure.comparison].models
        ):
            assets.append(_comparison(wave, name, figure, models, codebook))
    return assets + group_figure_assets(wave, codebook, models, small_cells)


def _distribution(wave: Wave, name: str, item: str, codebook: Codebook) -> Asset:
    return Asset(
        key=(wave.schema, f"figure_{name}"),
        compute=figure_distribution,
        description=f"Wave {wave.id}, figure: answers to {codebook.items[item].label.en}.",
        inputs={"toplines": (wave.schema, "toplines")},
        settings={"name": name, "item": item, **words_of(wave, codebook, [item])},
        columns=COLUMNS,
        parts=drawn_part("distribution"),
        kinds=KINDS,
    )


def _about_model(
    wave: Wave,
    name: str,
    figure: EffectsFigure | SensitivityFigure,
    models: Models,
    codebook: Codebook,
) -> Asset:
    model = models.models[figure.model]
    compute, told = {
        "effects": (figure_effects, "effects of the key terms on"),
        "sensitivity": (figure_sensitivity, "the same effects under other choices, on"),
    }[figure.kind]
    return Asset(
        key=(wave.schema, f"figure_{name}"),
        compute=compute,
        description=f"Wave {wave.id}, figure: {told} {model.label.en}.",
        inputs={figure.kind: (wave.schema, f"{figure.kind}_{figure.model}")},
        settings={
            "name": name,
            "model": figure.model,
            "models": _only(models, figure.model),
            **words_of(wave, codebook, model.items),
        },
        columns=COLUMNS,
        parts=drawn_part(figure.kind),
        kinds=KINDS,
    )


def _within(
    wave: Wave, name: str, figure: WithinFigure, models: Models, codebook: Codebook
) -> Asset:
    model = models.models[figure.model]
    group = codebook.items[figure.item].label.en
    table = f"within_{figure.model}"
    return Asset(
        key=(wave.schema, f"figure_{name}"),
        compute=figure_within,
        description=f"Wave {wave.id}, figure: effects of the key terms on {model.label.en} "
        f"within each level of {group}, and how levels differ.",
        inputs={
            "effects": (wave.schema, table),
            "differences": (wave.schema, f"{table}__differences"),
        },
        settings={
            "name": name,
            "figure": figure,
            "models": _only(models, figure.model),
            **words_of(wave, codebook, model.items),
        },
        columns=COLUMNS,
        parts=drawn_part("within"),
        kinds=KINDS,
    )


def _comparison(
    wave: Wave, name: str, figure: ComparisonFigure, models: Models, codebook: Codebook
) -> Asset:
    comparison = models.comparisons[figure.comparison]
    first, second = comparison.models
    items = [*models.models[first].items, *models.models[second].items]
    chosen = _only(models, first, second)
    return Asset(
        key=(wave.schema, f"figure_{name}"),
        compute=figure_comparison,
        description=f"Wave {wave.id}, figure: {comparison.label.en}, with tested differences.",
        inputs={
            "effects_a": (wave.schema, f"effects_{first}"),
            "effects_b": (wave.schema, f"effects_{second}"),
            "differences": (wave.schema, f"compare_{figure.comparison}"),
        },
        settings={
            "name": name,
            "comparison": figure.comparison,
            "models": chosen.model_copy(update={"comparisons": {figure.comparison: comparison}}),
            **words_of(wave, codebook, items),
        },
        columns=COLUMNS,
        parts=drawn_part("comparison"),
        kinds=KINDS,
    )


def trend_figure_assets(
    wave: Wave, waves: Sequence[Wave], codebook: Codebook, models: Models
) -> list[Asset]:
    """Figures over a wave and those known with it; of changes only where there are two.

    A wave of another population has its own figures, and no place on these lines; a later wave
    has figures of its own and leaves these as they are.
    """
    waves = list_known(wave, waves)
    shares = [
        Asset(
            key=(wave.schema, f"figure_{name}"),
            compute=figure_trend,
            description=f"Figure over all waves up to {wave.id}: "
            f"{codebook.items[figure.item].label.en}.",
            inputs={name: (wave.schema, f"{PREFIX}{name}") for name in ("toplines", "changes")},
            settings={
                "name": f"{wave.id}/{name}",
                "figure": figure,
                **words_of_waves(_asking(waves, figure.item, codebook), codebook, [figure.item]),
            },
            columns=COLUMNS,
            parts=drawn_part("trend"),
            kinds=KINDS,
        )
        for name, figure in models.figures.items()
        if isinstance(figure, TrendFigure)
    ]
    return [
        *shares,
        *change_figure_assets(wave, waves, codebook, models),
        *question_figure_assets(wave, waves, codebook, models),
    ]


def _asking(waves: Sequence[Wave], item: str, codebook: Codebook) -> list[Wave]:
    """The waves whose answers a figure on an item shows, and no other."""
    return [wave for wave in waves if item in wave.items_asked(codebook)]


def _only(models: Models, *keys: str) -> Models:
    chosen = {key: models.models[key] for key in keys}
    return Models.model_construct(models=chosen, comparisons={}, figures={})
