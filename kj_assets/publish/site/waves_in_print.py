"""The waves known from print alone: when, how and whom they asked, and where that is printed.

Here: the table of ``data/published/waves.csv`` on the method page. Not here: waves with
respondents (`method.py`), what is in print of their answers (`trend/`).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Any

from kj_assets.figure.describe import describe_dates
from kj_assets.figure.labels import site_of
from kj_assets.figure.wording import Language, count
from kj_assets.model.printed import PrintedWave
from kj_assets.model.published import read_published
from kj_assets.publish.briefing.phrases import say
from kj_assets.publish.briefing.tables import Cell, TableView, web_address
from kj_assets.publish.site.explore import ABSENT, records
from kj_assets.trend.modes import name_mode

if TYPE_CHECKING:
    import pandas as pd

    from kj_assets.waves.outside import OutsideFile

HEADS = ("wave", "fieldwork", "mode", "n", "youngest", "source")


def read_known_waves(file: OutsideFile | None, fielded: Collection[str]) -> pd.DataFrame | None:
    """Rows of the file, every cell as printed, but those of waves with respondents.

    Raises:
        DeclarationError: P003, P006, see `read_rows`.
    """
    if file is None:
        return None
    told = read_published(file.path, PrintedWave)
    return told[~told["wave"].isin(list(fielded))]


def tabulate_known_waves(waves: pd.DataFrame | None, language: Language) -> TableView | None:
    """One row a wave; None where there is none."""
    if waves is None or waves.empty:
        return None
    return TableView(
        tuple(say(f"head_{head}", language) for head in HEADS),
        tuple(_write(row, language) for row in records(waves.sort_values("wave"))),
    )


def _write(row: dict[str, Any], language: Language) -> tuple[Cell, ...]:
    first, last = (_read_day(row.get(f"fieldwork_{end}", "")) for end in ("start", "end"))
    age = say("aged", language, age=row["age_min"]) if row["age_min"] else ABSENT
    return (
        Cell(row["wave"]),
        Cell(describe_dates(first, last, language) or ABSENT),
        Cell(name_mode(row["mode"], language) or ABSENT),
        Cell(count(float(row["n"])) if row["n"] else ABSENT, is_number=True),
        Cell(age),
        Cell(site_of(row["source"]) or ABSENT, link=web_address(row["source"])),
    )


def _read_day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
