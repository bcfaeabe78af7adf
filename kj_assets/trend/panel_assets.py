"""Wiring of panels: who is in two waves, and the errors of what changed between them.

A wave that declares no panel has none of these.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from kj_assets.clean.panel import COLUMNS, match_respondents
from kj_assets.dagster_kit.asset import Asset, Key
from kj_assets.dagster_kit.lineage import made_from
from kj_assets.estimate.change_tables import MATCHED_EFFECTS, MATCHED_SHARES
from kj_assets.model.columns import describe_columns
from kj_assets.model.offered import offer_models
from kj_assets.model.registry import Models
from kj_assets.model.slices import without_texts
from kj_assets.trend.panel import PanelWave, measure_panel_effects, measure_panel_shares
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.registry import Wave
from kj_assets.waves.slices import slice_codebook, slice_wave
from kj_assets.waves.wave_declaration import Panel

DECLARED = ("respondent_id", "corrections", "panel")
SHARES, EFFECTS = "panel_shares", "panel_effects"


def panel_assets(waves: Sequence[Wave], codebook: Codebook, models: Models) -> list[Asset]:
    """Assets of every fielded wave that shares respondents with earlier fielded ones."""
    assets = []
    for wave in waves:
        named = wave.declaration.panel.shares_with
        if earlier := [other for other in waves if other.id in named]:
            assets += [_match(wave, earlier), _shares(wave, earlier, codebook)]
            assets += _effects(wave, earlier, codebook, models)
    return assets


def find_panels(assets: Iterable[Asset], name: str) -> dict[str, Key]:
    """Tables of that name that panels have, by schema."""
    return {asset.key[0]: asset.key for asset in assets if asset.key[1] == name}


def _match(wave: Wave, earlier: Sequence[Wave]) -> Asset:
    responses = {other.schema: (other.schema, "responses") for other in earlier}
    column = str(wave.declaration.respondent_id)
    return Asset(
        key=(wave.schema, "panel"),
        compute=match_respondents,
        description=f"Wave {wave.id}: respondents who were asked in {_name(earlier)} too, as pairs "
        "of their numbers. Matched by the delivered id, which stays in responses.",
        inputs={"responses": (wave.schema, "responses")} | responses,
        settings={
            "wave": slice_wave(wave, *DECLARED),
            "earlier": tuple(_without_own_panel(other) for other in earlier),
        },
        columns=COLUMNS,
        lineage=made_from(["respondent_id"], ((wave.schema, "responses"), column)),
    )


def _without_own_panel(wave: Wave) -> Wave:
    """What matching sees of an earlier wave: whom it shared respondents with is not part of it."""
    own = slice_wave(wave, *DECLARED)
    panel = Panel(id=wave.declaration.panel.id)
    return replace(own, declaration=own.declaration.model_copy(update={"panel": panel}))


def _shares(wave: Wave, earlier: Sequence[Wave], codebook: Codebook) -> Asset:
    return Asset(
        key=(wave.schema, SHARES),
        compute=measure_panel_shares,
        description=f"Wave {wave.id}: standard errors of the change of each share since "
        f"{_name(earlier)}, respondents of both matched.",
        inputs=_read(wave, earlier),
        settings=_settings(wave, earlier, codebook, None),
        columns=describe_columns(MATCHED_SHARES),
    )


def _effects(
    wave: Wave, earlier: Sequence[Wave], codebook: Codebook, models: Models
) -> list[Asset]:
    settings = _settings(wave, earlier, codebook, models)
    later: PanelWave = settings["later"]
    own = _list_models(later)
    others = {before.schema: own & _list_models(before) for before in settings["earlier"]}
    shared = {later.schema: set().union(*others.values())} | others
    if not shared[later.schema]:
        return []
    fitted = {
        f"{schema}_model_{key}": (schema, f"model_{key}")
        for schema, keys in shared.items()
        for key in sorted(keys)
    }
    return [
        Asset(
            key=(wave.schema, EFFECTS),
            compute=measure_panel_effects,
            description=f"Wave {wave.id}: standard errors of the change of each effect since "
            f"{_name(earlier)}, respondents of both matched.",
            inputs=_read(wave, earlier) | fitted,
            settings=settings,
            columns=describe_columns(MATCHED_EFFECTS),
        )
    ]


def _list_models(wave: PanelWave) -> set[str]:
    return {key for members in wave.models.values() for key in members}


def _read(wave: Wave, earlier: Sequence[Wave]) -> dict[str, Key]:
    read: dict[str, Key] = {"panel": (wave.schema, "panel")}
    for one in (*earlier, wave):
        read[one.schema] = (one.schema, "validated")
        read[f"{one.schema}_weights"] = (one.schema, "weights")
    return read


def _settings(
    wave: Wave, earlier: Sequence[Wave], codebook: Codebook, models: Models | None
) -> Mapping[str, Any]:
    return {
        "later": _describe(wave, codebook, models),
        "earlier": tuple(_describe(other, codebook, models) for other in earlier),
    }


def _describe(wave: Wave, codebook: Codebook, models: Models | None) -> PanelWave:
    asked, own = wave.items_asked(codebook), wave.codebook(codebook)
    if models is None:
        return PanelWave(wave.id, slice_codebook(own, asked), {})
    sets = offer_models(models, wave, codebook).case_sets(asked)
    bare = {
        name: {key: without_texts(model) for key, model in members.items()}
        for name, members in sets.items()
    }
    items = {
        item for members in bare.values() for model in members.values() for item in model.items
    }
    return PanelWave(wave.id, slice_codebook(own, items), bare)


def _name(earlier: Sequence[Wave]) -> str:
    return " and ".join(wave.id for wave in earlier)
