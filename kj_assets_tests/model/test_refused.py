"""A model refused whole is told from data that are not what was declared."""

from __future__ import annotations

import pandas as pd
import pytest

from kj_assets.estimate.checks import RefusalError
from kj_assets.model.estimates import make_cells, make_effects, make_model
from kj_assets_tests.model.small_models import make_models, make_questions, make_respondents

HELP = {"wave": "2030", "key": "help", "model": make_models().models["help"]}
TOLD = HELP | {"codebook": make_questions()}


def collapse(**answers: str) -> pd.DataFrame:
    validated, weights = make_respondents()
    return make_cells(validated.assign(**answers), weights, make_models().models).frame


def test_an_empty_base_level_keeps_the_rows_with_the_cases_of_each_level():
    cells = collapse(threat="yes")
    fitted = make_model(cells, **TOLD)
    effects = make_effects(cells, fitted.frame, **TOLD).frame.set_index("term")
    assert set(effects["code"]) == {"X004"}
    assert effects["estimate"].isna().all()
    assert effects.loc["threat", "reason"].startswith("no complete case is in the base level")
    n, n_level, n_base = effects.loc["threat", ["n", "n_level", "n_base"]]
    assert (n_level, n_base) == (n, 0)
    assert effects.loc["sex", "n_level"] + effects.loc["sex", "n_base"] == n


@pytest.mark.parametrize("nobody", [False, True], ids=["together", "one item at all"])
def test_without_a_complete_case_the_rows_stay_and_the_losses_say_why(nobody):
    validated, weights = make_respondents()
    even = validated.index % 2 == 0
    sex = None if nobody else validated["sex"].where(~even)
    lost = validated.assign(help=validated["help"].where(even), sex=sex)
    made = make_cells(lost, weights, make_models().models)
    effects = make_effects(made.frame, make_model(made.frame, **TOLD).frame, **TOLD).frame
    assert set(effects["code"]) == {"N001"}
    assert set(effects["n"]) == {0}
    assert effects["reason"][0].startswith("no respondent answered all of help, other, threat")
    assert "item 'sex' has no answer" in made.notes["warnings"]


def test_an_undeclared_answer_stops_the_build():
    with pytest.raises(RefusalError, match="X001: term 'threat' holds undeclared levels"):
        make_model(collapse(threat="99"), **TOLD)


def test_the_check_passes_where_everything_is_estimated():
    (check,) = make_model(collapse(), **TOLD).checks
    assert check.passed
    assert not check.blocking
