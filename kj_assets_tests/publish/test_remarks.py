"""Closing sections: what the numbers do not say, and how they were made."""

from __future__ import annotations

from kj_assets.publish.briefing.remarks import choose_discussed_term, tell_method, tell_remarks
from kj_assets_tests.figure.declared import models, wave
from kj_assets_tests.figure.made_up import difference, differences, results
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


def test_the_remarks_claim_no_rank_that_was_not_tested() -> None:
    told = " ".join(tell_remarks(plain_content(), "en"))
    assert "“Likes them” has the largest estimate for “Support for cooperation”." in told
    assert "Whether it is larger than the next was not tested." in told


def test_a_nonprobability_sample_is_told_of_and_a_probability_sample_is_not() -> None:
    assert any("not a probability sample" in text for text in tell_method(plain_content(), "en"))
    drawn = wave().declaration.fieldwork.model_copy(update={"sampling": "probability"})
    drawn_wave = wave(fieldwork=drawn.model_dump())
    made = content(results(wave=drawn_wave))
    assert not any("probability sample" in text for text in tell_method(made, "en"))


def test_terms_shared_by_models_are_listed_once() -> None:
    told = tell_method(plain_content(), "en")[-1]
    assert told == (
        "Support for cooperation; Support for an alliance: Sees a threat, Trusts them and Likes "
        "them. Controls: none."
    )
