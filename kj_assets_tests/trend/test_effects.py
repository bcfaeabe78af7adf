"""Effects of all waves in one table, with those in print beside them."""

from __future__ import annotations

import pandas as pd
import pytest

from kj_assets.trend.columns import TREND_EFFECTS
from kj_assets.trend.effects import pool_effects
from kj_assets_tests.model import small_models
from kj_assets_tests.trend.made_up import origin, put_in_print

CODEBOOK = small_models.make_questions()
MODELS = {"help": small_models.make_model()}


def test_effects_in_print_join_the_model_of_their_outcome(tmp_path):
    series = put_in_print(
        tmp_path,
        shares="",
        effects="2029,help,threat,equal,16.4,0.05,https://x.org\n"
        "2029,help,liking,largest,,,https://x.org\n2029,help,sexes,equal,1,,https://x.org\n",
        waves="2029,web,18,1003,https://x.org\n",
    )
    pooled = pool_effects((), CODEBOOK, MODELS, {}, series)
    (row,) = pooled.frame.to_dict(orient="records")
    assert (row["model"], row["term"], row["level"], row["base"]) == ("help", "threat", "yes", "no")
    assert row["estimate"] == pytest.approx(0.164)
    assert (row["provenance"], row["mode"]) == ("published", "web")
    assert pd.isna(row["p"]) and not row["significant_5"]


def test_effects_in_print_are_of_the_population_their_wave_asked(tmp_path):
    series = put_in_print(
        tmp_path,
        shares="",
        effects="2029,help,threat,equal,16,,x\n2029_japan,help,threat,equal,9,,x\n",
        waves="2029,web,18,1003,x\n2029_japan,telephone,18,1037,x,japan\n",
    )
    frame = pool_effects((), CODEBOOK, MODELS, {}, series).frame
    assert dict(zip(frame["wave"], frame["population"], strict=True)) == {
        "2029": "korea",
        "2029_japan": "japan",
    }
    assert set(frame["line"]) == {0}


def test_without_any_effect_the_table_is_empty_and_has_its_columns():
    pooled = pool_effects((origin("2030"),), CODEBOOK, MODELS, {}, None)
    assert list(pooled.frame.columns) == list(TREND_EFFECTS)
    assert pooled.frame.empty
