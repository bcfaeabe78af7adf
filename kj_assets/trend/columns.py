"""What the columns mean of tables that span waves, and where they come from."""

from __future__ import annotations

from collections.abc import Iterable

from kj_assets.dagster_kit.asset import Key
from kj_assets.dagster_kit.lineage import Lineage, made_from, same_columns
from kj_assets.estimate.results import EFFECTS
from kj_assets.estimate.share_tables import TOPLINES
from kj_assets.model.columns import describe_columns

ORIGIN = {
    "provenance": "microdata, reconstructed, or published: a number in print",
    "mode": "How the wave was fielded",
    "source": "Who fielded the wave, or where the number is printed",
}
TREND_TOPLINES = (
    describe_columns(TOPLINES)
    | ORIGIN
    | {"n": "Respondents in the base of the share; of a published one, respondents of the wave"}
)
TREND_EFFECTS = describe_columns(EFFECTS) | ORIGIN
CHANGE = {
    "item": "Item",
    "level": "Level or net",
    "kind": "`level` or `net`",
    "wave_a": "The earlier wave",
    "wave_b": "The later wave",
    "share_a": "Share in the earlier wave",
    "share_b": "Share in the later wave",
    "change": "share_b - share_a, a proportion",
    "std_error": "Standard error of the change; the waves are independent samples",
    "df": "Degrees of freedom of both waves",
    "t": "change / std_error",
    "p": "Exact two-sided p of t with df",
    "conf_low_95": "Lower end of the 95 % interval of the change",
    "conf_high_95": "Upper end of the 95 % interval of the change",
    "comparable": "Whether wording, scale, population and mode stayed the same",
}


def trace_pooled(columns: Iterable[str], tables: Iterable[Key]) -> Lineage:
    """Tables of waves one below the other."""
    return same_columns([name for name in columns if name not in ORIGIN], *tables)


def trace_change(toplines: Key) -> Lineage:
    """A change comes from two shares, its error from two errors."""
    share, error = (toplines, "share"), (toplines, "std_error")
    tested = ["std_error", "t", "p", "conf_low_95", "conf_high_95"]
    return (
        same_columns(["item", "level", "kind", "df"], toplines)
        | made_from(["share_a", "share_b", "change"], share)
        | made_from(tested, share, error)
        | made_from(["comparable"], (toplines, "mode"))
    )
