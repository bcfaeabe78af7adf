"""Reasons are told in the words of the people who declare waves, items and models."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from kj_assets.dagster_kit.asset import Asset
from kj_assets.dagster_kit.plan import Step
from kj_assets.dagster_kit.reasons import Reason
from kj_assets.graph import declare_assets, read_declarations
from kj_assets.plan_words import tell_reasons, tell_shortly
from kj_assets.setting_words import is_known
from kj_assets_tests.e2e.building import SHIPPED
from kj_assets_tests.e2e.waves_project import write_waves_project


def compute() -> pd.DataFrame:
    """Never called."""
    return pd.DataFrame()


ASSET = Asset(
    ("wave_2025", "model_bilateral_security"),
    compute,
    "a model",
    inputs={"cells": ("wave_2025", "cells")},
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
    ([Reason("input gone", "wave_2025/cells")], "upstream data lost: wave_2025/cells"),
    ([Reason("setting", "tags.provenance")], "provenance changed"),
    ([Reason("setting", "name")], "name changed"),
    ([Reason("setting", "sieve.small_cells")], "release.yaml changed (small_cells)"),
    (
        [Reason("setting", f"sieve.nets.{wave}.us_trust") for wave in ("2025", "2026")],
        "nets of us_trust changed (wave 2025, wave 2026)",
    ),
    ([Reason("setting", "models.crosstabs.x.by")], "crosstab x changed (by)"),
    ([Reason("setting", "codebook.title.ko")], "codebook.yaml changed (title)"),
    ([Reason("setting", "population.name")], "other files are read (data/population)"),
    ([Reason("setting", "something.nobody.named")], "a declaration changed (named)"),
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
    (
        [Reason("definition", "kj_assets.weight.trim")],
        "code changed: trim in weight/__init__.py",
    ),
    ([Reason("table", "toplines")], "table lost or changed: toplines"),
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


@pytest.fixture(scope="module", params=["shipped", "two waves"])
def assets(request, tmp_path_factory) -> list[Asset]:
    """Assets of a project, nothing built."""
    two = request.param == "two waves"
    project = write_waves_project(tmp_path_factory.mktemp("waves")) if two else SHIPPED
    return declare_assets(project, read_declarations(project))


def test_every_setting_of_every_asset_has_words_and_none_shows_its_path(assets):
    paths = {path: asset for asset in assets for path in asset.version.settings}
    for path, asset in paths.items():
        if "(order)" in path:
            continue
        assert is_known(path), f"give {path} of {asset.key} words in setting_words.py"
        (told,) = tell_reasons(Step(asset.key, (Reason("setting", path),)), asset)
        internal = ("sieve", "declaration", "in_print", "is_reconstructed", ".en", ".ko", "(order)")
        assert not [name for name in internal if name in told], told
        assert not re.search(r"\w\.(?!yaml)\w", told), told
