"""From wave declarations to the sentences of a footer.

Here: source, fieldwork and all that is declared, as text in a language. Not here: the sentence of
each fact (`declared_words.py`), laying a footer out (`drawing.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from kj_assets.figure.declared_words import (
    is_weighted,
    tell_design,
    tell_intervals,
    tell_mode,
    tell_weighting,
)
from kj_assets.figure.drawing import RECONSTRUCTED, FigureContext
from kj_assets.figure.wording import Language, between, count
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.registry import Wave
from kj_assets.waves.wave_declaration import Fieldwork

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def describe_wave(wave: Wave, codebook: Codebook, language: Language) -> FigureContext:
    """What the footers of one wave's figures say."""
    declared = wave.declaration
    return FigureContext(
        language=language,
        wave_title=declared.title.in_language(language),
        source=_source(wave, codebook, language),
        fieldwork=_fieldwork(declared.fieldwork, declared.n, language),
        weighting=tell_weighting(declared.weight, codebook, language),
        design=tell_design(declared.design, language),
        intervals=tell_intervals(declared, language),
        provenance=declared.provenance,
        is_weighted=is_weighted(declared.weight),
    )


def describe_waves(waves: Sequence[Wave], codebook: Codebook, language: Language) -> FigureContext:
    """What the footer of a figure over several waves says.

    One reconstructed wave among them is enough for the whole figure to carry the notice, which
    names it where others are not.
    """
    fielded = {wave.id: wave.declaration for wave in waves if wave.is_fielded}
    kinds = {declared.provenance for declared in fielded.values()}
    made = tuple(w for w, told in fielded.items() if told.provenance == RECONSTRUCTED)
    title = codebook.title.in_language(language)
    asked = {
        wave: _end(told.fieldwork.population.in_language(language))
        for wave, told in fielded.items()
    }
    facts = " ".join(_fielding(wave, language) for wave in waves if wave.is_fielded)
    weighting = {
        wave: tell_weighting(told.weight, codebook, language) for wave, told in fielded.items()
    }
    designs = {wave: tell_design(told.design, language) for wave, told in fielded.items()}
    intervals = {wave: tell_intervals(told, language) for wave, told in fielded.items()}
    return FigureContext(
        language=language,
        wave_title=title,
        source={"en": f"Source: {title}.", "ko": f"출처: {title}."}[language],
        fieldwork=f"{_say_once(asked)} {facts}".strip(),
        weighting=_say_once(weighting),
        design=_say_once(designs),
        intervals=_say_once(intervals),
        provenance=RECONSTRUCTED if RECONSTRUCTED in kinds else "microdata",
        is_weighted=any(is_weighted(told.weight) for told in fielded.values()),
        reconstructed=made if len(kinds) > 1 else (),
    )


def _end(text: str) -> str:
    return text if text.endswith(".") else f"{text}."


def _fielding(wave: Wave, language: Language) -> str:
    """One of several waves, by whom, when, how, and how many answered."""
    fieldwork = wave.declaration.fieldwork
    said = [
        fieldwork.agency.in_language(language),
        *_facts(fieldwork, wave.declaration.n, language),
    ]
    return f"{wave.id}: {', '.join(said)}."


def _say_once(said: Mapping[str, str]) -> str:
    """What is the same for all waves once, else each text with the waves it is true of."""
    if len(set(said.values())) < 2:
        return next(iter(said.values()), "")
    told = dict.fromkeys(text for text in said.values() if text)
    return " ".join(
        f"{', '.join(wave for wave, own in said.items() if own == text)}: {text}" for text in told
    )


def _source(wave: Wave, codebook: Codebook, language: Language) -> str:
    title = codebook.title.in_language(language)
    fielding = wave.declaration.title.in_language(language)
    agency = wave.declaration.fieldwork.agency.in_language(language)
    if language == "ko":
        return f"출처: {title}, {fielding}, 조사 수행: {agency}."
    return f"Source: {title}, {fielding} (fieldwork: {agency})."


def _fieldwork(fieldwork: Fieldwork, n: int | None, language: Language) -> str:
    population = fieldwork.population.in_language(language)
    return f"{population}; {', '.join(_facts(fieldwork, n, language))}."


def _facts(fieldwork: Fieldwork, n: int | None, language: Language) -> list[str]:
    """When, how and how many, as far as it is known."""
    parts = [
        describe_dates(fieldwork.start, fieldwork.end, language),
        tell_mode(fieldwork, language),
    ]
    if n:
        parts.append(f"{count(n)} respondents" if language == "en" else f"응답자 {count(n)}명")
    return [part for part in parts if part]


def describe_dates(start: date | None, end: date | None, language: Language) -> str:
    """A fieldwork period: ``18–20 August 2025``, ``2025년 8월 18~20일``."""
    if not (start and end):
        return "" if not (start or end) else _day(start or end, language)
    if start == end:
        return _day(start, language)
    if language == "ko":
        same_month = (start.year, start.month) == (end.year, end.month)
        same_year = "" if start.year == end.year else f"{end.year}년 "
        tail = f"{end.day}일" if same_month else f"{same_year}{end.month}월 {end.day}일"
        first = _day(start, "ko")
        return between(first.removesuffix("일") if same_month else first, tail, "ko")
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{_day(end, 'en')}"
    first = _day(start, "en").removesuffix(f" {start.year}" if start.year == end.year else "")
    return f"{first} – {_day(end, 'en')}"


def _day(day: date | None, language: Language) -> str:
    if day is None:
        return ""
    if language == "ko":
        return f"{day.year}년 {day.month}월 {day.day}일"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
