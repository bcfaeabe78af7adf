"""An item as one wave offered it: without levels nobody could choose, with levels joined.

Here: the item a wave really asked, and whether every level of the codebook is accounted for.
Not here: what a model makes of it (`model/offered.py`).
"""

from __future__ import annotations

from collections import Counter

from kj_assets.waves.codebook import MISSING_KINDS, Item, Net
from kj_assets.waves.declarations import Text
from kj_assets.waves.wave_declaration import ItemCrosswalk


def offer_item(item: Item, entry: ItemCrosswalk) -> Item:
    """The item with the levels of this wave only; a joined level stands where its first stood.

    A net keeps what was offered of it, and goes where a joined level reaches across its border.
    """
    if not (entry.not_offered or entry.joined):
        return item
    home = place_levels(entry)
    levels: dict[str, Text] = {}
    for level, label in item.levels.items():
        own = home.get(level, level)
        if own is not None:
            levels[own] = entry.joined[own].label if own in entry.joined else label
    nets = {key: _offer_net(net, home, entry) for key, net in item.nets.items()}
    kept = {key: net for key, net in nets.items() if net}
    midpoint = item.midpoint if item.midpoint in levels else None
    return item.model_copy(update={"levels": levels, "nets": kept, "midpoint": midpoint})


def place_levels(entry: ItemCrosswalk) -> dict[str, str | None]:
    """For each level that is not itself in this wave: the joined one it is in, or None."""
    gone: dict[str, str | None] = dict.fromkeys(entry.not_offered)
    return gone | {level: key for key, own in entry.joined.items() for level in own.levels}


def gather_levels(
    levels: tuple[str, ...], home: dict[str, str | None], entry: ItemCrosswalk
) -> tuple[str, ...] | None:
    """The same group in this wave's levels; None if a joined level lies in it only in part."""
    own = dict.fromkeys(home.get(level, level) for level in levels)
    across = [key for key in own if key in entry.joined and not _holds(levels, key, entry)]
    return None if across else tuple(level for level in own if level is not None)


def _holds(levels: tuple[str, ...], key: str, entry: ItemCrosswalk) -> bool:
    return key in levels or set(entry.joined[key].levels) <= set(levels)


def _offer_net(net: Net, home: dict[str, str | None], entry: ItemCrosswalk) -> Net | None:
    levels = gather_levels(net.levels, home, entry)
    return net.model_copy(update={"levels": levels}) if levels else None


def find_level_problem(item: Item, entry: ItemCrosswalk) -> str | None:
    """What is wrong with the names and places of an entry's levels; each may stand once."""
    if entry.not_asked:
        return None
    taken = (set(item.levels) | set(item.nets) | set(MISSING_KINDS)) & set(entry.joined)
    if taken:
        return f"joined: {sorted(taken)} are names the codebook uses already; take others"
    named = [*entry.not_offered, *(lv for own in entry.joined.values() for lv in own.levels)]
    if unknown := set(named) - set(item.levels):
        return f"not_offered, joined: {sorted(unknown)} are not levels of {list(item.levels)}"
    known = [*item.levels, *entry.joined]
    if unknown := set(entry.codes.values()) - set(known):
        allowed = known or "none (a number item takes the cell's number)"
        return f"codes: {sorted(unknown)} are not levels; allowed: {allowed}"
    if entry.blank_level not in {None, *known}:
        return f"blank: {entry.blank!r} is none of {[*MISSING_KINDS, *known]}"
    counts = Counter([*named, *entry.levels])
    twice = [level for level in item.levels if counts[level] > 1]
    if twice:
        return f"codes: {twice} stand under 'codes', 'not_offered' and 'joined' more than once"
    return None


def find_undeclared_change(item: Item, entry: ItemCrosswalk) -> str | None:
    """The levels of the codebook that an entry neither maps nor says were not offered."""
    if entry.not_asked:
        return None
    named = {*entry.not_offered, *(lv for own in entry.joined.values() for lv in own.levels)}
    accounted = named | entry.levels
    if lost := [level for level in (*item.levels, *entry.joined) if level not in accounted]:
        return (
            f"codes: no code for {lost}. Map one (under 'unused' too, if nobody chose it), or list "
            "the level under 'not_offered', with a 'note' that says why"
        )
    return None
