"""Reasons are told in the words of the people who declare waves, items and models."""

from __future__ import annotations

import pandas as pd
import pytest

from kj_assets.dagster_kit.asset import Asset
from kj_assets.dagster_kit.plan import Step
from kj_assets.dagster_kit.reasons import Reason
from kj_assets.plan_words import tell_reasons, tell_shortly


def compute() -> pd.DataFrame:
    """Never called."""
    return pd.DataFrame()


ASSET = Asset(
    ("wave_2025", "model_bilateral_security"),
    compute,
    "a model",
    settings={"key": "bilateral_security"},
)
CROSSWALK = "wave.declaration.crosswalk.japan_impression"
CASES = [
    ([Reason("group new", "wave_2025")], "new wave"),
    ([Reason("group new", "wave_2026")], "new wave 2026"),
    ([Reason("group gone", "wave_2024")], "wave 2024 removed"),
    ([Reason("group new", "trend")], "new"),
    ([Reason("group gone", "trend")], "trend is gone"),
    ([Reason("new")], "new"),
    ([Reason("setting", CROSSWALK)], "crosswalk of japan_impression changed"),
    ([Reason("setting", "model.controls")], "model bilateral_security changed (controls)"),
    (
        [Reason("setting", f"models.models.a.{part}") for part in ("controls", "terms")],
        "model a changed (controls, terms)",
    ),
    ([Reason("setting", "codebook.items.sex.label")], "item sex changed (label)"),
    ([Reason("setting", "wave.declaration.weight.rake")], "wave.yaml changed (weight)"),
    ([Reason("setting", "comparisons.x.label")], "comparison x changed (label)"),
    ([Reason("setting", "models.figures.x.kind")], "figure x changed (kind)"),
    ([Reason("setting", "origins")], "the list of waves changed"),
    ([Reason("setting", "figures")], "the list of figures changed"),
    ([Reason("setting", "asked.2026")], "items asked in wave 2026 changed"),
    ([Reason("setting", "offered.2026.us_trust")], "levels on offer changed"),
    (
        [Reason("input new", "trend/a"), Reason("input new", "trend/b")],
        "now reads trend/a, trend/b",
    ),
    ([Reason("input gone", "trend/a")], "no longer reads trend/a"),
    ([Reason("setting", "tags.provenance")], "provenance changed"),
    ([Reason("setting", "name")], "name changed"),
    ([Reason("order")], "an order in the declarations changed"),
    ([Reason("source", "wave_2025/source")], "survey file changed"),
    ([Reason("source", "published/toplines")], "published/toplines changed"),
    ([Reason("input", "wave_2025/clean")], "upstream data changed: wave_2025/clean"),
    (
        [Reason("above", f"s/{name}") for name in "abcdef"],
        "upstream data may change: s/a, s/b, s/c, s/d, s/e, s/f",
    ),
    ([Reason("library", "pandas", "3.0 → 3.1")], "library changed: pandas 3.0 → 3.1"),
    (
        [Reason("definition", "kj_assets.weight.rake.trim")],
        "code changed: trim in weight/rake.py",
    ),
    ([Reason("definition", "page.html")], "code changed: page.html"),
    ([Reason("code")], "code changed"),
    ([Reason("file", "figures/x.png")], "output lost or changed: figures/x.png"),
]


@pytest.mark.parametrize(("reasons", "told"), CASES, ids=[told for _, told in CASES])
def test_each_reason_has_its_phrase(reasons, told):
    assert tell_reasons(Step(ASSET.key, tuple(reasons)), ASSET) == [told]


def test_several_reasons_are_several_phrases_each_once():
    reasons = (Reason("setting", CROSSWALK), Reason("library", "scipy", "1 → 2"), Reason("code"))
    assert tell_reasons(Step(ASSET.key, reasons), ASSET) == [
        "crosswalk of japan_impression changed",
        "library changed: scipy 1 → 2",
        "code changed",
    ]


MANY = tuple(Reason("setting", f"wave.declaration.crosswalk.{item}") for item in "abcde")
SHORT = [
    (
        (Reason("input new", "trend/x"), Reason("group new", "wave_2026"), *MANY),
        "new wave 2026; 6 more reasons",
    ),
    ((Reason("group new", "wave_2026"), Reason("order")), "new wave 2026; 1 more reason"),
    ((Reason("group new", "wave_2026"), Reason("setting", "waves")), "new wave 2026"),
    (MANY, "crosswalk of a changed; crosswalk of b changed; 3 more reasons"),
    (MANY[:2], "crosswalk of a changed; crosswalk of b changed"),
    (
        tuple(Reason("above", f"s/{name}") for name in "abcdef"),
        "upstream data may change: s/a and 5 more",
    ),
    (
        tuple(Reason("setting", f"model.{part}") for part in ("controls", "label", "terms")),
        "model bilateral_security changed (controls, label and 1 more)",
    ),
]


@pytest.mark.parametrize(("reasons", "told"), SHORT, ids=[told for _, told in SHORT])
def test_a_line_of_the_table_has_the_most_telling_and_counts_the_rest(reasons, told):
    assert tell_shortly(Step(ASSET.key, reasons), ASSET) == told
