"""Effects of all models and waves in one long table, with those in print beside them.

Here: stacking, and saying where each line breaks: a model's line for a term rests on its outcome
and on that term. Not here: any test of a difference (`changes.py`).
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from kj_assets.dagster_kit.asset import Product
from kj_assets.estimate.results import EFFECTS
from kj_assets.estimate.tables import build_table, make_empty
from kj_assets.model.printed import PrintedEffect
from kj_assets.model.published import read_published
from kj_assets.model.registry import Model
from kj_assets.trend.breaks import mark_lines
from kj_assets.trend.columns import TREND_EFFECTS
from kj_assets.trend.origin import (
    ONE_WAVE,
    Comparabilities,
    Lines,
    PublishedSeries,
    WaveOrigin,
    read_waves_in_print,
)
from kj_assets.waves.codebook import Codebook

POINTS = 100.0
# What is in print carries no test.
NOTHING_TESTED = {"significant_5": False, "significant_1": False, "code": "", "reason": ""}


def pool_effects(
    origins: tuple[WaveOrigin, ...],
    codebook: Codebook,
    models: Mapping[str, Model],
    comparability: Comparabilities,
    published: PublishedSeries | None,
    **effects: pd.DataFrame,
) -> Product:
    """Effects of all models and waves, and published ones, as proportions.

    Args:
        origins: the fielded waves.
        codebook: the items that models use.
        models: the registered models; a published effect of none of them is left out.
        comparability: the codebook's notes by item.
        published: the published series, if the project has one.
        effects: effects by schema (``wave_2025``), of the waves that have any.
    """
    lines = Lines(origins, read_waves_in_print(published), comparability)
    computed = [
        effects[origin.schema].assign(
            population=origin.population,
            mode=origin.mode,
            provenance=origin.provenance,
            source=origin.source,
        )
        for origin in origins
        if origin.schema in effects
    ]
    printed = [_read_series(codebook, models, published, lines)] if published else []
    filled = [table for table in (*computed, *printed) if len(table)]
    table = pd.concat(filled, ignore_index=True) if filled else make_empty(EFFECTS)
    marked = _mark_breaks(table, lines)
    return Product(
        marked,
        numbers={"waves": len(origins), "published_points": sum(map(len, printed))},
        notes={"waves": ONE_WAVE} if len(origins) < 2 else {},
    )


def _read_series(
    codebook: Codebook,
    models: Mapping[str, Model],
    published: PublishedSeries,
    lines: Lines,
) -> pd.DataFrame:
    """Printed numbers of effects on an outcome, for each model that has the term with one level."""
    printed = read_published(published.effects.path, PrintedEffect)
    rows = []
    for row in printed[printed["relation"] == "equal"].to_dict(orient="records"):
        for key, model in models.items():
            level = _only_level(model, row["term"], codebook)
            if model.outcome.item == row["outcome"] and level:
                base = next(term.base for term in model.all_terms if term.item == row["term"])
                rows.append(row | {"model": key, "level": level, "base": base})
    names = ("wave", "model", "outcome", "term", "level", "base")
    known: dict[str, object] = {name: [row[name] for row in rows] for name in names}
    known |= {"estimate": [float(row["value"]) / POINTS for row in rows], "subgroup": ""}
    table = build_table(known | NOTHING_TESTED, EFFECTS)
    modes = lines.in_print.set_index("wave")["mode"]
    told = table.assign(
        population=lines.list_populations(table["wave"]),
        mode=table["wave"].map(modes),
        provenance="published",
        source=[row["source"] for row in rows],
    )
    return published.select(told)


def _only_level(model: Model, item: str, codebook: Codebook) -> str | None:
    """The level of a term that is not its base, where there is just one."""
    for term in model.all_terms:
        levels = [key for key in (term.groups or codebook.items[term.item].levels)]
        if term.item == item and len(levels) == 2:
            return next(level for level in levels if level != term.base)
    return None


def _mark_breaks(table: pd.DataFrame, lines: Lines) -> pd.DataFrame:
    """Add `LINE_COLUMNS`: each term of a model has one line a population."""
    if table.empty:
        return table.reindex(columns=list(TREND_EFFECTS))
    marks = []
    key = ["population", "model", "term"]
    for place, rows in table.groupby(key):
        population, model, term = map(str, place)
        waves = sorted(set(rows["wave"]))
        breaks = lines.find_breaks(population, waves, [str(rows["outcome"].iloc[0]), term])
        marks.append(
            mark_lines(waves, breaks).assign(population=population, model=model, term=term)
        )
    marked = table.merge(pd.concat(marks), on=[*key, "wave"], how="left", validate="m:1")
    return marked[list(TREND_EFFECTS)]
