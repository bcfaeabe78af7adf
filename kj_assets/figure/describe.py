"""From wave declarations to the sentences of a footer.

Here: source, fieldwork and weighting as text in a language. Not here: laying a footer out
(`drawing.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kj_assets.figure.drawing import RECONSTRUCTED, FigureContext
from kj_assets.figure.wording import Language, between, count, join_list
from kj_assets.trend.modes import name_mode
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.registry import Wave
from kj_assets.waves.wave_declaration import Fieldwork, WaveDeclaration

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
        weighting=_weighting(declared, codebook, language),
        intervals=_intervals(declared.fieldwork, language),
        provenance=declared.provenance,
    )


def describe_waves(waves: Sequence[Wave], codebook: Codebook, language: Language) -> FigureContext:
    """What the footer of a figure over several waves says.

    One reconstructed wave among them is enough for the whole figure to carry the notice.
    """
    kinds = {wave.declaration.provenance for wave in waves if wave.is_fielded}
    fielded = [wave for wave in waves if wave.is_fielded]
    source = {"en": f"Source: {codebook.title.en}.", "ko": f"출처: {codebook.title.ko}."}
    return FigureContext(
        language=language,
        wave_title=codebook.title.in_language(language),
        source=source[language],
        fieldwork=" ".join(_fielding(wave, language) for wave in fielded),
        weighting=_say_once(
            {wave.id: _weighting(wave.declaration, codebook, language) for wave in fielded}
        ),
        intervals=next(
            (said for w in fielded if (said := _intervals(w.declaration.fieldwork, language))), ""
        ),
        provenance=RECONSTRUCTED if RECONSTRUCTED in kinds else "microdata",
    )


def _fielding(wave: Wave, language: Language) -> str:
    """One of several waves, by whom, when, how, and how many answered."""
    fieldwork = wave.declaration.fieldwork
    said = [
        fieldwork.agency.in_language(language),
        *_facts(fieldwork, wave.declaration.n, language),
    ]
    return f"{wave.id}: {', '.join(said)}."


def _say_once(said: dict[str, str]) -> str:
    """What is the same for all waves once, else wave by wave."""
    if len(set(said.values())) < 2:
        return next(iter(said.values()), "")
    return " ".join(f"{wave}: {text}" for wave, text in said.items())


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
        name_mode(fieldwork.mode, language),
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


def _weighting(declared: WaveDeclaration, codebook: Codebook, language: Language) -> str:
    weight = declared.weight
    if weight.rake:
        labels = [margin_label(margin, codebook, language) for margin in weight.rake.margins]
        margins = join_list(labels, language)
        return {
            "en": f"Weighted to the population by {margins}.",
            "ko": f"인구 비율에 맞춘 가중치 적용({margins}).",
        }[language]
    if weight.column:
        return {"en": "Weighted as delivered.", "ko": "제공된 가중치 적용."}[language]
    return {"en": "Not weighted.", "ko": "가중치 없음."}[language]


def margin_label(margin: str, codebook: Codebook, language: Language) -> str:
    """A raking margin in words: ``region * sex`` becomes ``Region × Sex``."""
    keys = [key.strip() for key in margin.split("*")]
    labels = [
        codebook.items[key].label.in_language(language) if key in codebook.items else key
        for key in keys
    ]
    return " × ".join(label.lower() if language == "en" else label for label in labels)


def _intervals(fieldwork: Fieldwork, language: Language) -> str:
    if fieldwork.sampling == "probability":
        return ""
    return {
        "en": "Nonprobability sample: intervals are conditional on the weights.",
        "ko": "비확률표본: 구간은 가중치가 옳다는 조건에서만 성립.",
    }[language]
