"""Saying which columns a column is made from."""

from __future__ import annotations

from collections.abc import Iterable

from kj_assets.dagster_kit.asset import ColumnOf, Key

Lineage = dict[str, tuple[ColumnOf, ...]]


def same_columns(names: Iterable[str], *keys: Key) -> Lineage:
    """Columns that are those of the same name in other tables."""
    return {name: tuple((key, name) for key in keys) for name in names}


def made_from(names: Iterable[str], *columns: ColumnOf) -> Lineage:
    """Columns that are all made from the same ones."""
    return dict.fromkeys(names, columns)
