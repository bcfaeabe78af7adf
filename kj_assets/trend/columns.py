"""What the columns mean of tables that span waves, and where they come from."""

from __future__ import annotations

from collections.abc import Iterable

from kj_assets.dagster_kit.asset import Key
from kj_assets.dagster_kit.lineage import Lineage, made_from, same_columns
from kj_assets.estimate.change_tables import CHANGES, EFFECT_CHANGES
from kj_assets.estimate.results import EFFECTS
from kj_assets.estimate.tables import ResultTable
from kj_assets.model.columns import describe_columns
from kj_assets.trend.breaks import LINE_COLUMNS

ORIGIN = {
    "population": "Who was asked; each population has lines of its own",
    "mode": "How the wave was fielded",
    "provenance": "microdata, reconstructed, or published: a number in print",
    "source": "Who fielded the wave, or where the number is printed",
}
RESPONDENTS = {
    "wave": "Wave",
    "population": ORIGIN["population"],
    "mode": ORIGIN["mode"],
    "provenance": "microdata, or reconstructed: drawn from published figures",
    "weight": "Survey weight; the weights of a wave sum to its respondents",
    "stratum": "Sampling stratum within the wave, where it has any",
    "unit": "Primary sampling unit within the wave, where it has any",
}
TREND_TOPLINES = (
    {
        "wave": "Wave",
        "item": "Item",
        "level": "Level, net or missing kind",
        "kind": "`level`, `net` or `missing`",
        "share": "Weighted share: of valid answers; missing kinds, of those asked",
        "std_error": "Design-based standard error; none in print",
        "conf_low_95": "Lower end of the 95 % interval; none in print",
        "conf_high_95": "Upper end of the 95 % interval; none in print",
        "df": "Degrees of freedom; none in print",
        "n": "Respondents in the base of the share; of a published one, respondents of the wave",
        "n_level": "Respondents who gave the answer; none in print",
        "fixed_by": "`weights` or `design` where they fix the shares of the item, else empty",
    }
    | ORIGIN
    | LINE_COLUMNS
)
TREND_EFFECTS = describe_columns(EFFECTS) | ORIGIN | LINE_COLUMNS


def trace_pooled(columns: Iterable[str], tables: Iterable[Key]) -> Lineage:
    """Tables of waves one below the other."""
    added = {*ORIGIN, *LINE_COLUMNS, "n_level"}
    return same_columns([name for name in columns if name not in added], *tables)


def trace_changes(toplines: Key) -> Lineage:
    """A change comes from two shares, its error from two errors."""
    return _trace(CHANGES, toplines, "share", "std_error")


def trace_effect_changes(effects: Key) -> Lineage:
    """A change comes from two effects, or says why not; its error from two unconditional ones."""
    return _trace(EFFECT_CHANGES, effects, "estimate", "std_error_unconditional") | {
        name: ((effects, "break_kinds"), (effects, name)) for name in ("code", "reason")
    }


def _trace(table: ResultTable, pooled: Key, estimate: str, error: str) -> Lineage:
    sides = {name: name[:-2] for name in table.names if name.endswith(("_a", "_b"))}
    tested = ["std_error", "t", "p", "p_holm", "p_bh", "conf_low_95", "conf_high_95"]
    return (
        same_columns(["population", "level", "df"], pooled)
        | {name: ((pooled, of),) for name, of in sides.items()}
        | made_from(["change"], (pooled, estimate))
        | made_from(tested, (pooled, estimate), (pooled, error))
        | made_from(["comparable", "break_kinds", "code"], (pooled, "break_kinds"))
    )
