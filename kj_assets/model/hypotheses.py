"""Which tests are of one hypothesis, and so count once where p is adjusted for many.

Here: an item and what is derived from it; an answer and its complement. Not here: which tests
make a family (`trend/families.py` for changes), the adjustment (`estimate/multiplicity.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from kj_assets.waves.codebook import Codebook

Answers = tuple[str, frozenset[str]]


def name_origins(items: Iterable[str], codebook: Codebook) -> list[str]:
    """For each item the one it is made from, such as ``age`` of ``age_band``, else itself."""
    return [
        bands.of if key in codebook.items and (bands := codebook.items[key].bands) else key
        for key in items
    ]


def name_answers(item: str, answers: Collection[str], offered: Sequence[str]) -> Answers:
    """A name that an answer (a level, or the levels of a net) has in common with its complement.

    Yes and no of one item are one hypothesis, and so are a net and all that is not in it.
    """
    inside = frozenset(answers) & frozenset(offered)
    outside = frozenset(offered) - inside
    return item, min(inside, outside, key=lambda side: (len(side), sorted(side)))
