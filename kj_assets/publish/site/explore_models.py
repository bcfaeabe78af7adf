"""The explore page of a model: the effects of its key terms over all waves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kj_assets.figure.labels import (
    contrast_label,
    question_of,
    row_label,
    support_levels,
    term_label,
)
from kj_assets.figure.refusals import describe_refusal
from kj_assets.figure.samples import tell_samples
from kj_assets.figure.trend_plot import KINDS
from kj_assets.figure.wording import (
    Language,
    bracketed,
    count,
    in_sentence,
    is_known,
    join_list,
    name_wave,
    p_value,
    points,
    points_range,
    predicted_text,
)
from kj_assets.model.registry import Model, Term
from kj_assets.publish.briefing.phrases import say
from kj_assets.publish.briefing.tables import Cell, TableView
from kj_assets.publish.site.chart import Reading, Series, lay_out_chart
from kj_assets.publish.site.explore import (
    ABSENT,
    LINE_COLOURS,
    ExploreFace,
    order_readings,
    reasons_of,
    records,
)
from kj_assets.publish.site.explore_changes import tabulate_changes
from kj_assets.trend.breaks import Break, join_breaks, read_breaks
from kj_assets.trend.population import choose_population
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.wave_declaration import OWN_POPULATION, Population

if TYPE_CHECKING:
    import pandas as pd


def face_of_model(
    key: str,
    model: Model,
    effects: pd.DataFrame,
    changes: pd.DataFrame,
    codebook: Codebook,
    language: Language,
    population: Population = OWN_POPULATION,
) -> ExploreFace:
    """A model's key effects over waves: ``trend/effects`` and ``trend/effect_changes``."""
    rows = effects[effects["model"] == key]
    own = choose_population(rows, population)
    series = [
        Series(
            f"{term.item}-{level}",
            f"{term_label(term, codebook, language)}",
            LINE_COLOURS[place % len(LINE_COLOURS)],
            _read_effects(found, term, codebook, language),
        )
        for place, (term, level, found) in enumerate(_key_effects(model, own))
    ]
    outcome = codebook.items[model.outcome.item]
    return ExploreFace(
        language,
        codebook.title.in_language(language),
        model.label.in_language(language),
        question_of(outcome, language),
        (_tell_gap(model, codebook, language),),
        lay_out_chart(say("chart_effects", language), series, own["wave"], signed=True)
        if series
        else None,
        reasons_of(_breaks_of(model, own), language),
        _tabulate_effects(rows, model, codebook, language) if len(rows) else None,
        tabulate_changes(
            _key_changes(model, changes[changes["model"] == key]),
            "factor",
            lambda row: row_label(model, row["term"], row["level"], codebook, language),
            language,
        ),
        tell_samples(changes.loc[changes["model"] == key, "samples"], language),
    )


def _tell_gap(model: Model, codebook: Codebook, language: Language) -> str:
    """Between whom the gaps are, and in the share of which answers."""
    controls = [term_label(term, codebook, language) for term in model.controls]
    named = [in_sentence(label, language) for label in controls]
    support = support_levels(model, codebook, language)
    key = "model_gap_controlled" if named else "model_gap"
    return say(key, language, levels=support, controls=join_list(named, language))


def _key_changes(model: Model, rows: pd.DataFrame) -> pd.DataFrame:
    """Changes of the key terms, in the order they are declared."""
    order = {term.item: place for place, term in enumerate(model.terms)}
    known = rows[rows["term"].isin(list(order))]
    return known.sort_values("term", key=lambda terms: terms.map(order), kind="stable")


def _breaks_of(model: Model, rows: pd.DataFrame) -> tuple[Break, ...]:
    """Breaks of the lines of the key terms, each reason once."""
    return join_breaks(
        found for term in model.terms for found in read_breaks(rows[rows["term"] == term.item])
    )


def _key_effects(model: Model, rows: pd.DataFrame) -> list[tuple[Term, str, pd.DataFrame]]:
    found = []
    for term in model.terms:
        own = rows[rows["term"] == term.item]
        for level in dict.fromkeys(own["level"]):
            found.append((term, str(level), own[own["level"] == level].sort_values("wave")))
    return found


def _read_effects(
    rows: pd.DataFrame, term: Term, codebook: Codebook, language: Language
) -> tuple[Reading, ...]:
    """One reading a row."""
    readings: list[Reading] = []
    for row, stretch in order_readings(rows[rows["estimate"].notna()]):
        has_interval = is_known(row["conf_low_95"])
        readings.append(
            Reading(
                row["wave"],
                row["estimate"],
                row["conf_low_95"] if has_interval else None,
                row["conf_high_95"] if has_interval else None,
                stretch,
                row["provenance"],
                _tell_effect(row, term, codebook, language),
            )
        )
    return tuple(readings)


def _tell_effect(row: dict[str, Any], term: Term, codebook: Codebook, language: Language) -> str:
    told = {
        "wave": name_wave(row["wave"], language),
        "label": term_label(term, codebook, language),
        "size": points(row["estimate"], language),
        "kind": KINDS[row["provenance"]][language],
    }
    if not is_known(row["p"]):
        return say("point_effect_printed", language, **told)
    return say(
        "point_effect",
        language,
        **told,
        interval=points_range(row["conf_low_95"], row["conf_high_95"], language),
        p=p_value(row["p"]),
        n=count(row["n"]),
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
    name = Cell(term_label(term, codebook, language) + bracketed(contrast, language))
    kind = Cell(KINDS[row["provenance"]][language])
    if not is_known(row["estimate"]):
        why = describe_refusal(row["code"], row["reason"], language)
        return (name, Cell(row["wave"]), Cell(why), *(Cell(ABSENT),) * 4, kind)
    return (
        name,
        Cell(row["wave"]),
        Cell(points(row["estimate"], language), is_number=True),
        *(Cell(text, is_number=True) for text in _write_test(row, language)),
        kind,
    )


def _write_test(row: dict[str, Any], language: Language) -> tuple[str, ...]:
    """Interval, p, predicted probabilities and n; none of them is in print."""
    if not is_known(row["p"]):
        return (ABSENT,) * 4
    return (
        points_range(row["conf_low_95"], row["conf_high_95"], language),
        p_value(row["p"]),
        predicted_text(row, language),
        count(row["n"]),
    )
