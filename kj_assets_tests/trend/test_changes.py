"""Changes between waves, tested as differences: golden by hand, and against `compare_samples`."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kj_assets.estimate.compare import compare_samples
from kj_assets.estimate.logit import restore_fit
from kj_assets.model.estimates import make_cells, make_effects, make_model
from kj_assets.model.specs import make_spec
from kj_assets.trend.changes import measure_changes, measure_effect_changes
from kj_assets.trend.effects import pool_effects
from kj_assets.trend.origin import ONE_WAVE
from kj_assets_tests.model import small_models
from kj_assets_tests.trend.made_up import note, origin, pool, pool_two, put_in_print, toplines


def test_with_one_wave_there_is_nothing_to_compare_and_it_is_said():
    one = pool(origin("2030"), wave_2030=toplines("2030", 0.5)).frame
    changes = measure_changes(one)
    assert changes.frame.empty
    assert changes.notes == {"waves": ONE_WAVE}


def test_a_change_is_tested_as_by_hand():
    """50 % of 1,000, then 56 % of 1,200.

    0.50 * 0.50 / 1000 = 0.00025 and 0.56 * 0.44 / 1200 = 0.000205333 add to 0.000455333, whose
    root is 0.0213385; 0.06 / 0.0213385 = 2.81182; p of t with 2198 df is 0.004970.
    """
    changes = measure_changes(pool_two(origin("2030"), origin("2031"))).frame
    row = changes.set_index("level").loc["yes"]
    assert row["change"] == pytest.approx(0.06)
    assert row["std_error"] == pytest.approx(0.0213385, abs=6e-8)
    assert row["df"] == 2198
    assert row["t"] == pytest.approx(2.81182, abs=2e-5)
    assert row["p"] == pytest.approx(0.004970, abs=1e-6)
    assert row["conf_low_95"] == pytest.approx(0.06 - 1.961055 * 0.0213385, abs=2e-7)
    assert (row["n_a"], row["n_b"], row["n_level_a"], row["n_level_b"]) == (1000, 1200, 500, 672)
    # Yes and no of one question are one hypothesis.
    assert row["p_holm"] == pytest.approx(row["p"])
    assert row["p_bh"] == pytest.approx(row["p"])
    assert row["comparable"] and row["code"] == ""


@pytest.mark.parametrize(
    ("mode", "notes"), [("telephone", ()), ("web", (note("2031", True),))], ids=["mode", "wording"]
)
def test_a_change_across_a_break_has_no_number_and_says_why(mode, notes):
    changes = measure_changes(pool_two(origin("2030"), origin("2031", mode), notes=notes)).frame
    row = changes.iloc[0]
    assert not row["comparable"]
    assert (row["code"], row["reason"]) == ("V003", row["break_en"])
    assert changes[["change", "p", "p_holm", "p_bh", "conf_low_95"]].isna().all(axis=None)
    assert not changes["significant_5"].any()
    assert changes["share_b"].notna().all()


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ("reconstructed", "microdata", "2031: respondents of a survey, reconstructed ones in 2030"),
        (
            "microdata",
            "reconstructed",
            "2031: reconstructed respondents, those of a survey in 2030",
        ),
    ],
)
def test_people_and_reconstructed_respondents_are_never_tested_against_each_other(was, now, told):
    sides = (origin("2030", provenance=was), origin("2031", provenance=now))
    changes = measure_changes(pool_two(*sides)).frame
    assert changes[["change", "p", "p_holm", "p_bh"]].isna().all(axis=None)
    assert set(changes["code"]) == {"V003"}
    assert set(changes["break_kinds"]) == {"provenance"}
    assert set(changes["reason"]) == {told}


def test_two_populations_are_never_compared():
    rows = pool_two(origin("2030"), origin("2031", population="japan"))
    assert measure_changes(rows).frame.empty


def test_a_question_left_out_for_a_wave_is_compared_with_when_it_was_last_asked():
    tables = {f"wave_{year}": toplines(year, 0.5) for year in ("2030", "2032")}
    tables["wave_2031"] = toplines("2031", 0.5, item="other")
    rows = pool(*map(origin, ("2030", "2031", "2032")), **tables).frame
    changes = measure_changes(rows).frame
    assert set(zip(changes["wave_a"], changes["wave_b"], strict=True)) == {("2030", "2032")}


def test_a_published_share_has_no_error_and_so_no_test(tmp_path):
    told = "2029,q,yes,equal,,41.5,,https://x.org\n"
    series = put_in_print(tmp_path, shares=told, waves="2029,web,18,1003,https://x.org\n")
    rows = pool(origin("2030"), published=series, wave_2030=toplines("2030", 0.5)).frame
    assert measure_changes(rows).frame.empty


CODEBOOK, MODEL = small_models.make_questions(), small_models.make_model()


def fit_wave(wave: str, n: int, seed: int):
    """A wave's effects, and the fit they come from."""
    people, weights = small_models.make_respondents(n, seed)
    cells = make_cells(people, weights, {"help": MODEL}).frame
    coefficients = make_model(cells, wave, "help", MODEL, CODEBOOK).frame
    effects = make_effects(cells, coefficients, wave, "help", MODEL, CODEBOOK).frame
    return effects, restore_fit(cells, make_spec("help", MODEL, CODEBOOK), coefficients)


@pytest.fixture(scope="module")
def two_waves():
    return fit_wave("2030", 600, 5), fit_wave("2031", 800, 6)


def pool_waves(two_waves, second=None, notes=None) -> pd.DataFrame:
    origins = (origin("2030"), second or origin("2031"))
    tables = {
        f"wave_{wave}": table for wave, (table, _) in zip(("2030", "2031"), two_waves, strict=True)
    }
    return pool_effects(origins, CODEBOOK, {"help": MODEL}, notes or {}, None, **tables).frame


KEY_TERMS = {"help": ("threat", "liking")}


def test_changes_of_effects_are_those_of_compare_samples(two_waves):
    (_, earlier), (_, later) = two_waves
    direct = compare_samples(later, earlier).set_index(["term_a", "level_a"])
    changes = measure_effect_changes(pool_waves(two_waves), KEY_TERMS).frame
    mine = changes.set_index(["term", "level"]).loc[direct.index]
    for name in ("std_error", "std_error_delta", "df", "t", "p", "conf_low_95", "conf_high_99"):
        np.testing.assert_allclose(mine[name], direct[name], rtol=1e-9)
    np.testing.assert_allclose(mine["change"], direct["estimate"], rtol=1e-9)
    np.testing.assert_allclose(mine["n_b"].astype(float), direct["n_a"].astype(float))


def test_only_key_terms_make_a_family_of_tests(two_waves):
    rows = pool_waves(two_waves)
    moved = (rows["term"] == "threat") & (rows["wave"] == "2031")
    rows.loc[moved, "estimate"] += 0.2
    changes = measure_effect_changes(rows, KEY_TERMS).frame.set_index("term")
    assert np.isnan(changes.loc["sex", "p_holm"])
    assert changes.loc["threat", "p_holm"] == pytest.approx(2 * changes.loc["threat", "p"])
    assert changes.loc["threat", "p_holm"] < 0.05


def test_an_effect_among_people_is_not_compared_with_a_reconstructed_one(two_waves):
    rows = pool_waves(two_waves, second=origin("2031", provenance="reconstructed"))
    changes = measure_effect_changes(rows, KEY_TERMS).frame
    assert not changes["comparable"].any() and changes["p_holm"].isna().all()


def test_an_effect_is_not_compared_where_its_outcome_or_its_term_breaks(two_waves):
    rows = pool_waves(two_waves, notes={"liking": (note("2031", True),)})
    changes = measure_effect_changes(rows, KEY_TERMS).frame.set_index("term")
    assert list(changes.loc[["liking", "threat"], "comparable"]) == [False, True]
    rows = pool_waves(two_waves, notes={"help": (note("2031", True),)})
    assert not measure_effect_changes(rows, KEY_TERMS).frame["comparable"].any()


def test_a_refused_effect_leaves_a_change_without_a_number(two_waves):
    rows = pool_waves(two_waves)
    gone = (rows["term"] == "threat") & (rows["wave"] == "2030")
    numbers = ["estimate", "std_error", "std_error_unconditional"]
    rows.loc[gone, numbers] = np.nan
    rows.loc[gone, ["code", "reason"]] = ["S001", "threat = yes predicts without fail"]
    row = measure_effect_changes(rows, KEY_TERMS).frame.set_index("term").loc["threat"]
    assert (row["code"], bool(row["comparable"])) == ("S001", True)
    assert row["reason"] == "2030: threat = yes predicts without fail"
    assert np.isnan(row["change"]) and np.isnan(row["p"])
