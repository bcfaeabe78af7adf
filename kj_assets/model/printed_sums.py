"""What published shares of one item and wave add up to.

Here: answers that exclude each other, and nets beside their levels. Not here: anything else that
rows say together (`printed_known.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from kj_assets.model.printed import PrintedShare
from kj_assets.model.published import Printed, half_last_digit
from kj_assets.waves.codebook import Codebook, Item
from kj_assets.waves.tables import Mistake

# What a printer's liberty may add to a hundred beside the roundings.
LIBERTY = 1.0


def find_sums(shares: Sequence[Printed[PrintedShare]], codebook: Codebook) -> Iterator[Mistake]:
    """Answers that exclude each other and sum to over 100, and nets that are not their levels."""
    asked: defaultdict[tuple[str, str], list[Printed[PrintedShare]]] = defaultdict(list)
    for one in shares:
        if one.row.relation == "equal":
            asked[one.row.wave, one.row.item].append(one)
    for (wave, item), rows in asked.items():
        yield from _add_up(f"{wave}, {item}", rows, codebook.items[item])


def _add_up(where: str, rows: Sequence[Printed[PrintedShare]], item: Item) -> Iterator[Mistake]:
    printed = {one.row.level: one for one in rows}
    nets = {key: set(net.levels) for key, net in item.nets.items() if key in printed}
    singles = [level for level in printed if level not in item.nets]
    covered: set[str] = set().union(*nets.values()) if _are_apart(nets.values()) else set()
    outside = [level for level in singles if level not in covered]
    for levels in (singles, [*nets, *outside] if covered else []):
        total, slack = _sum(printed, levels)
        # Where the base are valid answers, all of them make a hundred; among all asked some are
        # missing.
        answers = covered.union(outside) if levels is not singles else set(singles)
        bases = {printed[level].row.base for level in levels}
        is_whole = answers >= set(item.levels) and bases == {"valid"}
        if total > 100 + slack or (is_whole and total < 100 - slack):
            line = max(printed[level].line for level in levels)
            yield line, f"percent: {where}: {', '.join(levels)} add up to {total:.1f} per cent"
    for net, own in nets.items():
        parts = [level for level in singles if level in own]
        total, slack = _sum(printed, parts)
        share = printed[net].row.percent or 0.0
        if total > share + slack or (set(parts) == own and total < share - slack):
            told = f"percent: {where}: {net} is {share:g}, its {', '.join(parts)} {total:.1f}"
            yield printed[net].line, told


def _are_apart(sets: Collection[set[str]]) -> bool:
    return sum(map(len, sets)) == len(set().union(*sets))


def _sum(printed: dict[str, Printed[PrintedShare]], levels: Sequence[str]) -> tuple[float, float]:
    """Sum of some shares, and what their rounding may add to it."""
    rows = [printed[level] for level in levels]
    rounding = [o.row.tolerance or half_last_digit(o.cells["percent"]) for o in rows]
    return sum(o.row.percent or 0.0 for o in rows), sum(rounding) + LIBERTY
