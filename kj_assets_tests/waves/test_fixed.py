"""What weights and design fix: read from the declarations, and of strata from the answers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml

from kj_assets.errors import DeclarationError
from kj_assets.model.estimates import make_toplines
from kj_assets.model.fixed import is_told_by_strata
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.fixed import find_fixed
from kj_assets.waves.registry import load_waves
from kj_assets_tests.builders import (
    levels_item,
    make_codebook,
    make_wave,
    number_item,
)


def band(**ranges: tuple[float | None, float | None]) -> dict[str, Any]:
    return levels_item(list(ranges), bands={"of": "age", "ranges": ranges})


def codebook() -> Codebook:
    return make_codebook(
        sex=levels_item(["male", "female"]),
        age=number_item(minimum=18, maximum=99),
        age_band=band(young=(None, 39), middle=(40, 59), old=(60, None)),
        older=band(under_60=(None, 59), from_60=(60, None)),
        generation=band(early=(None, 29), late=(30, None)),
        region=levels_item(["north", "south", "east"]),
        coast=levels_item(["coast", "inland"]),
        opinion=levels_item(["yes", "no"]),
    )


CROSSWALK = {
    "sex": {"column": "SEX", "codes": {"1": "male", "2": "female"}},
    "age": {"column": "AGE"},
    "region": {"column": "REG", "codes": {"1": "north", "2": "south", "3": "east"}},
    "coast": {"column": "REG", "codes": {"1": "inland", "2": "inland", "3": "coast"}},
    "opinion": {"column": "Q1", "codes": {"1": "yes", "2": "no"}},
}
RAKED = {"weight": {"rake": {"population": "p", "margins": ["age_band"]}}}
CASES = [
    ("nothing", {}, {}),
    ("crossed margins", {"weight": {"rake": {"population": "p", "margins": ["sex * region"]}}},
     {"sex": "weights", "region": "weights", "coast": "weights"}),
    ("bands, and coarser ones of them", RAKED,
     {"age_band": "weights", "older": "weights"}),
    ("a number, and its bands", {"weight": {"column": "W", "meets": ["age"]}},
     {"age": "weights", "age_band": "weights", "older": "weights", "generation": "weights"}),
    ("delivered weights", {"weight": {"column": "W", "meets": ["sex * coast"]}},
     {"sex": "weights", "coast": "weights"}),
    ("the column of strata", {"design": {"stratum": "REG"}},
     {"region": "design", "coast": "design"}),
]  # fmt: skip


@pytest.mark.parametrize(("declared", "fixed"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_what_is_fixed_is_read_from_the_declarations(declared, fixed):
    assert find_fixed(make_wave(crosswalk=CROSSWALK, **declared), codebook()) == fixed


def test_an_item_that_delivered_weights_meet_is_one_of_the_codebook(tmp_path):
    wave = make_wave(crosswalk=CROSSWALK, weight={"column": "W", "meets": ["sexx"]})
    told = wave.declaration.model_dump(mode="json", exclude_defaults=True)
    (tmp_path / "2030").mkdir()
    (tmp_path / "2030" / "wave.yaml").write_text(yaml.safe_dump(told), encoding="utf-8")
    with pytest.raises(DeclarationError, match=r"F103.*weight.meets.*sexx"):
        load_waves(tmp_path, codebook())


def groups(strata: list[str], answers: list[str | None]) -> pd.DataFrame:
    rows = pd.DataFrame({"stratum": strata, "urban": answers}, dtype=object)
    return rows.assign(n=20, sum_weight=20.0)


STRATA = [
    ("each stratum is either", ["a", "b", "c"], ["yes", "no", "yes"], True),
    ("who did not say is no level", ["a", "a", "b"], ["yes", None, "no"], True),
    ("a stratum has both", ["a", "a", "b"], ["yes", "no", "no"], False),
    ("everybody says one thing", ["a", "b"], ["yes", "yes"], False),
]


@pytest.mark.parametrize(
    ("strata", "answers", "told"), [c[1:] for c in STRATA], ids=[c[0] for c in STRATA]
)
def test_what_the_strata_decide_is_seen_in_the_answers(strata, answers, told):
    assert is_told_by_strata(groups(strata, answers), "urban") == told


def test_a_few_who_agree_are_chance_and_without_strata_nothing_is_decided():
    few = groups(["a", "b"], ["yes", "no"]).assign(n=[40, 3])
    assert not is_told_by_strata(few, "urban")
    assert not is_told_by_strata(few.drop(columns="stratum"), "urban")


def test_toplines_say_what_fixes_the_shares_of_an_item():
    n = 60
    ids = [str(i) for i in range(n)]
    stratum = np.repeat(["a", "b", "c"], 20)
    validated = pd.DataFrame(
        {
            "respondent_id": ids,
            "coast": np.where(stratum == "a", "coast", "inland"),
            "opinion": np.where(np.arange(n) % 3 == 0, "yes", "no"),
            "sex": np.where(np.arange(n) % 2 == 0, "male", "female"),
            "stratum": stratum,
        }
    ).assign(coast_missing=None, opinion_missing=None, sex_missing=None)
    validated.loc[1, ["opinion", "opinion_missing"]] = [None, "dont_know"]
    weights = pd.DataFrame({"respondent_id": ids, "weight": 1.0, "stratum": stratum})
    asked = Codebook(
        title={"en": "t", "ko": "t"},
        items={key: codebook().items[key] for key in ("coast", "opinion", "sex")},
    )
    found = make_toplines(validated, weights, "2030", asked, {"sex": "weights"}).frame
    by = found.groupby(["item", "kind"])["fixed_by"].agg(set)
    assert by["coast", "level"] == {"design"}
    assert by["opinion", "level"] == by["opinion", "missing"] == {""}
    assert by["sex", "level"] == {"weights"}
