"""What pages and a release say of mode, sampling, weights and design is what the wave declares."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kj_assets.figure.wording import LANGUAGES, Language
from kj_assets.publish.briefing.remarks import tell_method, tell_remarks
from kj_assets.publish.release.ddi import write_ddi
from kj_assets.publish.site.method import face_of_method
from kj_assets_tests.figure.declared import codebook, models
from kj_assets_tests.figure.made_up import results
from kj_assets_tests.figure.test_declared_words import MATRIX, declare, refute
from kj_assets_tests.publish.made_up import content, published


def name(said: dict[str, Any]) -> str:
    return " ".join(str(value) for value in said.values())


def tell_all(said: dict[str, Any], language: Language) -> str:
    """Method and remarks of the briefing, and the page on method."""
    made = results(wave=declare(said))
    shown = content(made, published_vs_computed=published())
    page = face_of_method(codebook(), models(), (made.wave,), None, language)
    cells = [cell.text for row in page.waves.rows for cell in row]
    told = [*tell_method(shown, language), *tell_remarks(shown, language)]
    return " ".join([*told, *cells, *page.weighting, *page.rules])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("said", MATRIX, ids=name)
def test_the_method_makes_no_claim_that_is_not_declared(
    said: dict[str, Any], language: Language
) -> None:
    told = tell_all(said, language)
    assert refute(told, said) == []
    is_drawn = said["sampling"] == "probability"
    assert ("not a probability sample" in told or "확률표본이 아니" in told) is not is_drawn
    is_sample = is_drawn and said["provenance"] == "microdata"
    assert ("is a probability sample" in told or "확률표본이다." in told) is is_sample
    assert ("calibrated" in told or "맞춰 자료를" in told) == (said["provenance"] != "microdata")
    for column in said["design"].values():
        assert column in told


def test_two_waves_are_told_of_apart_where_they_differ_and_once_where_they_do_not() -> None:
    panel, drawn = (
        {**said, "sampling": sampling, "mode": mode}
        for said in [MATRIX[0]]
        for sampling, mode in (("nonprobability", "web"), ("probability", "face-to-face"))
    )
    waves = tuple(declare(said) for said in (panel, drawn))
    once = face_of_method(codebook(), models(), (waves[0],) * 2, None, "en").weighting
    assert len(once) == 1
    named = (replace(waves[0], id="2025"), replace(waves[1], id="2026"))
    told = face_of_method(codebook(), models(), named, None, "en").weighting
    assert [text.partition(":")[0] for text in told] == ["2025", "2026"]
    assert "panel" in told[0] and "panel" not in told[1]


@pytest.mark.parametrize("said", MATRIX, ids=name)
def test_the_codebook_for_archives_says_what_is_declared(said: dict[str, Any]) -> None:
    toplines = results().toplines
    xml = write_ddi(declare(said), codebook(), ("cooperation",), toplines).decode()
    weights = {"raked": "Raked to", "delivered": "As delivered.", "none": "None: every"}
    assert weights[said["weights"]] in xml
    assert ('wgtd="wgtd"' in xml) == (said["weights"] != "none")
    assert f"{said['sampling'].capitalize()} sample." in xml
    for column in said["design"].values():
        assert column in xml
    assert ("Reconstructed" in xml) == (said["provenance"] == "reconstructed")
