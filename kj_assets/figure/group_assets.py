"""Wiring of a wave's figures of groups, missing answers and weights."""

from __future__ import annotations

from typing import Any

from kj_assets.dagster_kit.asset import Asset, Key
from kj_assets.figure.columns import COLUMNS, drawn_part
from kj_assets.figure.group_products import figure_missing, figure_subgroups, figure_weighting
from kj_assets.figure.product import KINDS
from kj_assets.figure.words import words_of
from kj_assets.model.beside_assets import choose_crosstabs
from kj_assets.model.crosstab import Crosstab
from kj_assets.model.figures import SubgroupsFigure
from kj_assets.model.registry import Models
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.registry import Wave


def group_figure_assets(
    wave: Wave, codebook: Codebook, models: Models, small_cells: int
) -> list[Asset]:
    """The figures of these kinds that a wave can have, given what it asked."""
    crosstabs = choose_crosstabs(wave, codebook, models)
    assets = []
    for name, figure in models.figures.items():
        if figure.kind == "missing_answers":
            assets.append(_missing(wave, name, codebook))
        elif figure.kind == "weighting":
            assets.append(_weighting(wave, name, codebook, small_cells))
        elif figure.kind == "subgroups":
            crosstab = crosstabs.get(figure.crosstab)
            if crosstab and figure.item in crosstab.items and has_level(figure, codebook):
                assets.append(_subgroups(wave, name, figure, crosstab, codebook))
    return assets


def has_level(figure: SubgroupsFigure, codebook: Codebook) -> bool:
    """Whether the wave has the level or net a figure shows."""
    item = codebook.items[figure.item]
    return figure.level in item.levels or figure.level in item.nets


def _subgroups(
    wave: Wave, name: str, figure: SubgroupsFigure, crosstab: Crosstab, codebook: Codebook
) -> Asset:
    label = codebook.items[figure.item].label.en
    return Asset(
        key=(wave.schema, f"figure_{name}"),
        compute=figure_subgroups,
        description=f"Wave {wave.id}, figure: answers to {label} in groups of respondents.",
        inputs={
            "toplines": (wave.schema, "toplines"),
            "crosstabs": (wave.schema, "crosstabs"),
            "tests": (wave.schema, "crosstabs__tests"),
        },
        settings={
            "name": name,
            "figure": figure,
            "crosstab": crosstab,
            **words_of(wave, codebook, [figure.item, *crosstab.by]),
        },
        columns=COLUMNS,
        parts=drawn_part("subgroups"),
        kinds=KINDS,
    )


def _missing(wave: Wave, name: str, codebook: Codebook) -> Asset:
    return Asset(
        key=(wave.schema, f"figure_{name}"),
        compute=figure_missing,
        description=f"Wave {wave.id}, figure: missing answers to every question, by reason.",
        inputs={"toplines": (wave.schema, "toplines")},
        settings={"name": name, **words_of(wave, codebook, wave.items_asked(codebook))},
        columns=COLUMNS,
        parts=drawn_part("missing_answers"),
        kinds=KINDS,
    )


def _weighting(wave: Wave, name: str, codebook: Codebook, small_cells: int) -> Asset:
    inputs: dict[str, Key] = {"weights": (wave.schema, "weights")}
    if wave.declaration.weight.rake:
        inputs["margins"] = (wave.schema, "weights__margins")
    settings: dict[str, Any] = {"name": name, "small_cells": small_cells}
    settings |= words_of(wave, codebook, [])
    return Asset(
        key=(wave.schema, f"figure_{name}"),
        compute=figure_weighting,
        description=f"Wave {wave.id}, figure: margins before and after weighting, the weights, "
        "and what they cost in precision.",
        inputs=inputs,
        in_chunks=frozenset({"weights"}),
        settings=settings,
        columns=COLUMNS,
        parts=drawn_part("weighting"),
        kinds=KINDS,
    )
