"""Where the rule stands: between the store and everything public.

Each figure and everything published reads its tables through this sieve, so no page can forget
the rule, and what a figure stores is what it may show. Here: whose tables are sifted, and with
which others beside them. Not here: the rule (`rule.py`). Tables that no figure or page reads, and
the respondents that a licence lets out, are not touched; the store itself is not public.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from kj_assets.dagster_kit.asset import Asset, Key, Sieve
from kj_assets.dagster_kit.plan import sort_assets
from kj_assets.dagster_kit.rows import Rows
from kj_assets.publish.closing.complement import Nets, WaveNets
from kj_assets.publish.closing.elsewhere import find_elsewhere
from kj_assets.publish.closing.plain import tell_plainly
from kj_assets.publish.closing.rule import suppress_small_cells
from kj_assets.trend.assets import PREFIX
from kj_assets.trend.assets import SCHEMA as TREND
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.registry import Wave

if TYPE_CHECKING:
    import pandas as pd

PUBLICATION = "publication"
FIGURE = "figure_"
RESPONDENTS = ("validated", "weights")
# The tables of the same schema whose numbers a table shows again or adds up to, by how its name
# begins. {table} is the table that a part stands beside, {over} begins names of tables over waves.
BESIDE: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("crosstabs", "", ("toplines",)),
    ("published_vs_computed", "", ("toplines", "effects")),
    ("compare_", "", ("effects",)),
    ("raked_errors_", "", ("effects",)),
    ("differences", "", ("effects",)),
    ("within_", "differences", ("{table}",)),
    ("{over}changes", "", ("{over}toplines",)),
    ("{over}effect_changes", "", ("{over}effects",)),
    ("question_", "", ("{over}effects",)),
    ("question_", "steps", ("{over}effects",)),
)
# The columns that name whose rows a row rests on.
WAVES = ("wave", "wave_a", "wave_b")
ONLY_SIFTED = "beside__"


def sieve_public(
    assets: Sequence[Asset], waves: Sequence[Wave], codebook: Codebook, small_cells: int
) -> Iterator[Asset]:
    """The assets, those that are public with the sieve before them."""
    made = {asset.key for asset in assets}
    schemas = _find_schemas(assets)
    for asset in assets:
        if asset.inputs and (asset.key[0] == PUBLICATION or asset.key[1].startswith(FIGURE)):
            items = getattr(asset.settings.get("codebook"), "items", codebook.items)
            nets = {
                wave.id: list_nets(wave.codebook(codebook), items)
                for wave in waves
                if wave.schema in schemas[asset.key]
            }
            open_ = tuple(w.id for w in waves if w.publishes_respondents and w.id in nets)
            settings = {"small_cells": small_cells, "nets": nets, "open_waves": open_}
            sieve = Sieve(sift_public, settings)
            yield replace(asset, inputs=_with_beside(asset, made), sieve=sieve)
        else:
            yield asset


def _find_schemas(assets: Sequence[Asset]) -> dict[Key, frozenset[str]]:
    """The schemas of all that each asset is made from, its own included: whose rows it may hold."""
    found: dict[Key, frozenset[str]] = {}
    for asset in sort_assets(assets):
        above = (found.get(key, frozenset()) for key in asset.upstream)
        found[asset.key] = frozenset({asset.key[0]}).union(*above)
    return found


def list_nets(codebook: Codebook, items: Iterable[str]) -> Nets:
    """Levels of every net of some items, by item; items without nets are left out."""
    found = {
        name: {net: declared.levels for net, declared in codebook.items[name].nets.items()}
        for name in items
        if name in codebook.items
    }
    return {name: nets for name, nets in found.items() if nets}


def sift_public(
    tables: Mapping[str, pd.DataFrame | Rows],
    keys: Mapping[str, Key],
    small_cells: int,
    nets: WaveNets,
    open_waves: tuple[str, ...] = (),
) -> dict[str, pd.DataFrame | Rows]:
    """The tables as they may be seen; those read for the sieve's own sake are gone.

    Args:
        tables: every input table by its parameter.
        keys: the key of each.
        small_cells: the least number of respondents a public number may rest on.
        nets: levels of nets, by wave and item.
        open_waves: ids of waves whose respondents are public, row by row.
    """
    known = {keys[name]: table for name, table in tables.items()}

    def close(key: Key) -> pd.DataFrame | Rows:
        table = known[key]
        if isinstance(table, Rows) or key[1] in RESPONDENTS or key[1].startswith(FIGURE):
            return table  # Figures were sifted before they were stored.
        beside = [other for other in list_beside(key) if other in known]
        everybody = known[beside[0]] if key[1] == "crosstabs" and beside else None
        shown = None
        if everybody is None and beside:
            shown = find_elsewhere(table, [close(other) for other in beside])
        is_open = find_open(table, key, open_waves)
        closed = suppress_small_cells(table, small_cells, nets, everybody, shown, is_open)
        return tell_plainly(closed)

    return {name: close(keys[name]) for name in tables if not name.startswith(ONLY_SIFTED)}


def find_open(table: pd.DataFrame, key: Key, open_waves: Collection[str]) -> np.ndarray:
    """Which rows are of nobody but respondents who are public; bool, one per row.

    A table that names no wave is of the wave whose schema it is in.
    """
    own = key[0].removeprefix("wave_") in open_waves
    named = [table[column] for column in WAVES if column in table]
    if not named:
        return np.full(len(table), own)
    known = [waves.isin(list(open_waves)) | (waves.fillna("") == "") for waves in named]
    return np.logical_and.reduce(known)


def list_beside(key: Key) -> list[Key]:
    """The tables that a table has to be sifted with."""
    schema, (table, _, part) = key[0], key[1].partition("__")
    over = "" if schema == TREND else PREFIX
    return [
        (schema, name.format(table=table, over=over))
        for start, of, others in BESIDE
        if table.startswith(start.format(over=over)) and of == part
        for name in others
    ]


def _with_beside(asset: Asset, made: set[Key]) -> dict[str, Key]:
    read = set(asset.inputs.values())
    wanted = dict.fromkeys(other for key in asset.inputs.values() for other in list_beside(key))
    return dict(asset.inputs) | {
        f"{ONLY_SIFTED}{schema}_{table}": (schema, table)
        for schema, table in wanted
        if (schema, table) not in read and (schema, table) in made
    }
