"""What an asset of this project is, before Dagster or DuckDB know of it.

Here: the declaration of one asset and what its function returns. Not here: how it is
stored (`storage.py`), when it is rebuilt (`guard.py`, `plan.py`), how Dagster sees it
(`assembly.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import pandas as pd

from kj_assets.dagster_kit.rows import Rows
from kj_assets.dagster_kit.versions import Version, describe_version

Key = tuple[str, str]
"""Schema and table: ``("wave_2025", "clean")`` is ``wave_2025/clean`` in Dagster."""
Draw = Callable[[], Iterator[pd.DataFrame]]
"""What draws the chunks of a table; called again where a conflict makes them be written again."""


def show_key(key: Key) -> str:
    """The key as Dagster and people write it."""
    return "/".join(key)


ColumnOf = tuple[Key, str]
"""A column of another asset: its key and the column's name."""


@dataclass(frozen=True)
class Part:
    """A table that an asset writes beside its own: what it holds, what each column means."""

    description: str
    columns: Mapping[str, str]


@dataclass(frozen=True)
class CheckSpec:
    """A check an asset will report: declared before there is data."""

    name: str
    description: str
    blocking: bool = False


@dataclass(frozen=True)
class CheckReport:
    """What a check found; ``failing`` is a short table of the rows that failed."""

    name: str
    passed: bool
    description: str
    blocking: bool = False
    failing: pd.DataFrame | None = None
    numbers: Mapping[str, float | int | str] = field(default_factory=dict)


@dataclass(frozen=True)
class Findings:
    """What is said of a table once all its rows are written; added to what its product says."""

    checks: tuple[CheckReport, ...] = ()
    numbers: Mapping[str, float | int | str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Product:
    """What an asset's function returns.

    ``frame`` becomes the asset's table; ``parts`` become ``<table>__<part>`` beside it.
    ``files`` are written under the build folder, relative path to bytes. ``numbers`` are
    plotted over runs in the Dagster UI, ``notes`` are shown there as Markdown.
    """

    frame: pd.DataFrame
    parts: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    checks: tuple[CheckReport, ...] = ()
    numbers: Mapping[str, float | int | str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)

    def tables(self, key: Key) -> dict[str, Draw]:
        """What draws each table of the product, by its name in the schema."""
        parts = {f"{key[1]}__{part}": partial(_once, frame) for part, frame in self.parts.items()}
        return {key[1]: self.draw, **parts}

    def draw(self) -> Iterator[pd.DataFrame]:
        """The asset's own table in chunks: here the one frame."""
        return _once(self.frame)

    def concluded(self, written: Rows) -> Product:
        """The product with what is said of its table as written: here nothing more."""
        return self


@dataclass(frozen=True, kw_only=True)
class Stream(Product):
    """A product whose own table may be too long to hold.

    ``chunks`` draws frames of the same columns and types, at least one, while they are written.
    ``conclude`` is then called with the table as written, before anything is final: what it, or
    the drawing, raises leaves the last good table.
    """

    frame: pd.DataFrame = field(default_factory=pd.DataFrame, init=False)
    chunks: Draw
    conclude: Callable[[Rows], Findings] = field(default=lambda written: Findings())

    def draw(self) -> Iterator[pd.DataFrame]:
        """The chunks, from the first."""
        return self.chunks()

    def concluded(self, written: Rows) -> Product:
        """The product with what `conclude` finds in the table as written."""
        found = self.conclude(written)
        return replace(
            self,
            checks=(*self.checks, *found.checks),
            numbers={**self.numbers, **found.numbers},
            notes={**self.notes, **found.notes},
        )


def _once(frame: pd.DataFrame) -> Iterator[pd.DataFrame]:
    return iter([frame])


class CheckFailedError(Exception):
    """A blocking check failed: nothing is written, the last good table stays."""

    def __init__(self, message: str, checks: tuple[CheckReport, ...]) -> None:
        """Keep every check's report beside the sentence."""
        self.checks = checks
        super().__init__(message)


@dataclass(frozen=True)
class Source:
    """Something outside the store, such as a file, whose version is asked for."""

    key: Key
    version: Callable[[], str]
    description: str


@dataclass(frozen=True)
class Sieve:
    """What an asset's input tables pass through before its function sees them.

    ``sift`` is called with the tables by parameter, with the key of each, and with ``settings`` by
    name; it returns what the function is called with. It may take tables the function has no use
    for. Its code and its settings are part of the asset's version.
    """

    sift: Callable[..., Mapping[str, pd.DataFrame | Rows]]
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Asset:
    """One node of the graph.

    Args:
        key: schema and table.
        compute: plain function; called with the input tables and the settings by name.
        inputs: parameter of `compute` to the key of the asset it reads; ``key#part`` is
            written as the table name ``table__part``.
        in_chunks: those parameters that are handed over as `Rows`, not as a frame: tables that
            grow with the number of respondents.
        settings: parameter of `compute` to a value declared in YAML; exactly this slice is
            part of the version.
        sources: things outside the store that `compute` reads.
        sieve: what its input tables pass through first, if anything.
        resources: files, such as templates, that are part of the meaning of the code.
        columns: description of each column of the table.
        other_columns: description of columns whose names only the data know.
        parts: the tables written beside it, by what follows ``table__``.
        lineage: the columns that a column is made from, as far as that is known.
        previewed: whether Dagster's log may hold its first rows; not where they identify people.
        page: where a reader finds it below the build folder, such as ``site/index.html``.
        pictures: what a picture is called to its file below the build folder.
    """

    key: Key
    compute: Callable[..., Product | pd.DataFrame]
    description: str
    inputs: Mapping[str, Key] = field(default_factory=dict)
    in_chunks: frozenset[str] = frozenset()
    settings: Mapping[str, Any] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()
    sieve: Sieve | None = None
    resources: tuple[Path, ...] = ()
    checks: tuple[CheckSpec, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    other_columns: str = ""
    parts: Mapping[str, Part] = field(default_factory=dict)
    lineage: Mapping[str, tuple[ColumnOf, ...]] = field(default_factory=dict)
    page: str = ""
    pictures: Mapping[str, str] = field(default_factory=dict)
    previewed: bool = True
    kinds: frozenset[str] = frozenset({"duckdb"})
    tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def upstream(self) -> tuple[Key, ...]:
        """Keys of the stored assets this one reads, parts folded into their asset."""
        owners = (self.owner_of(key) for key in self.inputs.values())
        return tuple(dict.fromkeys(owners))

    @staticmethod
    def owner_of(table: Key) -> Key:
        """The asset that writes a table: ``x__part`` belongs to ``x``."""
        return table[0], table[1].split("__")[0]

    @cached_property
    def version(self) -> Version:
        """Version of the code, its slice of the YAML and its libraries."""
        functions = (self.compute, self.sieve.sift) if self.sieve else (self.compute,)
        sifted = {"sieve": dict(self.sieve.settings)} if self.sieve else {}
        settings = {**self.settings, "tags": dict(self.tags), **sifted}
        return describe_version(functions, settings, self.resources)

    def run(self, tables: Mapping[str, pd.DataFrame | Rows]) -> Product:
        """Call the function with its input tables; a bare frame becomes a product."""
        if self.sieve:
            tables = self.sieve.sift(tables, self.inputs, **self.sieve.settings)
        result = self.compute(**tables, **self.settings)
        return result if isinstance(result, Product) else Product(result)
