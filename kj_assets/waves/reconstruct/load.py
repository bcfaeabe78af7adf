"""Reading a reconstruction plan, and whether it can be met at all.

Here: names and sums, held against the codebook. Not here: what a plan is (`plan.py`).
"""

from __future__ import annotations

from pathlib import Path

from kj_assets.errors import DeclarationError
from kj_assets.waves.codebook import Codebook, Item
from kj_assets.waves.declarations import read_declaration
from kj_assets.waves.reconstruct.plan import ItemPlan, ReconstructionPlan

ROUNDING = 0.11  # points by which the levels' shares may miss that of their net


def load_plan(path: Path, codebook: Codebook) -> ReconstructionPlan:
    """Read a plan and hold it against the codebook.

    Raises:
        DeclarationError: F101, F102 (see `read_declaration`); F103 an item or level the
            codebook does not have; P010 shares that cannot be.
    """
    plan = read_declaration(path, ReconstructionPlan)
    for key, item_plan in plan.items.items():
        where = f"{path}: items.{key}"
        if key not in codebook.items or not codebook.items[key].levels:
            raise DeclarationError("F103", f"{where}: no item with levels in the codebook")
        _check_levels(where, item_plan, codebook.items[key])
        _check_relations(where, item_plan, codebook)
        _check_sums(where, item_plan, codebook.items[key])
    return plan


def _check_levels(where: str, plan: ItemPlan, item: Item) -> None:
    levels = list(item.levels)
    ends = [levels[0], levels[-1]]
    if plan.towards not in ends:
        raise DeclarationError("F103", f"{where}.towards: {plan.towards!r} not among {ends}")
    absent = [level for level in levels if level not in plan.shares]
    unknown = [name for name in plan.shares if name not in levels and name not in item.nets]
    if absent or unknown:
        raise DeclarationError(
            "F103", f"{where}.shares: levels {absent} are missing, {unknown} are not known"
        )


def _check_relations(where: str, plan: ItemPlan, codebook: Codebook) -> None:
    for other, coefficients in plan.given.items():
        known = list(codebook.items[other].levels) if other in codebook.items else []
        if not set(coefficients) <= set(known):
            raise DeclarationError("F103", f"{where}.given.{other}: allowed levels: {known}")


def _check_sums(where: str, plan: ItemPlan, item: Item) -> None:
    lost = sum(share.percent for share in plan.missing.values())
    total = sum(plan.shares[level].percent for level in item.levels)
    whole = 100 - lost if plan.base == "asked" else 100
    if abs(total - whole) > 1e-6:
        raise DeclarationError("P010", f"{where}: levels sum to {total:g}, not {whole:g}")
    for key, net in item.nets.items():
        inside = sum(plan.shares[level].percent for level in net.levels)
        if key in plan.shares and abs(inside - plan.shares[key].percent) > ROUNDING:
            raise DeclarationError(
                "P010", f"{where}: {key} is {plan.shares[key].percent}, its levels give {inside:g}"
            )
