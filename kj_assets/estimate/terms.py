"""Declared terms of a model, and the columns they make.

Belongs here: what a term is. Terms are declared, never parsed from a formula string. Does not:
answers as numbers (`encoding.py`), estimation, weights.
"""

from __future__ import annotations

from dataclasses import dataclass

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
    main = {term.name: list_main_columns(term) for term in spec.main_terms}
    columns = [Column(INTERCEPT), *(column for block in main.values() for column in block)]
    for interaction in spec.interactions:
        first, second = (main[name] for name in interaction.of)
        columns += [
            Column(interaction.name, f"{a.level or a.term}:{b.level or b.term}")
            for a in first
            for b in second
        ]
    return tuple(columns)


def list_main_columns(term: MainTerm) -> list[Column]:
    """Return the columns of one term: one for a number, one for each level but the base."""
    if isinstance(term, Numeric):
        return [Column(term.name)]
    return [Column(term.name, level) for level in term.contrasts]
