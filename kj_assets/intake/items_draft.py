"""One item of the draft: its column, its codes, and what a person must decide about them.

Here: the lines of one crosswalk entry. Not here: the rest of ``wave.yaml`` (`drafting.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kj_assets.intake.asking import (
    tell_blank,
    tell_carried,
    tell_code,
    tell_gone,
    tell_lost,
    tell_score,
    tell_unfound,
)
from kj_assets.intake.code_meaning import CodeMeaning
from kj_assets.intake.news import ItemNews
from kj_assets.intake.yaml_text import comment, scalar
from kj_assets.waves.wave_declaration import Joined


def draft_item(news: ItemNews, like: str) -> Iterator[str]:
    """Lines of one item; an item that neither wave asked has none."""
    match, column = news.match, news.match.column
    if column is None:
        yield from _draft_not_asked(news, like)
        return
    doubts = "; ".join([*match.doubts, *(["new since " + like] if "new" in news.changes else [])])
    told = tell_score(news)
    mark = f"TODO {doubts} " if doubts else ""
    yield f"  {news.key}:"
    yield f"    column: {scalar(column.name)}  # {mark}{comment(told)}"
    if column.question:
        yield f"    # {comment(column.question)}"
    if "rescaled" in news.changes and news.lost:
        yield f"    # TODO re-scaled: {tell_lost(news, like)}"
    if "relabelled" in news.changes:
        yield f"    # TODO answers to place: {tell_unfound(news, like)}"
    if news.carried:
        yield f"    # TODO {tell_carried(news, like)}"
    yield from _draft_not_offered(news, like)
    yield from _draft_joined(news)
    names = {key: name for key, (name, _) in _find_joined(news).items()}
    yield from _draft_codes(
        "codes",
        [
            replace(one, meaning=names.get(one.meaning, one.meaning))
            for one in news.meanings
            if one.meaning and not one.is_missing
        ],
    )
    yield from _draft_codes("missing", [m for m in news.meanings if m.is_missing])
    yield from _draft_unplaced(news)
    yield from _draft_blank(news, column.blank, like)
    unused = [one.code for one in news.meanings if one.meaning and not one.count]
    if unused:
        yield f"    unused: [{', '.join(map(_in_list, unused))}]"
    yield from _draft_note(news, like)


def _draft_note(news: ItemNews, like: str) -> Iterator[str]:
    """Last wave's note, where it was not the reason why a level is not offered."""
    last = news.match.known.last
    if last is None or last.note is None or last.not_offered:
        return
    if news.changes or _find_lacking(news):
        yield f"    # Left out, for the item changed: the note of {like}, {comment(last.note.en)}"
        return
    yield "    note:"
    yield f"      en: {scalar(last.note.en)}"
    yield f"      ko: {scalar(last.note.ko)}"


def _draft_unplaced(news: ItemNews) -> Iterator[str]:
    is_number = news.match.known.item.type == "number"
    new_level = "; a new level goes into the codebook first"
    where = "; under missing, if it is no answer" if is_number else "" if news.lost else new_level
    for one in news.unplaced:
        asked = f"({one.count} respondents): {one.doubt}{where if one.label or is_number else ''}"
        yield f"    # TODO {tell_code(one)} {asked}"


def _draft_not_offered(news: ItemNews, like: str) -> Iterator[str]:
    """Levels without a code: nobody could choose them, as it seems, and why stands beside."""
    last = news.match.known.last
    lacking = _find_lacking(news)
    if not lacking:
        return
    before = last.not_offered if last else ()
    mark = "" if set(lacking) <= {*before, *news.lost} else "  # TODO no code says so: not offered?"
    note = last.note if last and last.not_offered and last.note else None
    yield f"    not_offered: [{', '.join(map(_in_list, lacking))}]{mark}"
    yield "    note:"
    yield f"      en: {scalar(note.en if note else 'The answer was not offered in this wave.')}"
    yield f"      ko: {scalar(note.ko if note else '이번 조사의 보기에는 없는 답변입니다.')}"


def _find_lacking(news: ItemNews) -> list[str]:
    """Levels of the codebook that no code and no blank cell says."""
    last = news.match.known.last
    has_code = {one.meaning for one in news.meanings}
    has_code |= {last.blank} if last and news.match.column and news.match.column.blank else set()
    has_code |= {level for _, own in _find_joined(news).values() for level in own.levels}
    # What may be one of the codes that are like no level is for a person to place.
    may_be_there = news.lost if "relabelled" in news.changes else news.may_be_blank
    levels = news.match.known.item.levels
    return [level for level in levels if level not in {*has_code, *may_be_there}]


def _find_joined(news: ItemNews) -> dict[str, tuple[str, Joined]]:
    """What the file delivers in place of several levels: by meaning, its name and its levels."""
    known = news.match.known
    nets = {
        key: (f"{key}_joined", Joined(label=net.label, levels=net.levels))
        for key, net in known.item.nets.items()
        if len(net.levels) > 1
    }
    before = {key: (key, own) for key, own in (known.last.joined if known.last else {}).items()}
    found = {one.meaning for one in news.meanings}
    return {key: named for key, named in (nets | before).items() if key in found}


def _draft_joined(news: ItemNews) -> Iterator[str]:
    joined = _find_joined(news)
    if joined:
        yield "    joined:"
    for name, own in joined.values():
        yield f"      {name}:"
        yield f"        label: {{en: {_in_list(own.label.en)}, ko: {_in_list(own.label.ko)}}}"
        yield f"        levels: [{', '.join(map(_in_list, own.levels))}]"


def _draft_not_asked(news: ItemNews, like: str) -> Iterator[str]:
    if news.instead:
        yield f"  {news.key}:"
        yield f"    not_asked: true  # {tell_gone(news)}"
    elif "gone" in news.changes:
        yield f"  {news.key}:"
        yield f"    not_asked: true  # TODO asked in {like}, {tell_gone(news)}: is it so?"
    elif news.match.known.last is not None:
        yield f"  {news.key}:"
        yield f"    not_asked: true  # nor in {like}"


def _draft_codes(name: str, meanings: Sequence[CodeMeaning]) -> Iterator[str]:
    if not meanings:
        return
    yield f"    {name}:"
    for one in meanings:
        told = [f"TODO {one.doubt} ({one.count} respondents)"] if one.doubt else []
        told += [comment(one.label)] if one.label else []
        note = f"  # {': '.join(told)}" if told else ""
        yield f"      {scalar(one.code)}: {scalar(str(one.meaning))}{note}"


def _draft_blank(news: ItemNews, blank: int, like: str) -> Iterator[str]:
    if not blank:
        return
    last = news.match.known.last
    if last and last.blank:
        yield f"    blank: {last.blank}  # {blank} respondents, as in {like}"
    else:
        yield f"    blank: null  # TODO {blank} cells are blank: {tell_blank(news)}?"


def _in_list(code: str) -> str:
    """Inside [ ] a comma or bracket ends a plain scalar, so such a code is quoted."""
    text = scalar(code)
    return f'"{text}"' if set(text) & set(",[]{}") and text[0] not in "'\"" else text
