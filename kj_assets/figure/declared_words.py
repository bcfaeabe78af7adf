"""What a wave's declaration lets a footer say: mode, weights, design, and what intervals rest on.

Here: one function a fact, each choosing its sentence by the declaration. Not here: putting them
together (`describe.py`). What is not declared is not said.
"""

from __future__ import annotations

from kj_assets.figure.wording import Language, in_sentence, join_list
from kj_assets.trend.modes import name_mode
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.wave_declaration import Fieldwork, SampleDesign, WaveDeclaration, Weighting

# Only a nonprobability web sample is known to be a panel: a drawn one may be anybody's browser.
_WEB: dict[Language, str] = {"en": "web survey", "ko": "온라인 조사"}


def tell_mode(fieldwork: Fieldwork, language: Language) -> str:
    """How people were asked."""
    if fieldwork.mode == "web" and fieldwork.sampling == "probability":
        return _WEB[language]
    return name_mode(fieldwork.mode, language)


def is_weighted(weight: Weighting) -> bool:
    """Whether any weights are declared."""
    return bool(weight.rake or weight.column)


def tell_weighting(weight: Weighting, codebook: Codebook, language: Language) -> str:
    """By what the answers are weighted."""
    if weight.rake:
        labels = [label_margin(margin, codebook, language) for margin in weight.rake.margins]
        margins = join_list(labels, language)
        return {
            "en": f"Weighted to the population by {margins}{_tell_trim(weight.rake.trim, 'en')}.",
            "ko": f"인구 비율에 맞춘 가중치 적용({margins}{_tell_trim(weight.rake.trim, 'ko')}).",
        }[language]
    if weight.column:
        return {"en": "Weighted as delivered.", "ko": "제공된 가중치 적용."}[language]
    return {"en": "Not weighted.", "ko": "가중치 없음."}[language]


def _tell_trim(trim: float | None, language: Language) -> str:
    if trim is None:
        return ""
    return {
        "en": f", no weight above {trim:g} times the mean",
        "ko": f", 상한 평균의 {trim:g}배",
    }[language]


def label_margin(margin: str, codebook: Codebook, language: Language) -> str:
    """A raking margin in words: ``region * sex`` becomes ``region × sex``."""
    keys = [key.strip() for key in margin.split("*")]
    labels = [
        codebook.items[key].label.in_language(language) if key in codebook.items else key
        for key in keys
    ]
    return " × ".join(in_sentence(label, language) for label in labels)


def tell_design(design: SampleDesign, language: Language) -> str:
    """The columns of strata and sampling units that errors count; nothing where there are none."""
    parts = {
        "en": (("strata", design.stratum), ("sampling units", design.unit)),
        "ko": (("층", design.stratum), ("추출단위", design.unit)),
    }[language]
    used = [(what, column) for what, column in parts if column]
    if not used:
        return ""
    if language == "ko":
        named = [f"{what}: {column}" for what, column in used]
        return f"표준오차에 표본설계 반영({', '.join(named)})."
    named = [f"{what} ({column})" for what, column in used]
    return f"Standard errors count the sample’s {join_list(named, 'en')}."


def tell_intervals(declared: WaveDeclaration, language: Language) -> str:
    """What intervals rest on where nobody was drawn by chance; nothing of a probability sample."""
    if declared.fieldwork.sampling == "probability":
        return ""
    if is_weighted(declared.weight):
        return {
            "en": "Nonprobability sample, so intervals are conditional on the weights.",
            "ko": "비확률표본이므로 구간은 가중치가 옳다는 조건에서만 성립.",
        }[language]
    return {
        "en": "Nonprobability sample without weights, so intervals hold only if respondents answer "
        "like the population.",
        "ko": "가중치 없는 비확률표본이므로 구간은 응답자가 모집단과 같이 답한다는 조건에서만 "
        "성립.",
    }[language]
