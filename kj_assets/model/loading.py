"""Reading ``models.yaml``, and holding it against the codebook.

Here: every item, level and base it names is one the codebook has. Not here: what can be declared
(`registry.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kj_assets.errors import DeclarationError
from kj_assets.model.figures import Figure
from kj_assets.model.registry import ComparedTerm, Model, Models, Term
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.declarations import read_declaration


def load_models(path: Path, codebook: Codebook) -> Models:
    """Read ``models.yaml`` and hold it against the codebook.

    Raises:
        DeclarationError: F101, F102 (see `read_declaration`); F103 an item, level or base
            that the codebook does not have.
    """
    models = read_declaration(path, Models)
    for key, model in models.models.items():
        _check_levels(
            path, f"models.{key}.outcome", model.outcome.item, model.outcome.support, codebook
        )
        for term in model.all_terms:
            _check_term(path, f"models.{key}.{term.item}", term, codebook)
        for item in model.within:
            _check_groups(path, f"models.{key}.within", item, codebook)
    for key, comparison in models.term_comparisons.items():
        for compared in comparison.terms:
            _check_compared(path, key, compared, models.models[comparison.model], codebook)
    _check_shown(path, models, codebook)
    return models


def _check_shown(path: Path, models: Models, codebook: Codebook) -> None:
    for key, crosstab in models.crosstabs.items():
        for item in (*crosstab.items, *crosstab.by):
            _check_levels(path, f"crosstabs.{key}", item, (), codebook)
    for key, figure in models.figures.items():
        for item, levels in _list_shown(figure).items():
            _check_levels(path, f"figures.{key}", item, levels, codebook)


def _list_shown(figure: Figure) -> dict[str, tuple[str, ...]]:
    """Items a figure names itself, with the levels or nets it shows of them."""
    if figure.kind == "distribution":
        return {figure.item: ()}
    if figure.kind == "trend":
        return {figure.item: figure.levels}
    if figure.kind == "subgroups":
        return {figure.item: (figure.level,)}
    if figure.kind == "changes":
        return {item: (level,) for item, level in figure.shares.items()}
    return {}


def _check_levels(
    path: Path, where: str, item: str, levels: Iterable[str], codebook: Codebook
) -> None:
    if item not in codebook.items:
        raise DeclarationError(
            "F103", f"{path}: {where}: no item {item!r}; the codebook has {list(codebook.items)}"
        )
    known = codebook.items[item]
    allowed = [*known.levels, *known.nets] if where.startswith("figures") else list(known.levels)
    unknown = [level for level in levels if level not in allowed]
    if unknown:
        raise DeclarationError("F103", f"{path}: {where}: {unknown} not among {allowed}")


def _check_term(path: Path, where: str, term: Term, codebook: Codebook) -> None:
    grouped = [level for group in term.groups.values() for level in group.levels]
    _check_levels(path, where, term.item, grouped, codebook)
    item = codebook.items[term.item]
    if item.type == "number":
        if term.base or term.groups:
            raise DeclarationError("F103", f"{path}: {where}: a number item takes 'step' only")
        return
    if term.groups and sorted(grouped) != sorted(item.levels):
        raise DeclarationError(
            "F103", f"{path}: {where}: groups must hold each level once: {list(item.levels)}"
        )
    allowed = list(term.groups or item.levels)
    if term.base not in allowed:
        raise DeclarationError("F103", f"{path}: {where}: base {term.base!r} not among {allowed}")


def _check_groups(path: Path, where: str, item: str, codebook: Codebook) -> None:
    if codebook.items[item].type == "number":
        raise DeclarationError("F103", f"{path}: {where}: {item!r} is a number: it has no groups")


def _check_compared(
    path: Path, key: str, compared: ComparedTerm, model: Model, codebook: Codebook
) -> None:
    term = next(term for term in model.all_terms if term.item == compared.item)
    levels = [lv for lv in (term.groups or codebook.items[term.item].levels) if lv != term.base]
    if compared.level not in levels if compared.level else len(levels) > 1:
        raise DeclarationError(
            "F103",
            f"{path}: term_comparisons.{key}: {compared.item}: level {compared.level!r}; say one "
            f"of {levels}",
        )
