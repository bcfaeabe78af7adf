"""What of a wave and of the codebook a stage may see.

A stage is handed only the declarations it uses; everything else is blank. What it cannot
see cannot change its result, so it is not part of its version: a translated label rebuilds
pictures and pages, never a model.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kj_assets.waves.codebook import Codebook, Item
from kj_assets.waves.declarations import Text
from kj_assets.waves.registry import Wave
from kj_assets.waves.wave_declaration import WaveDeclaration

NO_TEXT = Text(en="", ko="")


def slice_wave(wave: Wave, *keep: str) -> Wave:
    """The wave with only the named declarations; the others are blank or default."""
    kept = {name: getattr(wave.declaration, name) for name in keep}
    blank = {"title": NO_TEXT, "status": wave.declaration.status, "fieldwork": None}
    return replace(wave, declaration=WaveDeclaration.model_construct(**(blank | kept)))


def slice_codebook(codebook: Codebook, items: Iterable[str], *, texts: bool = False) -> Codebook:
    """The codebook with only some items (and the numbers they are banded from).

    Without ``texts`` every label, wording and note is blank.
    """
    wanted = set(items)
    wanted |= {i.bands.of for k, i in codebook.items.items() if k in wanted and i.bands}
    chosen = {k: i for k, i in codebook.items.items() if k in wanted}
    if texts:
        return codebook.model_copy(update={"items": chosen})
    bare = {key: _without_texts(item) for key, item in chosen.items()}
    return codebook.model_copy(update={"title": NO_TEXT, "items": bare})


def _without_texts(item: Item) -> Item:
    nets = {key: net.model_copy(update={"label": NO_TEXT}) for key, net in item.nets.items()}
    return item.model_copy(
        update={
            "label": NO_TEXT,
            "question": None,
            "wording": "assumed",
            "levels": dict.fromkeys(item.levels, NO_TEXT),
            "nets": nets,
            "unit": None,
            "since": None,
            "comparability": (),
        }
    )
