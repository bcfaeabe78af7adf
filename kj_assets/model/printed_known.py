"""Rows of ``data/published`` against each other and against what the project knows.

Here: waves, items and levels that are none, and rows that say the same again or otherwise. Not
here: what a row may say by itself (`printed.py`), what shares add up to (`printed_sums.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from kj_assets.model.printed import PrintedEffect, PrintedShare, PrintedWave
from kj_assets.model.printed_sums import find_sums
from kj_assets.model.published import IMPOSSIBLE, Printed, Row, read_rows
from kj_assets.waves.codebook import MISSING_KINDS, Codebook
from kj_assets.waves.tables import Mistake, refuse_cells


def check_published(folder: Path, codebook: Codebook, waves: Collection[str]) -> None:
    """Hold the published files of a project, if it has any, against what it knows.

    Args:
        folder: with ``toplines.csv``, ``effects.csv`` and ``waves.csv``.
        codebook: every item, with the levels that waves joined.
        waves: the waves that are declared.

    Raises:
        DeclarationError: P003, P006, with file and line.
    """
    if not (folder / "toplines.csv").exists():
        return
    in_print = _read(folder / "waves.csv", PrintedWave)
    known = {*waves, *(one.row.wave for one in in_print)}
    shares = _read(folder / "toplines.csv", PrintedShare)
    _refuse(
        folder / "toplines.csv",
        [*_find_unknown_waves(shares, known), *_find_unknown_levels(shares, codebook)],
    )
    _refuse(folder / "toplines.csv", list(find_sums(shares, codebook)))
    effects = _read(folder / "effects.csv", PrintedEffect)
    _refuse(
        folder / "effects.csv",
        [
            *_find_unknown_waves(effects, known),
            *_find_unknown_items(effects, codebook),
            *_find_signs(effects),
        ],
    )


def _read(path: Path, row: type[Row]) -> tuple[Printed[Row], ...]:
    """The rows of a file, no two about the same."""
    rows = read_rows(path, row)
    first: dict[tuple[str, ...], int] = {}
    told = []
    for one in rows:
        above = first.setdefault(one.row.subject, one.line)
        if above != one.line:
            subject = ", ".join(one.row.subject)
            told.append((one.line, f"{subject}: stands in line {above} already; keep one of them"))
    _refuse(path, told)
    return rows


def _refuse(path: Path, mistakes: Sequence[Mistake]) -> None:
    refuse_cells(path, IMPOSSIBLE, mistakes)


def _find_unknown_waves(rows: Sequence[Printed[Row]], known: Collection[str]) -> Iterator[Mistake]:
    told = "wave: no such wave; add it to waves.csv, with when and how it was asked"
    strange = [one for one in rows if one.row.wave not in known]
    yield from ((one.line, f"{told}; found {one.row.wave!r}") for one in strange)


def _find_unknown_levels(
    shares: Sequence[Printed[PrintedShare]], codebook: Codebook
) -> Iterator[Mistake]:
    for one in shares:
        row, names = one.row, (("item", one.row.item), ("reference", one.row.reference))
        strange = [(column, name) for column, name in names if name and name not in codebook.items]
        yield from ((one.line, f"{c}: no item of the codebook; found {n!r}") for c, n in strange)
        if row.item in codebook.items:
            item = codebook.items[row.item]
            levels = (*item.levels, *item.nets, *MISSING_KINDS)
            if row.level not in levels:
                told = f"level: none of {', '.join(levels)}; found {row.level!r}"
                yield one.line, told


def _find_unknown_items(
    effects: Sequence[Printed[PrintedEffect]], codebook: Codebook
) -> Iterator[Mistake]:
    for one in effects:
        for column, name in (("outcome", one.row.outcome), ("term", one.row.term)):
            if name not in codebook.items and (column, name) != ("term", "*"):
                yield one.line, f"{column}: no item of the codebook; found {name!r}"


def _find_signs(effects: Sequence[Printed[PrintedEffect]]) -> list[Mistake]:
    """Effects below zero that another row says are positive."""
    positive = {
        (o.row.wave, o.row.outcome, o.row.term)
        for o in effects
        if o.row.relation in ("positive", "largest")
    }
    return [
        (o.line, f"value: below zero, and another row says positive; found {o.row.value:g}")
        for o in effects
        if o.row.relation == "equal"
        and o.row.value is not None
        and o.row.value < 0
        and (o.row.wave, o.row.outcome, o.row.term) in positive
    ]
