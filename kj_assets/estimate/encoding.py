"""Answers as numbers, and the design matrix they make.

Belongs here: how levels become columns. Does not: what a term is (`terms.py`), checks of a whole
model (`model_data.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from kj_assets.estimate.checks import RefusalError
from kj_assets.estimate.terms import (
    Factor,
    LogitSpec,
    MainTerm,
    Numeric,
    list_columns,
    list_main_columns,
)


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
            start, end = end, end + len(list_main_columns(term))
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
