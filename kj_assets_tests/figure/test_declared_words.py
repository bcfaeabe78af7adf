"""What a figure says of mode, sampling, weights and design is what its wave declares."""

from __future__ import annotations

import re
from itertools import product
from typing import Any

import pytest

from kj_assets.figure.describe import describe_wave, describe_waves
from kj_assets.figure.drawing import NOTICE, Drawing
from kj_assets.figure.wording import LANGUAGES, Language
from kj_assets.waves.registry import Wave
from kj_assets_tests.figure.declared import codebook, wave, words
from kj_assets_tests.figure.made_up import KINDS, computed, results, trend

MODES = {
    "face-to-face": ("face-to-face", "대면면접"),
    "telephone": ("telephone", "전화조사"),
    "web": ("web", "온라인"),
    "mixed": ("mixed modes", "혼합 방식"),
}
WEIGHTS: dict[str, dict[str, Any]] = {
    "raked": {"rake": {"population": "p", "margins": ["threat"]}},
    "delivered": {"column": "W"},
    "none": {},
}
DESIGNS: tuple[dict[str, str], ...] = (
    {},
    {"stratum": "STRAT"},
    {"unit": "PSU"},
    {"stratum": "STRAT", "unit": "PSU"},
)
SAMPLINGS = ("probability", "nonprobability")
# A claim, and of which declarations it may be made: weights, sampling, mode, design.
CLAIMS: dict[str, tuple[str, Any]] = {
    "weights are used": (
        r"[Ww]eighted (logistic|shares|to the population|as delivered)|conditional on the weights"
        r"|가중 (로지스틱|비율)|가중치 적용|가중치가 옳다",
        lambda said: said["weights"] != "none",
    ),
    "there are no weights": (
        r"[Nn]ot weighted|without weights|가중치 없",
        lambda said: said["weights"] == "none",
    ),
    "the population's margins were met": (
        r"[Ww]eighted to the population|인구 비율",
        lambda said: said["weights"] == "raked",
    ),
    "nobody was drawn by chance": (
        r"[Nn]onprobability|비확률",
        lambda said: said["sampling"] == "nonprobability",
    ),
    "people are in a panel": (
        r"panel|패널",
        lambda said: (said["mode"], said["sampling"]) == ("web", "nonprobability"),
    ),
    "people were interviewed": (r"interview|면접", lambda said: said["mode"] == "face-to-face"),
    "errors are the design's": (
        r"design-based|설계 기반",
        lambda said: said["weights"] != "none" or bool(said["design"]),
    ),
    "there are strata": (r"STRAT|\bstrata|층\b", lambda said: "stratum" in said["design"]),
    "there are sampling units": (
        r"PSU|sampling unit|추출단위",
        lambda said: "unit" in said["design"],
    ),
    "respondents are reconstructed": (
        r"RECONSTRUCTED|재구성",
        lambda said: said["provenance"] == "reconstructed",
    ),
}


def declare(said: dict[str, Any]) -> Wave:
    fieldwork = {
        "mode": said["mode"],
        "sampling": said["sampling"],
        "agency": words("An agency", "어느 기관"),
        "population": words("Adults of the country", "전국 성인"),
    }
    return wave(
        fieldwork=fieldwork,
        weight=WEIGHTS[said["weights"]],
        design=said["design"],
        provenance=said["provenance"],
    )


def refute(text: str, said: dict[str, Any]) -> list[str]:
    """Claims that a text makes and the declaration does not allow."""
    return [
        claim
        for claim, (pattern, allowed) in CLAIMS.items()
        if re.search(pattern, text) and not allowed(said)
    ]


MATRIX = [
    dict(zip(("mode", "sampling", "weights", "design", "provenance"), row, strict=True))
    for row in product(MODES, SAMPLINGS, WEIGHTS, DESIGNS, ("microdata", "reconstructed"))
]
FEWER = [
    dict(zip(("mode", "sampling", "weights", "design", "provenance"), row, strict=True))
    for row in [
        ("web", "nonprobability", "none", {}, "microdata"),
        ("web", "probability", "delivered", DESIGNS[3], "microdata"),
        ("face-to-face", "probability", "delivered", DESIGNS[3], "microdata"),
        ("telephone", "probability", "none", DESIGNS[1], "microdata"),
        ("mixed", "nonprobability", "raked", {}, "reconstructed"),
    ]
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_footer_says_of_a_wave_what_it_declares_and_no_more(language: Language) -> None:
    for said in MATRIX:
        about = describe_wave(declare(said), codebook(), language)
        told = (about.fieldwork, about.weighting, about.design, about.intervals)
        text = " ".join(told)
        assert not refute(text, said), (said, text)
        assert MODES[said["mode"]][LANGUAGES.index(language)] in text
        assert ("STRAT" in text, "PSU" in text) == (
            "stratum" in said["design"],
            "unit" in said["design"],
        )
        assert bool(about.intervals) == (said["sampling"] == "nonprobability")
        assert about.is_weighted == (said["weights"] != "none")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("said", FEWER, ids=lambda said: "-".join(map(str, said.values())))
def test_no_text_of_any_figure_claims_what_its_wave_does_not_declare(
    said: dict[str, Any], kind: str, language: Language
) -> None:
    made = results(
        wave=declare(said),
        margins=results().margins if said["weights"] == "raked" else None,
        trend=trend(
            computed("2025", 0.7, said["provenance"], mode=said["mode"], line=1),
        ),
    )
    drawing = made.draw(kind, language)
    for text in every_text(drawing):
        assert not refute(text, said), text
    assert (NOTICE[language] in drawing.footer) == (said["provenance"] == "reconstructed")


def every_text(drawing: Drawing) -> list[str]:
    drawn = [
        row["text"]
        for specification in (drawing.specification, drawing.narrow)
        for name, rows in specification["datasets"].items()
        if name.startswith("text_")
        for row in rows
    ]
    return [drawing.title, drawing.subtitle, drawing.alt, *drawing.footer, *drawn]


def at(name: str, **more: Any) -> Wave:
    said = {"mode": "web", "sampling": "nonprobability", "weights": "raked", "design": {}}
    made = declare(said | {"provenance": "microdata"} | more)
    return Wave(name, made.folder, made.declaration)


def test_a_footer_of_several_waves_says_of_each_only_what_is_true_of_it() -> None:
    drawn = {"mode": "face-to-face", "sampling": "probability", "design": DESIGNS[3]}
    waves = [at("2023", **drawn), at("2024"), at("2025", weights="none")]
    about = describe_waves(waves, codebook(), "en")
    assert about.fieldwork.startswith("Adults of the country. 2023: An agency, face-to-face")
    assert about.weighting == (
        "2023, 2024: Weighted to the population by sees a threat. 2025: Not weighted."
    )
    assert about.design == (
        "2023: Standard errors count the sample’s strata (STRAT) and sampling units (PSU)."
    )
    assert about.intervals == (
        "2024: Nonprobability sample, so intervals are conditional on the weights. 2025: "
        "Nonprobability sample without weights, so intervals hold only if respondents answer like "
        "the population."
    )


def test_a_footer_of_waves_that_are_alike_says_it_once() -> None:
    about = describe_waves([at("2024"), at("2025")], codebook(), "ko")
    assert about.weighting == "인구 비율에 맞춘 가중치 적용(위협 인식)."
    assert about.intervals == "비확률표본이므로 구간은 가중치가 옳다는 조건에서만 성립."
    assert about.fieldwork.count("전국 성인") == 1
    assert about.design == ""


def test_trimmed_weights_say_how_far_they_reach() -> None:
    rake = {"rake": WEIGHTS["raked"]["rake"] | {"trim": 5}}
    assert describe_wave(wave(weight=rake), codebook(), "en").weighting == (
        "Weighted to the population by sees a threat, no weight above 5 times the mean."
    )
    assert "상한 평균의 5배" in describe_wave(wave(weight=rake), codebook(), "ko").weighting


def test_an_unweighted_wave_has_no_unweighted_variant_of_a_model() -> None:
    for weights, names in (("none", 0), ("raked", 1)):
        made = results(wave=at("2025", weights=weights))
        drawn = made.draw("sensitivity", "en").table
        assert drawn["variant"].eq("unweighted").any() == bool(names)


def test_a_model_without_controls_or_known_cases_says_no_number_of_them() -> None:
    made = results()
    footer = " ".join(made.draw("effects", "en").footer)
    assert "standard errors, no controls and 900 complete cases." in footer
    closed = results(
        one=made.one.assign(n=float("nan")), differences=made.differences.assign(n_a=float("nan"))
    )
    for kind, language in product(
        ("effects", "comparison", "sensitivity", "effect_trend"), LANGUAGES
    ):
        told = " ".join(closed.draw(kind, language).footer)
        assert not re.search(r"\b0 (complete|respondents)|완전 응답 0|응답자 0|nan", told)
