"""Changes from one wave to the next, tested as differences: of shares and of effects.

Here: which waves are compared, families of tests, and what becomes of a change across a break, or
between people and reconstructed respondents (V003: the row stays, without a number). Not here: the
formula (`estimate/changes.py`), where lines break (`breaks.py`). Published points carry no standard
error, so no change of theirs is tested; populations are never compared with each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise

import numpy as np
import pandas as pd

from kj_assets.dagster_kit.asset import Product
from kj_assets.estimate.change_tables import CHANGES, EFFECT_CHANGES
from kj_assets.estimate.changes import compare_effects, compare_shares
from kj_assets.estimate.multiplicity import adjust_benjamini_hochberg, adjust_holm
from kj_assets.estimate.results import label_results
from kj_assets.estimate.tables import ResultTable, build_table, make_empty
from kj_assets.trend.breaks import describe_breaks, find_mixed, read_breaks
from kj_assets.trend.origin import ONE_WAVE

BREAK = "V003"
Compare = Callable[[pd.DataFrame, pd.DataFrame], pd.DataFrame]
TESTED = (
    *("change", "std_error", "std_error_delta", "t", "p", "p_holm", "p_bh"),
    *("conf_low_95", "conf_high_95", "conf_low_99", "conf_high_99"),
)


def measure_changes(toplines: pd.DataFrame, **panels: pd.DataFrame) -> Product:
    """Change of every share between consecutive waves that asked the item, later minus earlier.

    Args:
        toplines: ``trend/toplines``.
        panels: ``wave_X/panel_shares`` of the waves that share respondents with earlier ones.
    """
    shares = toplines[toplines["kind"] != "missing"]
    compare = partial(compare_shares, matched=join_panels(panels))
    steps = list(compare_steps(shares, ["population", "item"], compare))
    changes = finish(steps, CHANGES)
    return _report(
        changes.assign(
            p_holm=adjust(changes, changes["p"], adjust_holm, "item"),
            p_bh=adjust(changes, changes["p"], adjust_benjamini_hochberg),
        )
    )


def measure_effect_changes(
    effects: pd.DataFrame, key_terms: Mapping[str, Sequence[str]], **panels: pd.DataFrame
) -> Product:
    """Change of every effect between consecutive waves that fitted the model.

    Args:
        effects: ``trend/effects``.
        key_terms: items of each model's key terms: only they are members of a family of tests.
        panels: ``wave_X/panel_effects`` of the waves that share respondents with earlier ones.
    """
    compare = partial(compare_effects, matched=join_panels(panels))
    steps = list(compare_steps(effects, ["population", "model", "term"], compare))
    changes = finish(steps, EFFECT_CHANGES)
    pairs = zip(changes["model"], changes["term"], strict=True)
    is_key = np.array([term in key_terms.get(model, ()) for model, term in pairs], dtype=bool)
    p = changes["p"].where(is_key)
    return _report(
        changes.assign(
            p_holm=adjust(changes, p, adjust_holm, "model"),
            p_bh=adjust(changes, p, adjust_benjamini_hochberg),
        )
    )


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


def adjust(
    changes: pd.DataFrame, p: pd.Series, method: Callable[..., np.ndarray], *within: str
) -> pd.Series:
    """Adjust p values over each step of a population, or what lies ``within`` it."""
    family = [changes[name] for name in ("population", "wave_a", "wave_b", *within)]
    return p.groupby(family).transform(method) if len(p) else p


def finish(steps: Sequence[pd.DataFrame], table: ResultTable) -> pd.DataFrame:
    """All steps in the table's columns; what crosses a break, or was refused, has no test."""
    if not steps:
        return make_empty(table)
    rows = pd.concat(steps, ignore_index=True)
    refused = rows.get("code_a", pd.Series("", index=rows.index)).fillna("")
    refused = refused.where(refused != "", rows.get("code_b", refused).fillna(""))
    broken = ~rows["comparable"].astype(bool)
    rows["code"] = refused.mask(broken, BREAK)
    rows["reason"] = _tell_refusals(rows).mask(broken, rows["break_en"])
    numbers = [name for name in TESTED if name in rows]
    rows[numbers] = rows[numbers].mask(broken)
    flags = ["significant_5", "significant_1"]
    rows[flags] = rows[flags].mask(broken, False)
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
