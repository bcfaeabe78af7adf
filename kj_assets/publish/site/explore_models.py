"""The explore page of a model: the effects of its key terms over all waves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kj_assets.figure.breaks import find_breaks, segment_of
from kj_assets.figure.labels import contrast_label, question_of, term_label
from kj_assets.figure.refusals import describe_refusal
from kj_assets.figure.trend_plot import KINDS
from kj_assets.figure.wording import (
    Language,
    count,
    is_known,
    p_value,
    points,
    points_range,
    predicted_text,
)
from kj_assets.model.registry import Model, Term
from kj_assets.publish.briefing.phrases import say
from kj_assets.publish.briefing.tables import Cell, TableView
from kj_assets.publish.site.chart import Reading, Series, lay_out_chart
from kj_assets.publish.site.explore import ABSENT, ExploreFace, reasons_of, records
from kj_assets.waves.codebook import Codebook, Comparability

if TYPE_CHECKING:
    import pandas as pd

TERM_COLOURS = ("#1f5f99", "#ad4a16", "#11706b", "#7a4b9c", "#6b5d00", "#8c2f5b")


def face_of_model(
    key: str,
    model: Model,
    effects: pd.DataFrame,
    modes: Mapping[str, str],
    codebook: Codebook,
    language: Language,
) -> ExploreFace:
    """A model's key effects over waves; `effects` is ``trend/effects``, `modes` by wave."""
    rows = effects[effects["model"] == key] if "model" in effects else effects.iloc[:0]
    waves = sorted(set(rows["wave"]))
    notes = _comparability_of(model, codebook)
    breaks = find_breaks([(wave, modes.get(wave)) for wave in waves], notes, language)
    segments = segment_of(waves, breaks)
    series = [
        Series(
            f"{term.item}-{level}",
            f"{term_label(term, codebook, language)}",
            TERM_COLOURS[place % len(TERM_COLOURS)],
            _read_effects(found, term, segments, codebook, language),
        )
        for place, (term, level, found) in enumerate(_key_effects(model, rows))
    ]
    outcome = codebook.items[model.outcome.item]
    return ExploreFace(
        language,
        codebook.title.in_language(language),
        model.label.in_language(language),
        question_of(outcome, language),
        (),
        lay_out_chart(say("chart_effects", language), series, signed=True) if series else None,
        reasons_of(breaks),
        _tabulate_effects(rows, model, codebook, language) if series else None,
    )


def _comparability_of(model: Model, codebook: Codebook) -> list[Comparability]:
    """Notes on the outcome and the key terms, each once."""
    items = (model.outcome.item, *(term.item for term in model.terms))
    notes = [note for item in items for note in codebook.items[item].comparability]
    return [note for place, note in enumerate(notes) if note not in notes[:place]]


def _key_effects(model: Model, rows: pd.DataFrame) -> list[tuple[Term, str, pd.DataFrame]]:
    found = []
    for term in model.terms:
        own = rows[rows["term"] == term.item]
        for level in dict.fromkeys(own["level"]):
            found.append((term, str(level), own[own["level"] == level].sort_values("wave")))
    return found


def _read_effects(
    rows: pd.DataFrame,
    term: Term,
    segments: Mapping[str, int],
    codebook: Codebook,
    language: Language,
) -> tuple[Reading, ...]:
    return tuple(
        Reading(
            row["wave"],
            row["estimate"],
            row["conf_low_95"],
            row["conf_high_95"],
            segments[row["wave"]],
            row["provenance"],
            say(
                "point_effect",
                language,
                wave=row["wave"],
                label=term_label(term, codebook, language),
                size=points(row["estimate"], language),
                interval=points_range(row["conf_low_95"], row["conf_high_95"], language),
                p=p_value(row["p"]),
                kind=KINDS[row["provenance"]][language],
                n=count(row["n"]),
            ),
        )
        for row in records(rows)
        if is_known(row["estimate"])
    )


def _tabulate_effects(
    rows: pd.DataFrame, model: Model, codebook: Codebook, language: Language
) -> TableView:
    heads = ("factor", "wave", "gap", "interval", "p", "predicted", "n", "kind")
    return TableView(
        tuple(say(f"head_{head}", language) for head in heads),
        tuple(
            _write_effect(row, term, codebook, language)
            for term, _, found in _key_effects(model, rows)
            for row in records(found)
        ),
    )


def _write_effect(
    row: dict[str, Any], term: Term, codebook: Codebook, language: Language
) -> tuple[Cell, ...]:
    contrast = contrast_label(term, row["level"], codebook, language)
    name = Cell(f"{term_label(term, codebook, language)} ({contrast})")
    kind = Cell(KINDS[row["provenance"]][language])
    if not is_known(row["estimate"]):
        why = describe_refusal(row["code"], row["reason"], language)
        return (name, Cell(row["wave"]), Cell(why), *(Cell(ABSENT),) * 4, kind)
    return (
        name,
        Cell(row["wave"]),
        Cell(points(row["estimate"], language), is_number=True),
        Cell(points_range(row["conf_low_95"], row["conf_high_95"], language), is_number=True),
        Cell(p_value(row["p"]), is_number=True),
        Cell(predicted_text(row["p0"], row["p1"]), is_number=True),
        Cell(count(row["n"]), is_number=True),
        kind,
    )
