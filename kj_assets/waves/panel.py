"""Which waves share respondents: what ``panel`` in a ``wave.yaml`` may name.

Here: holding it against the other waves. Not here: finding the people (`clean/panel.py`), or what
a shared respondent does to an error (`estimate/matched.py`).
"""

from __future__ import annotations

from collections.abc import Mapping

from kj_assets.errors import DeclarationError
from kj_assets.waves.wave_declaration import WaveDeclaration


def check_panel(wave: str, declared: Mapping[str, WaveDeclaration], where: str) -> None:
    """Refuse a panel with a wave that is not there, not earlier, or drawn otherwise (F103)."""
    own = declared[wave]
    for name in own.panel.shares_with:
        problem = _find_problem(wave, own, name, declared.get(name))
        if problem:
            raise DeclarationError("F103", f"{where}: panel.shares_with: {name!r} {problem}")


def _find_problem(
    wave: str, own: WaveDeclaration, name: str, other: WaveDeclaration | None
) -> str | None:
    if other is None:
        return "is no wave; name waves as their folders are"
    if name >= wave:
        return "is not earlier; the later wave names the earlier one"
    if other.population != own.population:
        return f"asked another population ({other.population}); waves of two are never compared"
    for kind in ("stratum", "unit"):
        if bool(getattr(own.design, kind)) != bool(getattr(other.design, kind)):
            return f"and this wave do not both have a design.{kind}; give it in both or neither"
    return None
