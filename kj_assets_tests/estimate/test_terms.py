"""A declared model holds to itself, and its columns are named in the order they are declared."""

from __future__ import annotations

import pytest

from kj_assets.estimate.terms import (
    Column,
    Factor,
    Interaction,
    LogitSpec,
    Numeric,
    list_columns,
)

TRUST = Factor("trust", ("none", "some", "much"), "some")
SEX = Factor("sex", ("man", "woman"), "man")
AGE = Numeric("age", step=10.0)


@pytest.mark.parametrize(
    ("levels", "base"), [(("a", "b", "a"), "a"), (("a", "b"), "c")], ids=["twice", "no such base"]
)
def test_a_factor_has_each_level_once_and_its_base_among_them(levels, base):
    with pytest.raises(ValueError, match="q: levels must be unique"):
        Factor("q", levels, base)


@pytest.mark.parametrize(
    ("terms", "says"),
    [
        ((), "at least one term"),
        ((Interaction(("trust", "sex")),), "at least one term"),
        ((TRUST, SEX, TRUST), "declared twice"),
        ((TRUST, Numeric("y")), "is the outcome itself"),
        ((TRUST, Interaction(("trust", "sex"))), "trust:sex: both sides must be terms"),
        ((TRUST, Interaction(("trust", "trust"))), "trust:trust: both sides must be terms"),
    ],
)
def test_a_model_that_cannot_be_meant_is_refused(terms, says):
    with pytest.raises(ValueError, match=says):
        LogitSpec("y", terms)


def test_columns_are_the_intercept_the_terms_and_the_interactions():
    spec = LogitSpec("y", (Interaction(("trust", "age")), TRUST, Interaction(("sex", "trust")),
                           SEX, AGE))  # fmt: skip
    assert [column.name for column in list_columns(spec)] == [
        *("(intercept)", "trust[none]", "trust[much]", "sex[woman]", "age"),
        *("trust:age[none:age]", "trust:age[much:age]"),
        *("sex:trust[woman:none]", "sex:trust[woman:much]"),
    ]
    assert spec.items == ("trust", "sex", "age")
    assert Column("age").level == ""
    assert spec.find_main_term("age") == AGE
    with pytest.raises(KeyError):
        spec.find_main_term("trust:age")


def test_a_base_is_known_by_its_place():
    assert (TRUST.base_code, TRUST.contrasts) == (1, ("none", "much"))
    assert Numeric("age").step == 1.0
