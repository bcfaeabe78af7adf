"""The registered models as one wave can fit them: in the levels it offered.

Here: terms and supports put into a wave's own levels, and why a model cannot be. Not here: what a
wave offered (`waves/offered.py`), or fitting.
"""

from __future__ import annotations

from kj_assets.model.registry import Model, Models, Outcome, Term
from kj_assets.waves.codebook import Codebook, Item
from kj_assets.waves.offered import gather_levels, place_levels
from kj_assets.waves.registry import Wave
from kj_assets.waves.wave_declaration import ItemCrosswalk


class NotFittedError(ValueError):
    """Why a model, as declared, cannot be fitted to what a wave offered."""


def offer_models(models: Models, wave: Wave, codebook: Codebook) -> Models:
    """The models in this wave's levels; those that need others are left out."""
    own = {}
    for key, model in models.models.items():
        try:
            own[key] = _offer_model(model, wave, codebook)
        except NotFittedError:
            continue
    return models if own == models.models else models.model_copy(update={"models": own})


def list_not_made(models: Models, wave: Wave, codebook: Codebook) -> dict[str, str]:
    """For each model a wave cannot have, why: items not asked, levels joined or not offered."""
    missing = models.missing_items(wave.items_asked(codebook))
    told = {key: f"it did not ask {', '.join(items)}" for key, items in missing.items()}
    for key, model in models.models.items():
        try:
            _offer_model(model, wave, codebook)
        except NotFittedError as reason:
            told.setdefault(key, str(reason))
    return told


def can_fit(key: str, models: Models, wave: Wave, codebook: Codebook) -> bool:
    """Whether a wave can have a model."""
    return key not in list_not_made(models, wave, codebook)


def _offer_model(model: Model, wave: Wave, codebook: Codebook) -> Model:
    entries = wave.declaration.crosswalk
    changed: dict[str, object] = {}
    outcome = entries.get(model.outcome.item)
    if outcome and (outcome.not_offered or outcome.joined):
        changed["outcome"] = _offer_outcome(model.outcome, codebook, outcome)
    for name in ("terms", "controls"):
        terms: tuple[Term, ...] = getattr(model, name)
        own = tuple(
            _offer_term(term, codebook.items[term.item], entries[term.item])
            if term.item in entries
            else term
            for term in terms
        )
        if own != terms:
            changed[name] = own
    return model.model_copy(update=changed) if changed else model


def _offer_outcome(outcome: Outcome, codebook: Codebook, entry: ItemCrosswalk) -> Outcome:
    levels = tuple(codebook.items[outcome.item].levels)
    others = tuple(level for level in levels if level not in outcome.support)
    support = _gather(outcome.item, outcome.support, entry)
    if not (support and _gather(outcome.item, others, entry)):
        raise NotFittedError(f"of {outcome.item} it offered no support, or nothing else")
    return outcome.model_copy(update={"support": support})


def _offer_term(term: Term, item: Item, entry: ItemCrosswalk) -> Term:
    if not (entry.not_offered or entry.joined):
        return term
    groups = term.groups
    if groups:
        own = {key: _gather(term.item, group.levels, entry) for key, group in groups.items()}
        groups = {key: groups[key].model_copy(update={"levels": v}) for key, v in own.items() if v}
        there = set(groups)
    else:
        for level in item.levels:
            _gather(term.item, (level,), entry)
        there = set(item.levels) - set(entry.not_offered)
    if term.base not in there or len(there) < 2:
        raise NotFittedError(f"{term.item}: it did not offer {term.base!r}, or nothing else")
    return term.model_copy(update={"groups": groups})


def _gather(item: str, levels: tuple[str, ...], entry: ItemCrosswalk) -> tuple[str, ...]:
    own = gather_levels(levels, place_levels(entry), entry)
    if own is None:
        joined = {key: list(join.levels) for key, join in entry.joined.items()}
        raise NotFittedError(f"{item}: it needs levels apart that the wave joined: {joined}")
    return own
