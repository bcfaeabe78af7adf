"""Closing sections: what the numbers do not say, and how they were made."""

from __future__ import annotations

import pytest

from kj_assets.publish.briefing.remarks import choose_discussed_term, tell_method, tell_remarks
from kj_assets_tests.figure.declared import models
from kj_assets_tests.figure.made_up import difference, differences, effect, effects, results
from kj_assets_tests.publish.made_up import content, plain_content


def test_the_spotlight_falls_on_the_term_whose_gaps_differ_most() -> None:
    assert choose_discussed_term(plain_content()) == "liking"
    refused = differences(difference("threat", None))
    assert choose_discussed_term(content(results(differences=refused))) is None


def test_the_spotlight_falls_on_a_declared_term_before_any_other() -> None:
    declared = models()
    both = declared.comparisons["both"].model_copy(update={"discuss": "trust"})
    chosen = declared.model_copy(update={"comparisons": {"both": both}})
    assert choose_discussed_term(content(models=chosen)) == "trust"


@pytest.mark.parametrize(
    ("one", "two", "en", "ko"),
    [
        (0.001, 0.001, "do not differ in support in this wave.", "지지가 다르다는 뜻이다."),
        (0.001, 0.6,
         "differ in this wave in “Support for cooperation”; in “Support for an alliance” no",
         "‘협력 지지’에서 다르다는 뜻이며, ‘동맹 지지’에서는 차이가 확인되지 않는다."),
        (0.6, 0.6, "No difference in support is detectable in this wave", "확인되는 차이가 없다."),
    ],
)  # fmt: skip
def test_the_spotlight_says_that_people_differ_only_where_the_tests_found_it(one, two, en, ko):
    both = models().comparisons["both"].model_copy(update={"discuss": "trust"})
    declared = models().model_copy(update={"comparisons": {"both": both}})
    made = results(
        one=effects(effect("trust", 0.09, one)),
        two=effects(effect("trust", 0.09, two), model_key="two"),
    )
    assert en in " ".join(tell_remarks(content(made, models=declared), "en"))
    assert ko in " ".join(tell_remarks(content(made, models=declared), "ko"))


def test_the_remarks_claim_no_rank_that_was_not_tested() -> None:
    told = " ".join(tell_remarks(plain_content(), "en"))
    assert "“Likes them” has the largest estimate for “Support for cooperation”." in told
    assert "Whether it is larger than the next was not tested." in told


def test_where_there_is_no_model_nothing_is_said_of_gaps() -> None:
    bare = content(effects={}, differences={})
    assert tell_remarks(bare, "en")[0] == "Shares say how many answered so, not why."
    assert not any("logistic" in text for text in tell_method(bare, "en"))


def test_terms_shared_by_models_are_listed_once() -> None:
    told = tell_method(plain_content(), "en")[-1]
    assert told == (
        "Support for cooperation; Support for an alliance. Factors: Sees a threat, Trusts them and "
        "Likes them. Controls: none."
    )
