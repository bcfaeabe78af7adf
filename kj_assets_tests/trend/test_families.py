"""Which tests are one family: all between two waves, each hypothesis once, what is fixed never."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from kj_assets.trend.changes import measure_changes
from kj_assets_tests.trend.made_up import note, origin, pool, toplines

NETS = {"2031": {"mood": {"good": ("great", "fine"), "bad": ("poor",)}}}


def answers(wave: str, shares: dict[str, float], **more: Any) -> pd.DataFrame:
    """Shares of the item ``mood`` by level, and its two nets."""
    levels = pd.DataFrame({"level": list(shares), "share": list(shares.values()), "kind": "level"})
    good = shares["great"] + shares["fine"]
    nets = pd.DataFrame({"level": ["good", "bad"], "share": [good, 1 - good], "kind": "net"})
    rows = pd.concat([levels, nets], ignore_index=True)
    error = np.sqrt(rows["share"] * (1 - rows["share"]) / 1000)
    told = {"wave": wave, "item": "mood", "std_error": error, "df": 999.0, "n_base": 1000}
    return rows.assign(n=0, conf_low_95=0.0, conf_high_95=1.0, fixed_by="", **(told | more))


def change(*items: tuple[pd.DataFrame, pd.DataFrame], **more: Any) -> pd.DataFrame:
    tables = {
        f"wave_{wave}": pd.concat([pair[place] for pair in items], ignore_index=True)
        for place, wave in enumerate(("2030", "2031"))
    }
    rows = pool(origin("2030"), origin("2031"), **tables, **more).frame
    return measure_changes(rows, nets=NETS).frame.set_index(["item", "level"])


def moods(later: float = 0.36) -> tuple[pd.DataFrame, pd.DataFrame]:
    before = {"great": 0.3, "fine": 0.3, "poor": 0.4}
    return answers("2030", before), answers("2031", before | {"great": later, "fine": 0.6 - later})


def yes_no(item: str, later: float, **more: Any) -> tuple[pd.DataFrame, pd.DataFrame]:
    return toplines("2030", 0.5, item=item, **more), toplines("2031", later, item=item, **more)


def test_a_net_and_all_that_is_not_in_it_are_one_hypothesis():
    """Great, fine, and poor = bad = not good: three, where five answers are told."""
    found = change(moods())
    fine, great = (found.loc[("mood", level)] for level in ("fine", "great"))
    assert fine["p"] == found["p"].min()
    assert fine["p_holm"] == pytest.approx(3 * fine["p"])
    assert great["p_holm"] == pytest.approx(2 * great["p"])


def test_all_items_of_two_waves_are_one_family():
    found = change(moods(), yes_no("q", 0.56))
    alone = change(yes_no("q", 0.56)).loc[("q", "yes")]
    row = found.loc[("q", "yes")]
    assert alone["p_holm"] == pytest.approx(alone["p"])
    # Of four hypotheses it has the third smallest p: two are left when its turn comes.
    assert row["p_holm"] == pytest.approx(2 * alone["p"])
    assert found.loc[("mood", "fine"), "p_holm"] == pytest.approx(4 * found["p"].min())
    assert row["p_holm"] == found.loc[("q", "no"), "p_holm"]


def test_a_change_across_a_break_was_registered_and_counts():
    alone = change(yes_no("q", 0.56), yes_no("r", 0.5))
    broken = change(yes_no("q", 0.5), yes_no("r", 0.56), notes=(note("2031", True),))
    assert broken.loc[("q", "yes"), "code"] == "V003"
    assert np.isnan(broken.loc[("q", "yes"), "p_holm"])
    assert broken.loc[("r", "yes"), "p_holm"] == pytest.approx(alone.loc[("q", "yes"), "p_holm"])
    assert broken.loc[("r", "yes"), "p_holm"] == pytest.approx(2 * broken.loc[("r", "yes"), "p"])


@pytest.mark.parametrize(("by", "code"), [("weights", "V004"), ("design", "V005")])
def test_what_weights_or_design_fix_is_not_tested_and_has_no_place_in_a_family(by, code):
    found = change(yes_no("q", 0.56), yes_no("urban", 0.51, fixed_by=by))
    fixed = found.loc[("urban", "yes")]
    assert (fixed["code"], fixed["fixed_by"]) == (code, by)
    tested = ["change", "std_error", "t", "p", "p_holm", "p_bh", "conf_low_95", "conf_high_99"]
    assert fixed[tested].isna().all() and not fixed["significant_5"]
    assert fixed["share_b"] == 0.51
    assert found.loc[("q", "yes"), "p_holm"] == pytest.approx(found.loc[("q", "yes"), "p"])


def test_one_wave_that_fixes_a_share_is_enough():
    before, after = yes_no("urban", 0.9)
    found = change((before.assign(fixed_by=""), after.assign(fixed_by="weights")))
    assert set(found["code"]) == {"V004"}
