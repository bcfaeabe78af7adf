"""Waves that share respondents: the error of a change is that of people matched by id."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kj_assets.estimate.cells import collapse_to_cells
from kj_assets.estimate.logit import fit_logit
from kj_assets.estimate.predictions import estimate_effects
from kj_assets.model.estimates import make_cells, make_effects, make_model, make_toplines
from kj_assets.model.specs import make_rows, make_spec
from kj_assets.trend.changes import measure_changes, measure_effect_changes
from kj_assets.trend.effects import pool_effects
from kj_assets.trend.panel import PanelWave, measure_panel_effects, measure_panel_shares
from kj_assets.trend.question import answer, list_steps, select_effects
from kj_assets.waves.slices import slice_codebook
from kj_assets_tests.model import small_models
from kj_assets_tests.trend.made_up import origin, pool

CODEBOOK, MODEL = small_models.make_questions(), small_models.make_model()
ASKED = slice_codebook(CODEBOOK, ["help", "threat"])
N, STAYED, JOINED = 500, 350, 200
KEY_TERMS = {"help": ("threat", "liking")}


def interview_twice():
    """Two waves: 350 of 500 people are asked again, half of them change an answer; 200 are new."""
    people, weights = small_models.make_respondents(N + JOINED, seed=8)
    random = np.random.default_rng(9)
    then = people.iloc[:N].reset_index(drop=True)
    now = people.iloc[N - STAYED :].reset_index(drop=True)
    changed = random.random(len(now)) < 0.3
    other = random.choice(["much", "little"], len(now))
    now = now.assign(help=now["help"].mask(changed, other))
    then, now = (
        table.assign(respondent_id=[str(k + 1) for k in range(len(table))], help_missing=None)
        .assign(threat_missing=None)
        .astype({"help_missing": "str", "threat_missing": "str"})
        for table in (then, now)
    )
    weighed = [
        table[["respondent_id"]].assign(weight=random.uniform(0.5, 2.0, len(table)))
        for table in (then, now)
    ]
    panel = pd.DataFrame(
        {
            "wave": "2030",
            "respondent_id": [str(k + 1) for k in range(STAYED)],
            "earlier_id": [str(N - STAYED + k + 1) for k in range(STAYED)],
        }
    )
    return (then, weighed[0]), (now, weighed[1]), panel


@pytest.fixture(scope="module")
def waves():
    return interview_twice()


def panel_waves(codebook, models):
    return {
        "later": PanelWave("2031", codebook, models),
        "earlier": (PanelWave("2030", codebook, models),),
    }


def tables_of(then, now):
    return {
        "wave_2030": then[0],
        "wave_2030_weights": then[1],
        "wave_2031": now[0],
        "wave_2031_weights": now[1],
    }


def by_person(then, now, panel, scores_then, scores_now):
    """Σ over people of later minus earlier, by id, and its variance written out."""
    earlier = pd.Series(-scores_then, index=["then" + one for one in then["respondent_id"]])
    names = dict(zip(panel["respondent_id"], "then" + panel["earlier_id"], strict=True))
    later = pd.Series(
        scores_now, index=[names.get(one, "now" + one) for one in now["respondent_id"]]
    )
    z = pd.concat([earlier, later]).groupby(level=0).sum()
    assert len(z) == N + JOINED
    return float(np.sqrt(len(z) / (len(z) - 1) * ((z - z.mean()) ** 2).sum()))


def share_changes(waves, **panels):
    then, now, _ = waves
    tables = {
        f"wave_{wave}": make_toplines(*side, wave, ASKED).frame
        for wave, side in (("2030", then), ("2031", now))
    }
    pooled = pool(origin("2030"), origin("2031"), codebook=CODEBOOK, **tables).frame
    changes = measure_changes(pooled, **panels).frame
    return changes[(changes["item"] == "help") & (changes["level"] == "much")].iloc[0]


def test_a_change_of_a_share_has_the_error_of_people_matched_by_hand(waves):
    then, now, panel = waves
    own = panel_waves(ASKED, {})
    matched = measure_panel_shares(panel, **own, **tables_of(then, now)).frame
    row = share_changes(waves, wave_2031=matched)
    scores = []
    for people, weights in (then, now):
        w, inside = weights["weight"].to_numpy(), (people["help"] == "much").to_numpy(float)
        scores.append(w * (inside - (w @ inside) / w.sum()) / w.sum())
    assert row["std_error"] == pytest.approx(by_person(then[0], now[0], panel, *scores), rel=1e-12)
    assert (row["samples"], row["n_matched"], row["df"]) == ("matched", STAYED, N + JOINED - 1)
    assert row["t"] == pytest.approx(row["change"] / row["std_error"])


def test_declaring_nothing_gives_independent_samples_and_the_wider_error(waves):
    then, now, panel = waves
    matched = measure_panel_shares(panel, **panel_waves(ASKED, {}), **tables_of(then, now)).frame
    alone, together = share_changes(waves), share_changes(waves, wave_2031=matched)
    assert alone["samples"] == "independent" and pd.isna(alone["n_matched"])
    assert alone["df"] == (N - 1) + (N - N + STAYED + JOINED - 1)
    assert together["std_error"] < 0.8 * alone["std_error"]
    assert together["change"] == alone["change"]


def fit_by_person(people, weights):
    """Influences of each effect, by respondent, from a fit on individual rows; weights in them."""
    rows = make_rows(people, weights, {"help": MODEL}).assign(row=range(len(people)))
    spec = make_spec("help", MODEL, CODEBOOK)
    cells = collapse_to_cells(
        rows, outcomes=["help"], terms=spec.items, weight="weight", unit="row"
    )
    fit = fit_logit(cells, spec)
    order = cells["unit"].to_numpy(int)
    scores = {}
    for effect in estimate_effects(fit):
        full = np.zeros(len(people))
        full[order] = cells["sum_weight"].to_numpy() * fit.spread(effect.influence)
        scores[effect.contrast.term] = full
    return scores


@pytest.fixture(scope="module")
def effects(waves):
    """Effects of both waves, pooled, and their matched errors."""
    then, now, panel = waves
    tables, fits = {}, {}
    for wave, side in (("2030", then), ("2031", now)):
        cells = make_cells(*side, {"help": MODEL}).frame
        fits[f"wave_{wave}_model_help"] = make_model(cells, wave, "help", MODEL, CODEBOOK).frame
        coefficients = fits[f"wave_{wave}_model_help"]
        tables[f"wave_{wave}"] = make_effects(
            cells, coefficients, wave, "help", MODEL, CODEBOOK
        ).frame
    own = panel_waves(CODEBOOK, {"both": {"help": MODEL}})
    matched = measure_panel_effects(panel, **own, **tables_of(then, now), **fits).frame
    origins = (origin("2030"), origin("2031"))
    return pool_effects(origins, CODEBOOK, {"help": MODEL}, {}, None, **tables).frame, matched


def test_a_change_of_an_effect_has_the_error_of_people_matched_by_hand(waves, effects):
    then, now, panel = waves
    pooled, matched = effects
    changes = measure_effect_changes(pooled, KEY_TERMS, wave_2031=matched).frame
    scores = [fit_by_person(*side) for side in (then, now)]
    for row in changes.to_dict(orient="records"):
        earlier, later = (side[row["term"]] for side in scores)
        by_hand = by_person(then[0], now[0], panel, earlier, later)
        assert row["std_error"] == pytest.approx(by_hand, rel=1e-7)
        assert row["samples"] == "matched"
    answered = [
        set(side[0].loc[side[0]["liking"].notna(), "respondent_id"]) for side in (then, now)
    ]
    both = sum(
        before in answered[0] and after in answered[1]
        for before, after in zip(panel["earlier_id"], panel["respondent_id"], strict=True)
    )
    assert set(changes["n_matched"]) == {both}


def test_a_model_refused_in_one_wave_has_no_error_of_its_change(waves):
    then, now, panel = waves
    sides = {"2030": then, "2031": (now[0].assign(help="much"), now[1])}
    fits = {}
    for wave, side in sides.items():
        cells = make_cells(*side, {"help": MODEL}).frame
        fits[f"wave_{wave}_model_help"] = make_model(cells, wave, "help", MODEL, CODEBOOK).frame
    own = panel_waves(CODEBOOK, {"both": {"help": MODEL}})
    assert measure_panel_effects(panel, **own, **tables_of(*sides.values()), **fits).frame.empty


def test_an_effect_that_people_keep_is_compared_more_sharply(effects):
    pooled, matched = effects
    alone = measure_effect_changes(pooled, KEY_TERMS).frame.set_index("term")
    together = measure_effect_changes(pooled, KEY_TERMS, wave_2031=matched).frame.set_index("term")
    assert set(alone["samples"]) == {"independent"}
    assert together.loc["threat", "std_error"] < 0.9 * alone.loc["threat", "std_error"]


def test_a_declared_question_is_answered_by_the_matched_error(effects):
    pooled, matched = effects
    own = select_effects(pooled, "threat", ["help"])
    changes = measure_effect_changes(pooled, KEY_TERMS, wave_2031=matched).frame
    wanted = changes.set_index("term").loc["threat", "std_error"]
    alone = measure_effect_changes(pooled, KEY_TERMS).frame
    for found in (answer(own, changes), list_steps(own, changes)):
        assert found["std_error"].tolist() == [wanted]
        assert found["samples"].tolist() == ["matched"]
    assert answer(own, alone)["samples"].tolist() == ["independent"]
