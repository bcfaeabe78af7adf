"""The explore page of a question: its shares over all waves, computed and published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kj_assets.figure.distribution import say_share
from kj_assets.figure.labels import question_of
from kj_assets.figure.samples import tell_samples
from kj_assets.figure.theme import level_colours
from kj_assets.figure.trend_plot import KINDS
from kj_assets.figure.wording import (
    Language,
    count,
    is_known,
    join_list,
    name_wave,
    percent,
    percent_range,
    quoted,
)
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
from kj_assets.trend.breaks import read_breaks
from kj_assets.trend.population import choose_population
from kj_assets.waves.codebook import Codebook, Item
from kj_assets.waves.wave_declaration import OWN_POPULATION, Population

if TYPE_CHECKING:
    import pandas as pd


def face_of_item(
    key: str,
    toplines: pd.DataFrame,
    changes: pd.DataFrame,
    codebook: Codebook,
    language: Language,
    population: Population = OWN_POPULATION,
) -> ExploreFace:
    """A question's shares over waves: ``trend/toplines`` and ``trend/changes``."""
    item = codebook.items[key]
    rows = toplines[(toplines["item"] == key) & toplines["kind"].isin(["net", "level"])]
    own = choose_population(rows, population)
    shown = [level for level in (*item.nets, *item.levels) if (own["level"] == level).any()]
    colours = tell_apart({level: level_colours(item)[level] for level in shown})
    series = [
        Series(
            level,
            item.label_of(level, language),
            colours[level],
            _read_shares(own[own["level"] == level], item, language),
        )
        for level in shown
    ]
    # An assumed wording is said so beside the question itself.
    is_translated = item.question and item.wording == "translated"
    wording = say("wording_translated", language) if is_translated else ""
    reasons = reasons_of(read_breaks(own), language)
    bases = say("bases_differ", language) if _has_two_bases(toplines, key) else ""
    notes = (wording, *tell_nets(item, language), bases, *_notes_beside(reasons, item, language))
    return ExploreFace(
        language,
        codebook.title.in_language(language),
        item.label.in_language(language),
        question_of(item, language) if item.question else "",
        tuple(note for note in notes if note),
        lay_out_chart(say("chart_shares", language), series, own["wave"]) if shown else None,
        reasons,
        _tabulate_shares(rows, item, language) if len(rows) else None,
        tabulate_changes(
            rank_levels(changes[changes["item"] == key], item),
            "answer",
            lambda row: item.label_of(row["level"], language),
            language,
        ),
        tell_samples(changes.loc[changes["item"] == key, "samples"], language),
    )


def tell_apart(colours: Mapping[str, str]) -> dict[str, str]:
    """A colour for each line of a plot; where an earlier one has its colour, darker or another."""
    told: dict[str, str] = {}
    for level, colour in colours.items():
        others = (darken(colour), *LINE_COLOURS, *map(darken, LINE_COLOURS))
        free = (other for other in (colour, *others) if other not in told.values())
        told[level] = next(free, colour)
    return told


def darken(colour: str) -> str:
    """A hex colour half as bright."""
    return "#" + "".join(f"{int(colour[at : at + 2], 16) // 2:02x}" for at in (1, 3, 5))


def tell_nets(item: Item, language: Language) -> tuple[str, ...]:
    """What each net of an item sums up, if more than one answer."""
    return tuple(
        say(
            "net_of",
            language,
            net=quoted(net.label.in_language(language), language),
            levels=join_list(
                [quoted(item.label_of(level, language), language) for level in net.levels], language
            ),
        )
        for net in item.nets.values()
        if len(net.levels) > 1
    )


def _has_two_bases(toplines: pd.DataFrame, key: str) -> bool:
    """Whether shares in print stand beside computed ones, and some who were asked did not say."""
    rows = toplines[toplines["item"] == key]
    unanswered = (rows["kind"] == "missing") & (rows["share"] > 0)
    return bool((rows["provenance"] == "published").any() and unanswered.any())


def _notes_beside(reasons: Sequence[str], item: Item, language: Language) -> list[str]:
    """Notes on comparability but those that say below the chart why a line breaks."""
    notes = [f"{note.wave}: {note.note.in_language(language)}" for note in item.comparability]
    return [note for note in notes if not any(note in reason for reason in reasons)]


def _read_shares(rows: pd.DataFrame, item: Item, language: Language) -> tuple[Reading, ...]:
    """One reading a row."""
    readings: list[Reading] = []
    for row, stretch in order_readings(rows[rows["share"].notna()]):
        has_interval = is_known(row["conf_low_95"]) and is_known(row["conf_high_95"])
        readings.append(
            Reading(
                row["wave"],
                row["share"],
                row["conf_low_95"] if has_interval else None,
                row["conf_high_95"] if has_interval else None,
                stretch,
                row["provenance"],
                _tell_share(row, item, has_interval, language),
            )
        )
    return tuple(readings)


def _tell_share(row: dict[str, Any], item: Item, has_interval: bool, language: Language) -> str:
    between = ""
    if has_interval:
        joined = percent_range(row["conf_low_95"], row["conf_high_95"], language)
        between = f" ({joined})" if language == "en" else f"({joined})"
    return say(
        "point_share",
        language,
        wave=name_wave(row["wave"], language),
        label=item.label_of(row["level"], language),
        share=percent(row["share"]),
        interval=between,
        kind=KINDS[row["provenance"]][language],
        n=f", n\u00a0{count(row['n'])}" if is_known(row["n"]) else "",
    )


def rank_levels(rows: pd.DataFrame, item: Item) -> pd.DataFrame:
    """Rows of nets, then of levels, in the codebook's order."""
    order = {level: place for place, level in enumerate((*item.nets, *item.levels))}
    return rows.sort_values("level", key=lambda levels: levels.map(order), kind="stable")


def _tabulate_shares(rows: pd.DataFrame, item: Item, language: Language) -> TableView:
    ranked = rank_levels(rows, item).sort_values("wave", kind="stable")
    heads = ("wave", "answer", "share", "interval", "n", "kind")
    return TableView(
        tuple(say(f"head_{head}", language) for head in heads),
        tuple(
            (
                Cell(row["wave"]),
                Cell(item.label_of(row["level"], language)),
                Cell(say_share(row, language), is_number=is_known(row["share"])),
                Cell(
                    percent_range(row["conf_low_95"], row["conf_high_95"], language)
                    if is_known(row["conf_low_95"])
                    else ABSENT,
                    is_number=True,
                ),
                Cell(count(row["n"]) if is_known(row["n"]) else ABSENT, is_number=True),
                Cell(KINDS[row["provenance"]][language]),
            )
            for row in records(ranked)
        ),
    )
