"""Whether two contenders found the same: a time counts only where they did.

Coefficients and effects may differ by 1e-6, standard errors by 1e-5 of their size.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.roster import Contender

LARGEST_GAP = 1e-6
LARGEST_ERROR_GAP = 1e-5


def find_disagreement(
    contender: Contender, found: Mapping[str, Any], reference: Mapping[str, Any]
) -> str:
    """Return what differs too much from the reference, empty where nothing does."""
    if not contender.is_peer:
        return "" if found["cells"] == reference["cells"] else "another number of cells"
    kinds = ["coefficient", "effect"] if contender.same_effects else ["coefficient"]
    for kind in kinds:
        gap = measure_gap(found[f"{kind}s"], reference[f"{kind}s"])
        if not gap <= LARGEST_GAP:
            return f"{kind}s differ by {gap:.1e}"
        errors = f"{kind}_errors"
        gap = measure_gap(found[errors], reference[errors], relative=True)
        if not gap <= LARGEST_ERROR_GAP:
            return f"standard errors of {kind}s differ by {gap:.1e} of their size"
    return ""


def measure_gap(
    found: Sequence[float], reference: Sequence[float], relative: bool = False
) -> float:
    """Return the largest difference, or share of the reference; NaN is a difference too."""
    gaps = [
        abs(ours - theirs) / (abs(theirs) if relative else 1.0)
        for ours, theirs in zip(found, reference, strict=True)
    ]
    return max(gaps) if all(gap == gap for gap in gaps) else float("inf")
