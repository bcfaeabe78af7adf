"""Data the statistics are tested on: what may be committed, and what is found beside the repo."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from kj_assets.estimate.terms import Factor, LogitSpec
from kj_assets_tests.estimate.made_up import make_survey

GOLDEN = Path(__file__).parents[1] / "golden"
SHARED = Path(__file__).parents[3] / "shared"
AGES = ("(0,19]", "(19,39]", "(39,59]", "(59,Inf]")


@pytest.fixture(scope="session")
def golden_logit() -> dict[str, Any]:
    """R `survey` and Stata numbers."""
    return json.loads((GOLDEN / "survey_logit.json").read_text())


@pytest.fixture(scope="session")
def nhanes() -> pd.DataFrame:
    """NHANES with level strings, 8,591 rows."""
    rows = pd.read_csv(GOLDEN / "nhanes.csv")
    return rows.assign(sex=rows["RIAGENDR"].astype(str), race=rows["race"].astype(str))


@pytest.fixture(scope="session")
def nhanes_spec() -> LogitSpec:
    """The model the golden numbers are for."""
    terms = (Factor("sex", ("1", "2"), "1"), Factor("agecat", AGES, AGES[0]))
    return LogitSpec("HI_CHOL", terms)


@pytest.fixture(scope="session")
def shared_file() -> Any:
    """Return a path under ../shared, or skip."""

    def find(relative: str) -> Path:
        path = SHARED / relative
        if not path.is_file():
            pytest.skip(f"../shared/{relative} may not be committed and is not beside this repo")
        return path

    return find


@pytest.fixture(scope="session")
def korea(shared_file: Any) -> pd.DataFrame:
    """The Asian Research Network's Korean wave as README.md of its folder defines the items."""
    raw = pd.read_csv(shared_file("real/arn_korea_2016.csv"), dtype=str)
    rows = pd.DataFrame({"weight": raw["weight"].astype(float)})
    stronger = ("A little stronger", "Stronger", "Much stronger")
    rows["us_stronger"] = _count_as_one(raw["rship_us"], stronger).astype(float)
    rows["china_stronger"] = _count_as_one(raw["rship_china"], stronger).astype(float)
    for item, column, levels in (
        ("kp_threat", "conflict_grid_kp", ("Very likely", "Extremely likely")),
        (
            "china_neg",
            "country_influence_china_eval",
            ("A little negative", "Negative", "Very negative"),
        ),
        (
            "us_pos",
            "country_influence_us_eval",
            ("A little positive", "Positive", "Very positive"),
        ),
        ("japan_peaceful", "stereotype_jap_peaceful", ("5", "6", "7")),
        ("female", "gender", ("Female",)),
    ):
        rows[item] = _count_as_one(raw[column], levels)
    edges = [17, 29, 39, 49, 59, 120]
    bands = ["18-29", "30-39", "40-49", "50-59", "60+"]
    rows["ageg"] = pd.cut(raw["age"].astype(float), edges, labels=bands).astype(str)
    return rows


@pytest.fixture(scope="session")
def korea_golden(shared_file: Any) -> dict[str, Any]:
    """R `survey` on that wave."""
    return json.loads(shared_file("real/arn_korea_2016.golden.json").read_text())


def _count_as_one(answers: pd.Series, levels: tuple[str, ...]) -> pd.Series:
    trimmed = answers.str.strip()
    missing = trimmed.isna() | trimmed.isin(["", "__NA__"])
    return trimmed.isin(levels).map({True: "1", False: "0"}).where(~missing)


@pytest.fixture
def small_survey() -> pd.DataFrame:
    """600 made-up respondents: a factor, a number, an outcome, weights that matter; seeded."""
    return make_survey(600, seed=7)
