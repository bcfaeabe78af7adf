"""The tested changes between waves on an explore page, of shares or of effects."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from kj_assets.figure.refusals import describe_refusal, is_withheld
from kj_assets.figure.wording import Language, between, is_known, p_value, points, points_range
from kj_assets.publish.briefing.phrases import say
from kj_assets.publish.briefing.tables import Cell, TableView
from kj_assets.publish.site.explore import ABSENT, records

if TYPE_CHECKING:
    import pandas as pd

HEADS = ("waves", "change_points", "interval", "p", "p_holm")


def tabulate_changes(
    changes: pd.DataFrame, subject: str, name: Callable[[dict[str, Any]], str], language: Language
) -> TableView | None:
    """One row a change, or why there is none; None without any."""
    if changes.empty:
        return None
    return TableView(
        tuple(say(f"head_{head}", language) for head in (subject, *HEADS)),
        tuple(
            (
                Cell(name(row)),
                Cell(between(row["wave_a"], row["wave_b"], language)),
                *(Cell(text, is_number=is_known(row["p"])) for text in _write(row, language)),
            )
            for row in records(changes)
        ),
    )


def _write(row: dict[str, Any], language: Language) -> tuple[str, ...]:
    if not is_known(row["p"]):
        own = row["comparable"] or is_withheld(row)
        reason = row["reason"] if own else row[f"break_{language}"]
        known = isinstance(row["code"], str) and row["code"]
        refusal = describe_refusal(row["code"], reason, language) if known else ""
        return (refusal or points(row["change"], language), *(ABSENT,) * 3)
    return (
        points(row["change"], language),
        points_range(row["conf_low_95"], row["conf_high_95"], language),
        p_value(row["p"]),
        p_value(row["p_holm"]),
    )
