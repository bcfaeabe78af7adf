"""A small codebook, last year's wave and this year's files to take in."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyreadstat

from kj_assets.intake.arrival import Arrival, ArrivedColumn
from kj_assets.intake.memory import KnownItem, remember_items
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.registry import Wave
from kj_assets.waves.wave_declaration import SurveyFile
from kj_assets_tests.builders import make_codebook, make_wave, number_item

SECURITY = {
    "en": "Should security cooperation be strengthened?",
    "ko": "안보 협력을 강화해야 합니까?",
}
TRUST = {"en": "Do you trust the United States?", "ko": "미국을 신뢰하십니까?"}
FIVE = {
    "very_positive": {"en": "Very positive", "ko": "매우 긍정적"},
    "positive": {"en": "Generally positive", "ko": "대체로 긍정적"},
    "neutral": {"en": "Neutral", "ko": "중립"},
    "negative": {"en": "Mostly negative", "ko": "대체로 부정적"},
    "very_negative": {"en": "Very negative", "ko": "매우 부정적"},
}
NETS = {
    "positive_net": {
        "label": {"en": "Positive in all", "ko": "긍정 합계"},
        "levels": ["very_positive", "positive"],
    }
}
YES_NO = {"yes": {"en": "Yes", "ko": "그렇다"}, "no": {"en": "No", "ko": "그렇지 않다"}}
LAST = {
    "security": {
        "column": "Q1",
        "codes": dict(zip("12345", FIVE, strict=True)),
        "missing": {"8": "dont_know", "9": "refused"},
    },
    "trust": {"column": "Q2", "codes": {"1": "yes", "2": "no"}},
    "age": {"column": "AGE"},
}


def small_codebook() -> Codebook:
    """A five-point item, a yes/no item and a number."""
    return make_codebook(
        security=_item(SECURITY, FIVE, midpoint="neutral", nets=NETS),
        trust=_item(TRUST, YES_NO),
        age=number_item(
            label={"en": "Age", "ko": "나이"},
            question={"en": "How old are you?", "ko": "만 나이는 어떻게 되십니까?"},
        ),
    )


def _item(question, levels, **more):
    label = {"en": question["en"].split()[-2], "ko": question["ko"].split()[0]}
    told = {"label": label, "question": question, "wording": "assumed", "type": "ordered"}
    return told | {"levels": levels} | more


def last_wave(**more) -> Wave:
    """Last year's wave, whose file brought no labels."""
    return make_wave(more.pop("crosswalk", LAST), folder=Path("nowhere"), **more)


def known_items() -> dict[str, KnownItem]:
    """What is known of the items of the small codebook."""
    return {known.key: known for known in remember_items(small_codebook(), last_wave())}


def arrive(*columns: ArrivedColumn, rows: int = 10) -> Arrival:
    """A file of these columns."""
    declaration = SurveyFile(path="new.sav", sha256="0" * 64)
    return Arrival(Path("new.sav"), "0" * 64, rows, columns, declaration)


def labelled(name: str, question: str | None, labels: dict[str, str], **more) -> ArrivedColumn:
    """A column whose every labelled code was chosen twice."""
    counts = more.pop("counts", dict.fromkeys(labels, 2))
    return ArrivedColumn(name, question, labels, counts, **more)


def korean_five(name: str = "A1", *, neutral: bool = True) -> ArrivedColumn:
    """The five-point item in Korean, re-coded 98/99, with or without its middle."""
    texts = [text["ko"] for level, text in FIVE.items() if neutral or level != "neutral"]
    labels = {str(code): text for code, text in enumerate(texts, start=1)}
    return labelled(name, SECURITY["ko"], labels | {"98": "모름", "99": "응답 거절"})


def write_new_sav(folder: Path, name: str = "new.sav") -> Path:
    """This year's file: other columns, other codes, no neutral, trust not asked."""
    people = 20
    four = [text["ko"] for level, text in FIVE.items() if level != "neutral"]
    table = pd.DataFrame(
        {
            "RID": range(501, 501 + people),
            "A1": [1, 2, 3, 4, 98] * (people // 5),
            "A2": range(20, 20 + people),
            "DEVICE": ["PC", "Mobile"] * (people // 2),
        }
    )
    pyreadstat.write_sav(
        table,
        str(folder / name),
        column_labels={"A1": SECURITY["ko"], "A2": "만 나이는 어떻게 되십니까?"},
        variable_value_labels={
            "A1": dict(enumerate(four, start=1)) | {98: "모름", 99: "응답 거절"}
        },
    )
    return folder / name
