"""The rules a wave must meet, each with a stable name, a code and one sentence.

Here: what the rules are and which of them a wave has. Not here: checking them (`schema.py`
for rows, `plausibility.py` for tables).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kj_assets.waves.codebook import Codebook
from kj_assets.waves.registry import Wave

STRAIGHT_LINE_ITEMS = 4


def _always(wave: Wave, codebook: Codebook) -> bool:
    return True


@dataclass(frozen=True)
class Rule:
    """One rule: ``blocking`` ones stop the wave, of the others the page and the log tell."""

    name: str
    code: str
    blocking: bool
    description: str
    applies: Callable[[Wave, Codebook], bool] = _always

    @property
    def label(self) -> str:
        """Code and name, as the table of rejected rows gives them."""
        return f"{self.code} {self.name}"


def rules_of(wave: Wave, codebook: Codebook) -> tuple[Rule, ...]:
    """The rules that apply to this wave, rules for rows first."""
    return tuple(rule for rule in ROW_RULES + TABLE_RULES if rule.applies(wave, codebook))


def shared_scales(wave: Wave, codebook: Codebook) -> list[tuple[str, ...]]:
    """Items asked on one and the same ordered scale, where there are enough of them."""
    scales: dict[tuple[str, ...], list[str]] = {}
    for key in wave.items_asked(codebook):
        item = codebook.items[key]
        if item.type == "ordered" and not item.bands:
            scales.setdefault(tuple(item.levels), []).append(key)
    return [tuple(items) for items in scales.values() if len(items) >= STRAIGHT_LINE_ITEMS]


def _has_ranges(wave: Wave, codebook: Codebook) -> bool:
    items = [codebook.items[key] for key in wave.items_asked(codebook)]
    return any(item.minimum is not None or item.maximum is not None for item in items)


def _has_weights(wave: Wave, codebook: Codebook) -> bool:
    return wave.declaration.weight.column is not None


def _has_design(wave: Wave, codebook: Codebook) -> bool:
    return bool(wave.declaration.design.stratum or wave.declaration.design.unit)


def _has_n(wave: Wave, codebook: Codebook) -> bool:
    return wave.declaration.n is not None


def _has_shared_scales(wave: Wave, codebook: Codebook) -> bool:
    return bool(shared_scales(wave, codebook))


# Rules for rows never block by themselves: the rows are rejected, and G006 judges how many.
ROW_RULES = (
    Rule(
        "respondent_ids_unique",
        "G001",
        False,
        "Every respondent has an id, and no two have the same.",
    ),
    Rule(
        "numbers_in_range",
        "G002",
        False,
        "Every number is within the range the codebook gives for its item.",
        _has_ranges,
    ),
    Rule(
        "weights_usable",
        "G003",
        False,
        "Every given weight is there, finite, and not negative.",
        _has_weights,
    ),
    Rule(
        "answers_level_or_missing",
        "G004",
        False,
        "Every answer is one of its item's levels or one missing kind, never both or neither.",
    ),
    Rule(
        "design_filled",
        "G008",
        False,
        "Every respondent has the declared stratum and sampling unit.",
        _has_design,
    ),
)
TABLE_RULES = (
    Rule(
        "n_as_declared",
        "G005",
        True,
        "The file has as many respondents as the wave declares.",
        _has_n,
    ),
    Rule(
        "rejected_rows_within_limit",
        "G006",
        True,
        "No more rows are rejected than the wave's gate allows.",
    ),
    Rule(
        "every_item_answered",
        "G007",
        True,
        "No item that was asked is missing for everybody.",
    ),
    Rule(
        "missing_shares_low",
        "G101",
        False,
        "No item that was asked is missing for more than 10 % of respondents.",
    ),
    Rule(
        "no_dominant_weight",
        "G102",
        False,
        "No respondent carries more than 5 % of all weight.",
        _has_weights,
    ),
    Rule(
        "straight_lining_rare",
        "G103",
        False,
        "At most 5 % give one and the same answer to all items of a shared scale.",
        _has_shared_scales,
    ),
    Rule(
        "repeated_answers_rare",
        "G104",
        False,
        "At most 5 % have exactly the answers of another respondent to all items.",
    ),
)
