"""What is declared in ``models.yaml``: models, comparisons and figures.

Here: what can be declared, and that declarations know each other. Not here: holding them against
the codebook (`loading.py`), fitting (`estimate/`) or drawing (`figure/`). Terms are declared, never
a formula string: a formula from a file is code.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, Self

from pydantic import Field, model_validator

from kj_assets.model.crosstab import Crosstab
from kj_assets.model.figures import Figure
from kj_assets.model.question import Question
from kj_assets.model.raking import RakedErrors
from kj_assets.waves.declarations import Code, Declared, Text


class Group(Declared):
    """Several levels that act as one in a term."""

    label: Text
    levels: tuple[Code, ...] = Field(min_length=1)


class Term(Declared):
    """A predictor: an item, its base level, and optionally its levels grouped.

    A number item has a ``step`` (the change its effect is reported for) and no base. A term
    that ``may_be_outcome`` of the same things as the outcome is left out in a variant.
    """

    item: str
    label: Text | None = None
    base: Code | None = None
    groups: dict[Code, Group] = {}
    step: float | None = Field(default=None, gt=0, le=1_000_000)
    may_be_outcome: bool = False


class Outcome(Declared):
    """The item explained, and the levels that count as support; all others count against."""

    item: str
    support: tuple[Code, ...] = Field(min_length=1)


class Model(Declared):
    """A registered logistic regression.

    Models of one ``case_set`` are fitted on the same complete cases, so that they may be
    compared; a model without one stands alone. ``interactions`` are products of two of its terms.
    Effects are also averaged ``within`` each level of some of its terms. In raked waves,
    ``raked_errors`` adds standard errors that know of the raking.
    """

    label: Text
    status: Literal["confirmatory", "exploratory"]
    outcome: Outcome
    terms: tuple[Term, ...] = Field(min_length=1)
    controls: tuple[Term, ...] = ()
    interactions: tuple[tuple[str, str], ...] = ()
    within: tuple[str, ...] = ()
    raked_errors: RakedErrors | None = None
    case_set: str | None = None

    @property
    def all_terms(self) -> tuple[Term, ...]:
        """Key terms, then controls."""
        return self.terms + self.controls

    @property
    def items(self) -> tuple[str, ...]:
        """Every item the model needs, outcome first."""
        return (self.outcome.item, *(term.item for term in self.all_terms))

    @model_validator(mode="after")
    def _use_each_item_once(self) -> Self:
        twice = {item for item in self.items if self.items.count(item) > 1}
        if twice:
            raise ValueError(f"{sorted(twice)} stand in the model more than once")
        return self

    @model_validator(mode="after")
    def _cross_own_terms(self) -> Self:
        items = [term.item for term in self.all_terms]
        pairs = [frozenset(pair) for pair in self.interactions]
        if any(len(pair) < 2 or not pair <= set(items) for pair in pairs):
            raise ValueError(f"interactions are of two different terms of the model: {items}")
        if len(set(pairs)) < len(pairs):
            raise ValueError("an interaction stands in the model more than once")
        if not set(self.within) <= set(items):
            raise ValueError(f"effects are averaged within terms of the model: {items}")
        return self

    def keep_terms(self, terms: Iterable[Term], controls: Iterable[Term]) -> Self:
        """The model with some of its terms, and the interactions that they still make."""
        kept = self.model_copy(update={"terms": tuple(terms), "controls": tuple(controls)})
        items = {term.item for term in kept.all_terms}
        crossed = tuple(pair for pair in self.interactions if items.issuperset(pair))
        return kept.model_copy(update={"interactions": crossed})


class Comparison(Declared):
    """The effects of two models of one case set, tested as differences: first minus second.

    The page's remarks ``discuss`` a key term, by default the one whose effects differ most.
    """

    label: Text
    models: tuple[str, str]
    discuss: str | None = None


class ComparedTerm(Declared):
    """A term's effect; the level may be left out where the term has but one besides its base."""

    item: str
    level: Code | None = None


class TermComparison(Declared):
    """The effects of two terms of one model, tested as a difference: first minus second."""

    label: Text
    model: str
    terms: tuple[ComparedTerm, ComparedTerm]


class Models(Declared):
    """The whole of ``models.yaml``."""

    models: dict[str, Model] = {}
    comparisons: dict[str, Comparison] = {}
    term_comparisons: dict[str, TermComparison] = {}
    crosstabs: dict[str, Crosstab] = {}
    questions: dict[str, Question] = {}
    figures: dict[str, Figure] = {}

    @model_validator(mode="after")
    def _know_each_other(self) -> Self:
        for key, comparison in self.comparisons.items():
            first, second = (self._model(f"comparisons.{key}", m) for m in comparison.models)
            if first.case_set is None or first.case_set != second.case_set:
                raise ValueError(f"comparisons.{key}: both models need the same case_set")
            terms = [term.item for term in first.terms]
            if comparison.discuss not in (None, *terms):
                raise ValueError(f"comparisons.{key}: discuss must be a key term: {terms}")
        for key, terms_compared in self.term_comparisons.items():
            self._check_term_comparison(key, terms_compared)
        for key, question in self.questions.items():
            self._check_question(f"questions.{key}", question)
        for key, figure in self.figures.items():
            self._check_figure(f"figures.{key}", figure)
        self._share_terms_within_case_sets()
        return self

    def _check_term_comparison(self, key: str, comparison: TermComparison) -> None:
        where = f"term_comparisons.{key}"
        if key in self.comparisons:
            raise ValueError(f"{where}: a comparison has that name already")
        items = [term.item for term in self._model(where, comparison.model).all_terms]
        unknown = [term.item for term in comparison.terms if term.item not in items]
        if unknown:
            raise ValueError(f"{where}: {unknown} not among the model's terms: {items}")

    def _check_figure(self, where: str, figure: Figure) -> None:
        if figure.kind in ("effects", "sensitivity", "effect_trend"):
            self._model(where, figure.model)
        if figure.kind == "within":
            within = self._model(where, figure.model).within
            if figure.item not in within:
                raise ValueError(f"{where}: {figure.model!r} is averaged within {list(within)}")
        if figure.kind == "comparison" and figure.comparison not in self.comparisons:
            there = list(self.comparisons)
            raise ValueError(f"{where}: no comparison {figure.comparison!r}; there are {there}")
        if figure.kind == "question" and figure.question not in self.questions:
            there = list(self.questions)
            raise ValueError(f"{where}: no question {figure.question!r}; there are {there}")
        if figure.kind == "subgroups":
            self._check_crosstab(where, figure.crosstab, figure.item)

    def _check_question(self, where: str, question: Question) -> None:
        for name in question.models:
            terms = [term.item for term in self._model(where, name).terms]
            if question.term not in terms:
                raise ValueError(
                    f"{where}: {question.term!r} is no key term of {name!r}; it has {terms}"
                )

    def _check_crosstab(self, where: str, key: str, item: str) -> None:
        if key not in self.crosstabs:
            raise ValueError(f"{where}: no crosstab {key!r}; there are {list(self.crosstabs)}")
        items = self.crosstabs[key].items
        if item not in items:
            raise ValueError(f"{where}: crosstab {key!r} has no {item!r}; it has {list(items)}")

    def _model(self, where: str, key: str) -> Model:
        if key not in self.models:
            raise ValueError(f"{where}: no model {key!r}; there are {list(self.models)}")
        return self.models[key]

    def _share_terms_within_case_sets(self) -> None:
        for name in {m.case_set for m in self.models.values() if m.case_set}:
            members = [m for m in self.models.values() if m.case_set == name]
            if any(m.all_terms != members[0].all_terms for m in members):
                raise ValueError(f"case_set {name!r}: its models must declare the same terms")

    def case_sets(self, asked: Iterable[str]) -> dict[str, dict[str, Model]]:
        """Models a wave can fit, by case set, given the items it asked."""
        have = set(asked)
        sets: dict[str, dict[str, Model]] = {}
        for key, model in self.models.items():
            if have.issuperset(model.items):
                sets.setdefault(model.case_set or key, {})[key] = model
        return sets

    def missing_items(self, asked: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """For each model a wave cannot fit, the items it did not ask."""
        have = set(asked)
        return {
            key: tuple(item for item in model.items if item not in have)
            for key, model in self.models.items()
            if not have.issuperset(model.items)
        }
