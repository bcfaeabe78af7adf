"""What a tiny made-up survey declares: its codebook, models, figures and wave.

Here: declarations in both languages. Not here: results (`made_up.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from kj_assets.model.registry import Models
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.registry import Wave
from kj_assets_tests.builders import make_codebook, make_wave

TERMS = ("threat", "trust", "liking")
LONG = {
    "en": "A label far longer than anybody should ever choose for one answer of one question",
    "ko": "한 문항의 한 응답에 붙이기에는 아무래도 지나치게 길어서 여러 줄로 나뉠 수밖에 없는 이름",
}


def words(en: str, ko: str) -> dict[str, str]:
    return {"en": en, "ko": ko}


def yes_no(en: str, ko: str) -> dict[str, Any]:
    levels = {"yes": words("Yes", "그렇다"), "no": words("No", "아니다")}
    return {"label": words(en, ko), "wording": "published", "type": "nominal", "levels": levels}


def cooperation_item(**more: Any) -> dict[str, Any]:
    return {
        "label": words("Cooperation", "협력"),
        "question": words("Should it be strengthened?", "강화해야 합니까?"),
        "wording": "assumed",
        "type": "ordered",
        "levels": {
            "very": words("Very positive", "매우 긍정적"),
            "rather": words("Rather positive", "대체로 긍정적"),
            "neutral": words("Neutral", "중립"),
            "against": words("Negative answer", "부정적"),
        },
        "nets": {
            "positive": {"label": words("Positive", "긍정"), "levels": ["very", "rather"]},
            "negative": {"label": words("Negative", "부정"), "levels": ["against"]},
        },
    } | more


def codebook(**items: Mapping[str, Any]) -> Codebook:
    return make_codebook(
        cooperation=items.get("cooperation", cooperation_item()),
        alliance=items.get("alliance", cooperation_item(label=words("Alliance", "동맹"))),
        threat=items.get("threat", yes_no("Sees a threat", "위협 인식")),
        trust=items.get("trust", yes_no("Trusts them", "신뢰")),
        liking=items.get("liking", yes_no("Likes them", "호감")),
    )


def model(en: str, ko: str, outcome: str) -> dict[str, Any]:
    return {
        "label": words(en, ko),
        "status": "confirmatory",
        "case_set": "all",
        "outcome": {"item": outcome, "support": ["very", "rather"]},
        "terms": [{"item": item, "base": "no"} for item in TERMS],
    }


def models() -> Models:
    return Models.model_validate(
        {
            "models": {
                "one": model("Support for cooperation", "협력 지지", "cooperation"),
                "two": model("Support for an alliance", "동맹 지지", "alliance"),
            },
            "comparisons": {
                "both": {"label": words("One against two", "둘의 비교"), "models": ["one", "two"]}
            },
            "crosstabs": {"groups": {"items": ["cooperation"], "by": ["threat", "liking"]}},
            "figures": {
                "answers": {"kind": "distribution", "item": "cooperation"},
                "gaps": {"kind": "effects", "model": "one"},
                "pair": {"kind": "comparison", "comparison": "both"},
                "years": {"kind": "trend", "item": "cooperation", "levels": ["positive"]},
                "who": {
                    "kind": "subgroups",
                    "crosstab": "groups",
                    "item": "cooperation",
                    "level": "positive",
                },
            },
        }
    )


def wave(**more: Any) -> Wave:
    fieldwork = {
        "start": date(2025, 8, 18),
        "end": date(2025, 8, 20),
        "mode": "web",
        "sampling": "nonprobability",
        "agency": "An agency",
        "population": words("Adults of the country", "전국 성인"),
    }
    declared = {"provenance": "reconstructed", "n": 1000, "fieldwork": fieldwork}
    return make_wave(title=words("A poll", "어느 조사"), **(declared | more))
