"""What an explore page is made of: one question or one model over all waves.

Here: the page in one language, and what both kinds share. Not here: questions
(`explore_items.py`), models (`explore_models.py`), placing points (`chart.py`), markup.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kj_assets.figure.drawing import RECONSTRUCTED
from kj_assets.figure.wording import Language
from kj_assets.publish.briefing.tables import TableView
from kj_assets.publish.site.chart import Chart
from kj_assets.trend.breaks import Break

if TYPE_CHECKING:
    import pandas as pd

ABSENT = "–"
LINE_COLOURS = ("#1f5f99", "#ad4a16", "#11706b", "#7a4b9c", "#6b5d00", "#8c2f5b")
# Of two numbers of one wave, the one that carries the line.
TRUST = {"microdata": 0, "published": 1, RECONSTRUCTED: 2}


@dataclass(frozen=True)
class Panel:
    """A table with a heading and a sentence of its own; ``key`` names its place on the page."""

    key: str
    heading: str
    lead: str
    table: TableView


@dataclass(frozen=True)
class ExploreFace:
    """An explore page in one language; without numbers there is neither chart nor table.

    ``changes`` are the tested changes between waves, None where there is no second wave;
    ``samples`` says how they were tested. ``panels`` are what else there is on a model.
    """

    language: Language
    title: str
    heading: str
    question: str
    notes: tuple[str, ...]
    chart: Chart | None
    breaks: tuple[str, ...]
    table: TableView | None
    changes: TableView | None = None
    samples: str = ""
    panels: tuple[Panel, ...] = ()


def order_readings(rows: pd.DataFrame) -> Iterator[tuple[dict[str, Any], int]]:
    """Rows of one line by wave, each with the stretch it belongs to.

    Reconstructed numbers make stretches of their own: none is ever joined to a number that
    somebody measured. Where a wave has two numbers of a kind the better one carries the line, and
    the other stands in a stretch alone.
    """
    ranked = rows.assign(trust=rows["provenance"].map(TRUST))
    carried: set[tuple[str, bool]] = set()
    for place, row in enumerate(records(ranked.sort_values(["wave", "trust"], kind="stable"))):
        seat = (row["wave"], row["provenance"] == RECONSTRUCTED)
        yield row, -1 - place if seat in carried else 2 * int(row["line"]) + seat[1]
        carried.add(seat)


def records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as dictionaries with text keys."""
    return [dict(row) for row in rows.to_dict(orient="records")]


def reasons_of(breaks: Sequence[Break], language: Language) -> tuple[str, ...]:
    """Why the lines break, in order."""
    return tuple(reason.in_language(language) for one in breaks for reason in one.reasons)
