"""Changes from one wave to the next, tested as differences: of shares and of effects.

Here: which waves are compared, and what becomes of a change across a break, or between people and
reconstructed respondents (V003), or of a share that the weights (V004) or the design (V005) fix:
the row stays, without a number. Not here: the formula (`estimate/changes.py`), families of tests
(`families.py`), where lines break (`breaks.py`). Published points carry no standard error, so no
change of theirs is tested; populations are never compared with each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise

import pandas as pd

from kj_assets.dagster_kit.asset import Product
from kj_assets.estimate.change_tables import CHANGES, EFFECT_CHANGES
from kj_assets.estimate.changes import compare_effects, compare_shares
from kj_assets.estimate.results import label_results
from kj_assets.estimate.tables import ResultTable, build_table, make_empty
from kj_assets.trend.breaks import describe_breaks, find_mixed, read_breaks
from kj_assets.trend.families import Nets, adjust_effects, adjust_shares
from kj_assets.trend.origin import ONE_WAVE

BREAK = "V003"
FIXED = {"weights": "V004", "design": "V005"}
STEP, WHOLE = "step", "whole"
Compare = Callable[[pd.DataFrame, pd.DataFrame], pd.DataFrame]
TESTED = (
    *("change", "std_error", "std_error_delta", "t", "p", "p_holm", "p_bh"),
    *("conf_low_95", "conf_high_95", "conf_low_99", "conf_high_99"),
)


def measure_changes(
    toplines: pd.DataFrame, nets: Nets | None = None, **panels: pd.DataFrame
) -> Product:
    """Change of every share between consecutive waves that asked the item, later minus earlier.

    Args:
        toplines: ``trend/toplines``.
        nets: the levels of each net, by wave and item.
        panels: ``wave_X/panel_shares`` of the waves that share respondents with earlier ones.
    """
    shares = toplines[toplines["kind"] != "missing"]
    compare = partial(compare_shares, matched=join_panels(panels))
    steps = [_tell_fixed(step) for step in compare_steps(shares, ["population", "item"], compare)]
    return _report(adjust_shares(finish(steps, CHANGES), nets or {}))


def measure_effect_changes(
    effects: pd.DataFrame, key_terms: Mapping[str, Sequence[str]], **panels: pd.DataFrame
) -> Product:
    """Change of every effect between consecutive waves that fitted the model.

    Where a line has more than two waves, also from the first that the last may be compared with.

    Args:
        effects: ``trend/effects``.
        key_terms: items of each model's key terms: only they are members of a family of tests.
        panels: ``wave_X/panel_effects`` of the waves that share respondents with earlier ones.
    """
    compare = partial(compare_effects, matched=join_panels(panels))
    line = ["population", "model", "term"]
    steps = [step.assign(span=STEP) for step in compare_steps(effects, line, compare)]
    steps += [whole.assign(span=WHOLE) for whole in _compare_wholes(effects, line, compare)]
    return _report(adjust_effects(finish(steps, EFFECT_CHANGES), key_terms))


def find_whole(rows: pd.DataFrame) -> tuple[str, str] | None:
    """The first wave that the last of a line may be compared with, and that last; None if alone.

    It begins the line's last unbroken stretch; after a break at the end it is the wave before.
    Reconstructed respondents and people are never in one stretch.
    """
    computed = rows[rows["provenance"] != "published"].sort_values("wave", kind="stable")
    waves = list(dict.fromkeys(computed["wave"]))
    if len(waves) < 2:
        return None
    last = computed.iloc[-1]
    alike = (computed["line"] == last["line"]) & (computed["provenance"] == last["provenance"])
    together = computed.loc[alike, "wave"].unique()
    return str(together[0] if len(together) > 1 else waves[-2]), str(waves[-1])


def _compare_wholes(
    table: pd.DataFrame, line: list[str], compare: Compare
) -> Iterator[pd.DataFrame]:
    for _, rows in table.groupby(line, sort=True):
        computed = rows[rows["provenance"] != "published"]
        whole = find_whole(rows)
        if whole and whole not in pairwise(sorted(set(computed["wave"]))):
            yield compare_pair(rows, *whole, compare)


def _tell_fixed(step: pd.DataFrame) -> pd.DataFrame:
    """Say of each share what fixes it in either wave; the weights if both do."""
    sides = [step[f"fixed_by_{side}"].fillna("") for side in ("a", "b")]
    fixed = sides[0].where(sides[0] != "", sides[1])
    by_weights = (sides[0] == "weights") | (sides[1] == "weights")
    return step.assign(fixed_by=fixed.mask(by_weights, "weights"))


def join_panels(panels: Mapping[str, pd.DataFrame]) -> pd.DataFrame | None:
    """Matched errors of all waves that have any, in one table."""
    return pd.concat(panels.values(), ignore_index=True) if panels else None


def compare_steps(table: pd.DataFrame, line: list[str], compare: Compare) -> Iterator[pd.DataFrame]:
    """Each consecutive pair of computed waves of each line, compared."""
    for _, rows in table.groupby(line, sort=True):
        computed = rows[rows["provenance"] != "published"]
        for waves in pairwise(sorted(set(computed["wave"]))):
            yield compare_pair(rows, *waves, compare)


def compare_pair(rows: pd.DataFrame, before: str, after: str, compare: Compare) -> pd.DataFrame:
    """Two computed waves of one line, compared; ``rows`` are all points of the line."""
    computed = rows[rows["provenance"] != "published"]
    sides = [computed[computed["wave"] == wave] for wave in (before, after)]
    crossed = [b for b in read_breaks(rows) if before < b.after <= after]
    provenances = [str(side["provenance"].iloc[0]) for side in sides]
    crossed += find_mixed(before, after, *provenances)
    kinds, en, ko = describe_breaks(crossed)
    return compare(*sides).assign(
        population=rows["population"].iloc[0],
        comparable=not crossed,
        break_kinds=kinds,
        break_en=en,
        break_ko=ko,
        provenance="reconstructed" if "reconstructed" in provenances else "microdata",
    )


def finish(steps: Sequence[pd.DataFrame], table: ResultTable) -> pd.DataFrame:
    """All steps in the table's columns; what crosses a break, is fixed or refused has no test."""
    if not steps:
        return make_empty(table)
    rows = pd.concat(steps, ignore_index=True)
    nothing = pd.Series("", index=rows.index)
    refused = rows.get("code_a", nothing).fillna("")
    refused = refused.where(refused != "", rows.get("code_b", nothing).fillna(""))
    broken = ~rows["comparable"].astype(bool)
    fixed = rows.get("fixed_by", nothing)
    rows["code"] = refused.mask(broken, BREAK).mask(fixed != "", fixed.map(FIXED))
    rows["reason"] = _tell_refusals(rows).mask(broken, rows["break_en"])
    rows["reason"] = rows["reason"].mask(fixed != "", "fixed by the " + fixed)
    untested = broken | (fixed != "")
    numbers = [name for name in TESTED if name in rows]
    rows[numbers] = rows[numbers].mask(untested)
    flags = ["significant_5", "significant_1"]
    rows[flags] = rows[flags].mask(untested, False)
    known = {name: rows[name].tolist() for name in table.names if name in rows}
    return build_table(known, table)


def _tell_refusals(rows: pd.DataFrame) -> pd.Series:
    """Whose estimate is refused, and why (``2031: …``); empty where both are given."""
    told = [
        "; ".join(
            f"{row[f'wave_{side}']}: {row[f'reason_{side}']}"
            for side in ("a", "b")
            if isinstance(code := row.get(f"code_{side}"), str) and code
        )
        for row in rows.to_dict(orient="records")
    ]
    return pd.Series(told, index=rows.index, dtype="str")


def _report(changes: pd.DataFrame) -> Product:
    return Product(
        label_results(changes),
        numbers={
            "changes": len(changes),
            "tested": int(changes["p"].notna().sum()),
            "not_comparable": int((~changes["comparable"]).sum()),
        },
        notes={} if len(changes) else {"waves": ONE_WAVE},
    )
