"""Where a line over waves must break, and why.

Here: breaks from how waves were fielded and from the codebook's comparability notes. Not here:
drawing them (`figure/`), who is compared with whom (populations never are: each has its own line).

A change of mode, of the youngest age or of the answers on offer breaks a line, unless the codebook
has a note for that step: then the note decides (`breaks_trend`), and tells why. A note that breaks
where no such fact changed is about the wording. What is not known of a wave neither breaks nor
hides a break: the next is compared with the last that is known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

import pandas as pd

from kj_assets.trend.modes import name_mode
from kj_assets.waves.codebook import Comparability
from kj_assets.waves.declarations import Text

BreakKind = Literal["wording", "scale", "population", "mode", "provenance"]
LINE_COLUMNS = {
    "line": "the unbroken stretch the point lies in, from 0; no change is read across two",
    "break_kinds": "why the line breaks before this wave: wording, scale, population, mode",
    "break_en": "the same in words, in English; empty where the line goes on",
    "break_ko": "the same in words, in Korean; empty where the line goes on",
}


@dataclass(frozen=True)
class Fielded:
    """How one wave asked one item; None is not known."""

    wave: str
    mode: str | None = None
    youngest: int | None = None
    offered: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Break:
    """A line may not be read across the gap between two consecutive waves."""

    before: str
    after: str
    kinds: tuple[BreakKind, ...]
    reasons: tuple[Text, ...]


def find_breaks(
    fielded: Sequence[Fielded], comparability: Sequence[Comparability]
) -> tuple[Break, ...]:
    """Breaks between the consecutive waves of one item, in order."""
    found: list[Break] = []
    known = Fielded("")
    for place, now in enumerate(fielded):
        if place:
            before = fielded[place - 1].wave
            notes = [note for note in comparability if before < note.wave <= now.wave]
            if step := _judge(before, known, now, notes):
                found.append(step)
        known = _remember(known, now)
    return tuple(found)


def find_mixed(before: str, after: str, was: str, now: str) -> tuple[Break, ...]:
    """What keeps two waves apart of which one asked people and one was reconstructed, if so.

    No line breaks there, as what is in print may go on; but nothing is tested between the two.
    """
    if was == now:
        return ()
    told = {
        "microdata": Text(
            en=f"{after}: respondents of a survey, reconstructed ones in {before}",
            ko=f"{after}: 실제 조사 응답자({before}: 재구성한 응답자)",
        ),
        "reconstructed": Text(
            en=f"{after}: reconstructed respondents, those of a survey in {before}",
            ko=f"{after}: 재구성한 응답자({before}: 실제 조사 응답자)",
        ),
    }
    return (Break(before, after, ("provenance",), (told[now],)),)


def _judge(
    before: str, known: Fielded, now: Fielded, notes: Sequence[Comparability]
) -> Break | None:
    facts = {kind: tell(known, now) for kind, tell in FACTS.items() if _differ(kind, known, now)}
    breaking = [note for note in notes if note.breaks_trend]
    if breaking:
        reasons = tuple(_date(note.wave, note.note) for note in breaking)
        return Break(before, now.wave, tuple(facts) or ("wording",), reasons)
    if facts and not notes:
        return Break(before, now.wave, tuple(facts), tuple(facts.values()))
    return None


def _date(wave: str, text: Text) -> Text:
    return Text(en=f"{wave}: {text.en}", ko=f"{wave}: {text.ko}")


def _tell_scale(known: Fielded, now: Fielded) -> Text:
    old, new = len(known.offered or ()), len(now.offered or ())
    if old == new:
        return Text(en=f"{now.wave}: other answers offered", ko=f"{now.wave}: 응답 항목이 달라짐")
    return Text(
        en=f"{now.wave}: {new} answers offered, {old} before",
        ko=f"{now.wave}: 응답 항목 {new}개(이전 {old}개)",
    )


def _tell_population(known: Fielded, now: Fielded) -> Text:
    return Text(
        en=f"{now.wave}: from age {now.youngest}, from {known.youngest} before",
        ko=f"{now.wave}: 만 {now.youngest}세 이상(이전 만 {known.youngest}세 이상)",
    )


def _tell_mode(known: Fielded, now: Fielded) -> Text:
    words = [
        f"{now.wave}: {name_mode(known.mode or '', language)} → "
        f"{name_mode(now.mode or '', language)}"
        for language in ("en", "ko")
    ]
    return Text(en=words[0], ko=words[1])


FACTS: dict[BreakKind, Callable[[Fielded, Fielded], Text]] = {
    "scale": _tell_scale,
    "population": _tell_population,
    "mode": _tell_mode,
}
_FIELDS: dict[BreakKind, str] = {"scale": "offered", "population": "youngest", "mode": "mode"}


def _differ(kind: BreakKind, known: Fielded, now: Fielded) -> bool:
    old, new = (getattr(wave, _FIELDS[kind]) for wave in (known, now))
    return old is not None and new is not None and old != new


def _remember(known: Fielded, now: Fielded) -> Fielded:
    last = {name: getattr(now, name) for name in _FIELDS.values()}
    return replace(known, wave=now.wave, **{k: v for k, v in last.items() if v is not None})


def join_breaks(breaks: Iterable[Break]) -> tuple[Break, ...]:
    """Breaks of several items as those of one line: each step once, with all its reasons."""
    steps: dict[tuple[str, str], list[Break]] = {}
    for one in breaks:
        steps.setdefault((one.before, one.after), []).append(one)
    return tuple(
        Break(
            *step,
            tuple(dict.fromkeys(kind for one in same for kind in one.kinds)),
            tuple(dict.fromkeys(reason for one in same for reason in one.reasons)),
        )
        for step, same in sorted(steps.items())
    )


def mark_lines(waves: Sequence[str], breaks: Sequence[Break]) -> pd.DataFrame:
    """`LINE_COLUMNS` by wave; ``waves`` in order."""
    starts = {one.after: one for one in breaks}
    rows, line = [], 0
    for wave in waves:
        here = starts.get(wave)
        line += here is not None
        rows.append((wave, line, *describe_breaks([here] if here else [])))
    return pd.DataFrame(rows, columns=["wave", *LINE_COLUMNS])


def describe_breaks(breaks: Sequence[Break]) -> tuple[str, str, str]:
    """Kinds and reasons of some breaks as `LINE_COLUMNS` hold them."""
    kinds = dict.fromkeys(kind for one in breaks for kind in one.kinds)
    reasons = dict.fromkeys(reason for one in breaks for reason in one.reasons)
    return (
        ", ".join(kinds),
        _list_reasons([reason.en for reason in reasons]),
        _list_reasons([reason.ko for reason in reasons]),
    )


def _list_reasons(reasons: Sequence[str]) -> str:
    """Some reasons one after the other; the last ends as it is written."""
    return "; ".join([*(reason.rstrip(".") for reason in reasons[:-1]), *reasons[-1:]])


def read_breaks(marked: pd.DataFrame, waves: Iterable[str] | None = None) -> tuple[Break, ...]:
    """The breaks of one line, from its rows with `LINE_COLUMNS`.

    With ``waves`` they lie between those that are shown, however many others are between.
    """
    order = marked.drop_duplicates("wave").sort_values("wave")
    told = order[["wave", "break_kinds", "break_en", "break_ko"]].itertuples(index=False)
    breaks = [
        Break(
            before.wave,
            after.wave,
            tuple(after.break_kinds.split(", ")),
            (Text(en=after.break_en, ko=after.break_ko),),
        )
        for before, after in pairwise(told)
        if after.break_kinds
    ]
    if waves is None:
        return tuple(breaks)
    return join_breaks(
        replace(found, before=before, after=after)
        for before, after in pairwise(sorted(set(waves)))
        for found in breaks
        if before < found.after <= after
    )
