"""When a wave may have been asked: near the year it is named after.

Here: that year, and days too far from it. Not here: the days of a file (`intake/fieldwork.py`).
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from kj_assets.errors import DeclarationError
from kj_assets.waves.declarations import find_line
from kj_assets.waves.wave_declaration import WaveDeclaration

YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
YEARS_ALLOWED = 1


def find_year(wave: str) -> int | None:
    """The year a wave is named after, if it is."""
    named = YEAR.search(wave)
    return int(named[0]) if named else None


def find_year_apart(wave: str, day: date) -> int:
    """By how many years a day is too far from the year a wave is named after; 0 if it is not."""
    apart = abs(day.year - (find_year(wave) or day.year))
    return apart if apart > YEARS_ALLOWED else 0


def check_fieldwork(wave: str, declared: WaveDeclaration, path: Path) -> None:
    """Refuse fieldwork that lies years from the one the wave is named after (F103)."""
    for name in ("start", "end"):
        day: date | None = getattr(declared.fieldwork, name)
        if day and (apart := find_year_apart(wave, day)):
            raise DeclarationError(
                "F103",
                f"{path}:{find_line(path, ('fieldwork', name))}: fieldwork.{name}: {day} is "
                f"{apart} years from {find_year(wave)}, after which wave {wave} is named. "
                "Correct the day, or name the wave's folder after the year it was asked in.",
            )
