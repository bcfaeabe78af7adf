"""Wiring of the first stage: the survey file and the responses as delivered."""

from __future__ import annotations

from functools import partial

from kj_assets.dagster_kit.asset import Asset, Findings, Part, Product, Source, Stream
from kj_assets.dagster_kit.rows import Rows
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.columns import LABELS, UNUSED, describe_delivered_columns
from kj_assets.waves.outside import hash_all
from kj_assets.waves.readers.delivered import no_labels
from kj_assets.waves.registry import Wave
from kj_assets.waves.slices import slice_wave
from kj_assets.waves.sources import can_be_drawn, draw_wave_file, read_wave_file


def wave_assets(wave: Wave, codebook: Codebook) -> list[Asset]:
    """Assets of a wave's first stage."""
    return [
        Asset(
            key=(wave.schema, "responses"),
            compute=load_responses,
            description=f"Wave {wave.id}: the survey file as delivered, one row a respondent, "
            "codes untouched. Refused if its bytes differ from the sha256 in wave.yaml. "
            "From here on nothing is read from outside; the next stage, clean, says what the "
            "codes mean.",
            settings={"wave": slice_wave(wave, *_declared(wave))},
            sources=(survey_source(wave),),
            columns=describe_delivered_columns(wave, codebook),
            other_columns=UNUSED,
            parts={
                "labels": Part(f"Wave {wave.id}: the file's own labels, if it has any.", LABELS)
            },
            kinds=frozenset({"duckdb", "file"}),
            previewed=False,
        )
    ]


def _declared(wave: Wave) -> tuple[str, ...]:
    """What reading depends on: the id only where files are joined by it."""
    alone = ("files", "respondent_id") if wave.declaration.files else ("file",)
    return (*alone, "population")


def survey_source(wave: Wave) -> Source:
    """The survey file of a wave, versioned by its sha256."""
    return Source(
        key=(wave.schema, "source"),
        version=partial(hash_all, wave.paths),
        description=f"Wave {wave.id}: the file from the fieldwork agency, as delivered. "
        "Its data version is its sha256.",
    )


def load_responses(wave: Wave) -> Product:
    """Read the verified survey file, in chunks where its format allows.

    Raises:
        FileError: F001 to F008, see `sources.py`.
    """
    if can_be_drawn(wave):
        return Stream(
            chunks=partial(draw_wave_file, wave),
            parts={"labels": no_labels()},
            conclude=_count,
        )
    delivered = read_wave_file(wave)
    return Product(
        delivered.frame,
        parts={"labels": delivered.labels},
        numbers={"respondents": len(delivered.frame), "columns": delivered.frame.shape[1]},
    )


def _count(written: Rows) -> Findings:
    return Findings(numbers={"respondents": len(written), "columns": len(written.columns)})
