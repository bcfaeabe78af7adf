"""Waves that should be here by now: fieldwork ended long ago, and there is no file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kj_assets.waves.registry import Wave

DAYS_ALLOWED = 30


@dataclass(frozen=True)
class Overdue:
    """A planned wave whose file was expected by a day that has passed."""

    wave: str
    ended: date
    expected: date

    @property
    def sentence(self) -> str:
        """What is known of it."""
        return (
            f"wave {self.wave} is expected but absent: its fieldwork ended on {self.ended}, and "
            f"its file was expected by {self.expected}"
        )

    @property
    def remedy(self) -> str:
        """What to do."""
        return (
            f"ask the agency for the file, then kj wave add FILE --wave {self.wave}; or correct "
            f"fieldwork.end in data/waves/{self.wave}/wave.yaml"
        )


def find_overdue(waves: Sequence[Wave], today: date, days_allowed: int) -> list[Overdue]:
    """Planned waves whose fieldwork ended more than so many days ago."""
    found = []
    for wave in waves:
        ended = wave.declaration.fieldwork.end
        if wave.declaration.status == "planned" and ended is not None:
            expected = ended + timedelta(days=days_allowed)
            if today > expected:
                found.append(Overdue(wave.id, ended, expected))
    return found
