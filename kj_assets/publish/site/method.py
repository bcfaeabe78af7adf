"""The method page: waves, questionnaire as asked, and how numbers are made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kj_assets.figure.declared_words import tell_mode
from kj_assets.figure.describe import describe_dates
from kj_assets.figure.labels import support_levels
from kj_assets.figure.wording import Language, count, name_wave
from kj_assets.model.registry import Models
from kj_assets.publish.briefing.method_words import tell_errors, tell_regression, tell_sample
from kj_assets.publish.briefing.phrases import say
from kj_assets.publish.briefing.remarks import tell_models
from kj_assets.publish.briefing.tables import Cell, TableView
from kj_assets.publish.site.explore_items import tell_nets
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.registry import Wave


@dataclass(frozen=True)
class Asked:
    """One question of the questionnaire."""

    key: str
    label: str
    question: str
    wording: str
    levels: tuple[str, ...]
    nets: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class MethodFace:
    """The method page in one language."""

    language: Language
    title: str
    heading: str
    waves: TableView
    in_print: TableView | None
    weighting: tuple[str, ...]
    rules: tuple[str, ...]
    outcomes: tuple[str, ...]
    models: tuple[str, ...]
    questionnaire: tuple[Asked, ...]


def face_of_method(
    codebook: Codebook,
    models: Models,
    waves: tuple[Wave, ...],
    in_print: TableView | None,
    language: Language,
) -> MethodFace:
    """All of it in one language; `waves` are the fielded ones, others may be in print."""
    return MethodFace(
        language,
        codebook.title.in_language(language),
        say("method", language),
        _tabulate_waves(waves, language),
        in_print,
        tell_once(
            {
                name_wave(wave.id, language): tell_sample(wave.declaration, codebook, language)
                for wave in waves
            }
        ),
        _tell_rules(models, waves, language),
        tuple(
            f"{model.label.in_language(language)}: {support_levels(model, codebook, language)}"
            for model in models.models.values()
        ),
        tuple(tell_models(models.models.values(), codebook, language)),
        tuple(_describe_question(key, codebook, language) for key in codebook.items),
    )


def _tell_rules(models: Models, waves: tuple[Wave, ...], language: Language) -> tuple[str, ...]:
    """How the numbers of all waves are made."""
    declared = [wave.declaration for wave in waves]
    regression = [tell_regression(declared, language)] if models.models else []
    errors = f"{tell_errors(declared, language)} {say('method_detectable', language)}"
    rules = (say(key, language) for key in ("method_missing", "untested_items"))
    return (*regression, errors, *rules)


def tell_once(told: Mapping[str, str]) -> tuple[str, ...]:
    """Each text once, with the waves it is true of."""
    texts = dict.fromkeys(told.values())
    return tuple(
        f"{', '.join(wave for wave, own in told.items() if own == text)}: {text}" for text in texts
    )


def _tabulate_waves(waves: tuple[Wave, ...], language: Language) -> TableView:
    heads = ("wave", "fieldwork", "mode", "n", "agency", "kind")
    return TableView(
        tuple(say(f"head_{head}", language) for head in heads),
        tuple(_write_wave(wave, language) for wave in waves),
    )


def _write_wave(wave: Wave, language: Language) -> tuple[Cell, ...]:
    told = wave.declaration
    field = told.fieldwork
    return (
        Cell(wave.id),
        Cell(describe_dates(field.start, field.end, language)),
        Cell(tell_mode(field, language)),
        Cell(count(told.n) if told.n else "–", is_number=True),
        Cell(field.agency.in_language(language)),
        Cell(say(f"wave_{told.provenance}", language)),
    )


def _describe_question(key: str, codebook: Codebook, language: Language) -> Asked:
    item = codebook.items[key]
    return Asked(
        key,
        item.label.in_language(language),
        item.question.in_language(language) if item.question else "",
        say(f"wording_{item.wording}", language) if item.question else "",
        tuple(label.in_language(language) for label in item.levels.values()),
        tell_nets(item, language),
        tuple(f"{n.wave}: {n.note.in_language(language)}" for n in item.comparability),
    )
