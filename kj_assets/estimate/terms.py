"""Declared terms of a model, and the design matrix they make from a cells frame.

Belongs here: what a term is, and how levels become columns. Terms are declared, never parsed from
a formula string. Does not: estimation, weights.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from kj_assets.estimate.checks import RefusalError

INTERCEPT = "(intercept)"


@dataclass(frozen=True)
class Factor:
    """An item with declared levels, one column for each level but the base."""

    name: str
    levels: tuple[str, ...]
    base: str

    def __post_init__(self) -> None:
        """Hold the declaration to itself: levels unique, base among them."""
        if len(set(self.levels)) != len(self.levels) or self.base not in self.levels:
            raise ValueError(f"{self.name}: levels must be unique and include {self.base!r}")

    @property
    def contrasts(self) -> tuple[str, ...]:
        """The levels other than the base, in declared order."""
        return tuple(level for level in self.levels if level != self.base)

    @property
    def base_code(self) -> int:
        """Position of the base among the levels."""
        return self.levels.index(self.base)


@dataclass(frozen=True)
class Numeric:
    """An item that is a number; its effect is that of a change by `step`."""

    name: str
    step: float = 1.0


@dataclass(frozen=True)
class Interaction:
    """The product of two terms that are declared themselves."""

    of: tuple[str, str]

    @property
    def name(self) -> str:
        """`a:b`, as it is printed."""
        return ":".join(self.of)


Term = Factor | Numeric | Interaction
MainTerm = Factor | Numeric


@dataclass(frozen=True)
class LogitSpec:
    """A declared logistic regression: the outcome (0/1) and its terms."""

    outcome: str
    terms: tuple[Term, ...]

    def __post_init__(self) -> None:
        """At least one term, each once; interactions of declared main terms only."""
        if not self.main_terms:
            raise ValueError(f"{self.outcome}: a model needs at least one term")
        names = [term.name for term in self.terms]
        if len(set(names)) != len(names) or self.outcome in names:
            raise ValueError(f"{self.outcome}: a term is declared twice, or is the outcome itself")
        for interaction in self.interactions:
            if not set(interaction.of) <= set(self.items) or len(set(interaction.of)) < 2:
                raise ValueError(f"{interaction.name}: both sides must be terms of their own")

    @property
    def main_terms(self) -> tuple[MainTerm, ...]:
        """Factors and numbers, in declared order."""
        return tuple(term for term in self.terms if not isinstance(term, Interaction))

    @property
    def interactions(self) -> tuple[Interaction, ...]:
        """Interactions, in declared order."""
        return tuple(term for term in self.terms if isinstance(term, Interaction))

    @property
    def items(self) -> tuple[str, ...]:
        """Names of the items that the terms need, outcome not among them."""
        return tuple(term.name for term in self.main_terms)

    def find_main_term(self, name: str) -> MainTerm:
        """Return the declared main term of that name; KeyError where there is none."""
        return {term.name: term for term in self.main_terms}[name]


@dataclass(frozen=True)
class Column:
    """One column of the design matrix; `level` is empty for numbers and the intercept."""

    term: str
    level: str = ""

    @property
    def name(self) -> str:
        """`term[level]`, or the term alone."""
        return f"{self.term}[{self.level}]" if self.level else self.term


def list_columns(spec: LogitSpec) -> tuple[Column, ...]:
    """Return the design matrix's columns in order: intercept, main terms, interactions."""
    main = {term.name: _list_main_columns(term) for term in spec.main_terms}
    columns = [Column(INTERCEPT), *(column for block in main.values() for column in block)]
    for interaction in spec.interactions:
        first, second = (main[name] for name in interaction.of)
        columns += [
            Column(interaction.name, f"{a.level or a.term}:{b.level or b.term}")
            for a in first
            for b in second
        ]
    return tuple(columns)


def _list_main_columns(term: MainTerm) -> list[Column]:
    if isinstance(term, Numeric):
        return [Column(term.name)]
    return [Column(term.name, level) for level in term.contrasts]


@dataclass(frozen=True, eq=False)
class EncodedTerms:
    """The answers of complete cells as numbers: level positions for factors, values for numbers.

    `answers[name]` has one entry per cell. Setting a term gives a new object, from which
    `build_matrix` rebuilds dummies and interactions.
    """

    spec: LogitSpec
    answers: Mapping[str, np.ndarray]
    n_cells: int

    def set_level(self, name: str, level: str) -> EncodedTerms:
        """Return the same cells with factor `name` at `level` everywhere."""
        term = self.spec.find_main_term(name)
        assert isinstance(term, Factor)
        codes = np.full(self.n_cells, term.levels.index(level))
        return EncodedTerms(self.spec, {**self.answers, name: codes}, self.n_cells)

    def add_step(self, name: str, step: float) -> EncodedTerms:
        """Return the same cells with number `name` raised by `step`."""
        values = {**self.answers, name: self.answers[name] + step}
        return EncodedTerms(self.spec, values, self.n_cells)

    def build_matrix(self) -> np.ndarray:
        """Return the (cells × columns) design matrix, columns as `list_columns` names them.

        Each column is in one piece in memory: sums over cells are what is asked of it.
        """
        columns = np.empty((len(list_columns(self.spec)), self.n_cells))
        columns[0] = 1.0
        main, end = {}, 1
        for term in self.spec.main_terms:
            start, end = end, end + len(_list_main_columns(term))
            main[term.name] = self._fill(columns[start:end], term)
        for interaction in self.spec.interactions:
            first, second = (main[name] for name in interaction.of)
            product = (first[:, None] * second).reshape(-1, self.n_cells)
            start, end = end, end + len(product)
            columns[start:end] = product
        return columns.T

    def _fill(self, block: np.ndarray, term: MainTerm) -> np.ndarray:
        values = self.answers[term.name]
        if isinstance(term, Numeric):
            block[0] = values
            return block
        for column, level in zip(block, term.contrasts, strict=True):
            np.equal(values, term.levels.index(level), out=column)
        return block


def encode_terms(cells: pd.DataFrame, spec: LogitSpec) -> EncodedTerms:
    """Return the terms of complete cells as numbers.

    Errors: X001 where a cell holds a level that is not declared, or a number is not one or is
    infinite.
    """
    factors = [term for term in spec.main_terms if isinstance(term, Factor)]
    positions = _find_positions(cells, factors)
    answers = {
        term.name: positions[term.name] if isinstance(term, Factor) else _read_numbers(cells, term)
        for term in spec.main_terms
    }
    return EncodedTerms(spec, answers, len(cells))


def _read_numbers(cells: pd.DataFrame, term: Numeric) -> np.ndarray:
    answers = cells[term.name]
    if not pd.api.types.is_numeric_dtype(answers):
        raise RefusalError("X001", f"term {term.name!r} is declared numeric", item=term.name)
    values = answers.to_numpy(dtype=float)
    if not (finite := np.isfinite(values)).all():
        raise RefusalError(
            "X001",
            f"term {term.name!r} holds infinite numbers; leave such answers empty",
            item=term.name,
            counts={"respondents": int(cells["n"][~finite].sum())},
        )
    return values


def _find_positions(cells: pd.DataFrame, factors: Sequence[Factor]) -> dict[str, np.ndarray]:
    """Position of each answer among its factor's levels, looked up for all factors at once."""
    if not factors or cells.empty:
        return {factor.name: np.empty(0, dtype=int) for factor in factors}
    levels = list(dict.fromkeys(level for factor in factors for level in factor.levels))
    texts = [_read_texts(cells[factor.name], factor) for factor in factors]
    together = pa.chunked_array([chunk for column in texts for chunk in column.chunks])
    found = pc.index_in(together, value_set=pa.array(levels, together.type))
    found = found.fill_null(len(levels)) if found.null_count else found
    codes = found.to_numpy().reshape(len(factors), -1)
    known = [dict(zip(f.levels, range(len(f.levels)), strict=True)) for f in factors]
    lookup = np.array([[*(own.get(level, -1) for level in levels), -1] for own in known])
    positions = lookup[np.arange(len(factors))[:, None], codes]
    if positions.min() < 0:
        for factor, own in zip(factors, positions, strict=True):
            if own.min() < 0:
                _refuse_undeclared(cells[factor.name], factor, own < 0)
    return {factor.name: own for factor, own in zip(factors, positions, strict=True)}


def _read_texts(answers: pd.Series, factor: Factor) -> pa.ChunkedArray:
    """Answers as Arrow holds them, without a copy; what is no text is none of the levels."""
    if not pd.api.types.is_string_dtype(answers):
        _refuse_undeclared(answers, factor, np.ones(len(answers), dtype=bool))
    texts = pa.array(answers.array, from_pandas=True)
    chunked = texts if isinstance(texts, pa.ChunkedArray) else pa.chunked_array([texts])
    return chunked if pa.types.is_large_string(chunked.type) else chunked.cast(pa.large_string())


def _refuse_undeclared(answers: pd.Series, factor: Factor, undeclared: np.ndarray) -> None:
    found = sorted({str(answer) for answer in answers[undeclared]})[:5]
    raise RefusalError(
        "X001",
        f"term {factor.name!r} holds undeclared levels {found}; declare them as strings, "
        "or make them a missing kind",
        item=factor.name,
        counts={"cells": int(undeclared.sum())},
    )
