"""Wiring of the briefings: one for each wave at an address of its own, the latest in front too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kj_assets.dagster_kit.asset import Asset, Key, Part
from kj_assets.model.registry import Models
from kj_assets.publish.briefing.product import (
    EARLIER,
    Earlier,
    FigurePlace,
    publish_briefing,
    publish_front_page,
)
from kj_assets.publish.columns import ANCHORS, FILES
from kj_assets.publish.site.nav import briefing_path
from kj_assets.publish.site.shell import template_files
from kj_assets.trend.assets import PREFIX, list_known
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.registry import Wave, find_latest, name_joined
from kj_assets.waves.slices import slice_wave

SCHEMA = "publication"
HTML = frozenset({"duckdb", "html"})
# What a briefing tells of how its wave was fielded.
DECLARED = (
    *("title", "population", "provenance", "fieldwork", "n", "file", "files", "weight"),
    *("design", "assumed"),
)
# A wave's tables that its briefing reads where they are made, by how their name begins.
SHOWN = ("effects_", "compare_", "question_", "published_vs_computed")


def briefing_assets(
    waves: Sequence[Wave], codebook: Codebook, models: Models, stages: Sequence[Asset]
) -> list[Asset]:
    """The briefing of each wave, and the front page; ``stages`` are the assets made so far.

    A briefing reads nothing of a later wave, so none makes it anew.
    """
    latest = find_latest(waves)
    told = {wave.id: _read(wave, waves, codebook, models, stages) for wave in waves}
    return [
        *(_briefing(wave, *told[wave.id]) for wave in waves),
        _front_page([wave for wave in waves if wave.id != latest.id], latest, *told[latest.id]),
    ]


def _briefing(wave: Wave, inputs: Mapping[str, Key], settings: Mapping[str, Any]) -> Asset:
    return Asset(
        key=(SCHEMA, f"briefing_{wave.id}"),
        compute=publish_briefing,
        description=f"The briefing on wave {wave.id}: one page, English and Korean, with "
        "figures, the tables behind them, method, provenance, and published against computed.",
        inputs=inputs,
        settings=settings,
        resources=template_files(),
        columns=FILES,
        parts={
            "anchors": Part("The places on the page that can be linked to.", ANCHORS),
        },
        kinds=HTML,
    )


def _front_page(
    others: Sequence[Wave], latest: Wave, inputs: Mapping[str, Key], settings: Mapping[str, Any]
) -> Asset:
    earlier = tuple(
        Earlier(wave.id, wave.declaration.title, briefing_path(wave.id))
        for wave in reversed(others)
    )
    anchors = {f"{EARLIER}{one.wave}": (SCHEMA, f"briefing_{one.wave}__anchors") for one in earlier}
    return Asset(
        key=(SCHEMA, "front_page"),
        compute=publish_front_page,
        description=f"The front page: the briefing on wave {latest.id}, with the way to the "
        "others, and from each place that was here once to where it is now.",
        inputs={**inputs, **anchors},
        settings={**settings, "others": earlier},
        resources=template_files(),
        columns=FILES,
        kinds=HTML,
    )


def _read(
    wave: Wave, waves: Sequence[Wave], codebook: Codebook, models: Models, stages: Sequence[Asset]
) -> tuple[dict[str, Key], dict[str, Any]]:
    """The tables and declarations that the briefing of a wave is made from."""
    own = {asset.key[1]: asset for asset in stages if asset.key[0] == wave.schema}
    places = tuple(
        FigurePlace(name, figure.kind, _made_from(own[f"figure_{name}"]))
        for name, figure in models.figures.items()
        if f"figure_{name}" in own
    )
    tables: dict[str, Key] = {
        "toplines": (wave.schema, "toplines"),
        "trend": (wave.schema, f"{PREFIX}toplines"),
    }
    # Terms compared within a model have a figure of their own and no sentence here.
    within = {f"compare_{key}" for key in models.term_comparisons}
    shown = (name for name in own if name.startswith(SHOWN) and name not in within)
    tables |= {name: (wave.schema, name) for name in shown}
    for place in places:
        table = f"figure_{place.key}"
        tables |= {name: (wave.schema, name) for name in (table, f"{table}__data")}
    known = list_known(wave, waves)
    return tables, {
        "wave": slice_wave(wave, *DECLARED),
        "waves": tuple(slice_wave(one, "provenance") for one in known),
        "codebook": name_joined(codebook, known),
        "models": models,
        "figures": places,
    }


def _made_from(figure: Asset) -> tuple[Key, ...]:
    """The figure's own asset, then those whose numbers it shows."""
    return (figure.key, *figure.upstream)
