"""A model's page shows what was asked for beside its effects, and nothing nobody asked for."""

from __future__ import annotations

import pandas as pd

from kj_assets.publish.site import pages
from kj_assets.publish.site.explore_beside import Beside, show_beside
from kj_assets.publish.site.pages import publish_explore
from kj_assets_tests.figure.declared import codebook, models
from kj_assets_tests.figure.made_up import (
    changes,
    difference,
    differences,
    effect,
    effect_changes,
    effects,
    trend,
)
from kj_assets_tests.publish.made_up import MADE_UP, face, read_html
from kj_assets_tests.publish.test_site import EFFECTS

IN_2025 = {"wave": "2025"}
BOTH = {"comparison": "both", "wave_a": "2025", "model_a": "one", "model_b": "two"}
COMPARED = differences(difference("trust", -0.095), difference("liking", None)).assign(**BOTH)
WITHIN = effects(
    effect("trust", 0.12, subgroup="threat=yes"), effect("trust", 0.05, subgroup="threat=no")
).assign(**IN_2025)[1:]
AGAINST_BASE = differences(difference("trust", 0.07, 0.04)).assign(
    **BOTH | {"model_b": "one", "subgroup_a": "threat=yes", "subgroup_b": "threat=no"}
)
RAKED = effects(effect("trust", 0.12)).assign(
    **IN_2025,
    std_error=0.02,
    std_error_unconditional=0.0213,
    std_error_raked=0.0198,
    std_error_bootstrap=0.0201,
    n_replicates=500,
)
ALL = Beside((COMPARED,), (WITHIN,), (AGAINST_BASE,), (RAKED,))


def show(key: str, beside: Beside = ALL) -> dict[str, list[list[str]]]:
    panels = show_beside(key, models(), beside, codebook(), "en")
    return {
        panel.key: [[cell.text for cell in row] for row in panel.table.rows] for panel in panels
    }


def test_a_comparison_stands_on_the_pages_of_both_models_with_its_test_or_its_refusal():
    assert show("one")["compare"] == show("two")["compare"]
    trust, liking = show("one")["compare"]
    assert trust[0] == "One against two: Trusts them"
    assert trust[4:6] == ["−9.5\u00a0points", "−14.5\u00a0to\u00a0−4.5"]
    assert "S001" in liking[4]
    assert liking[5:] == ["–"] * 3


def test_an_effect_in_a_group_is_tested_against_the_base_group_alone():
    yes, no = show("one")["within"]
    assert yes[:2] == ["Sees a threat: Yes", "Trusts them"]
    assert yes[5:] == ["+7.0\u00a0points", "p\u00a0=\u00a00.040"]
    assert no[5:] == ["–", "–"]


def test_standard_errors_stand_side_by_side_in_points_without_the_controls():
    assert show("one")["raked"] == [["Trusts them", "2025", "2.00", "2.13", "1.98", "2.01", "500"]]


def test_a_bootstrap_that_was_refused_says_why_and_leaves_the_other_errors():
    code = {"code": "R006", "reason": "weights are trimmed"}
    refused = RAKED.assign(std_error_bootstrap=float("nan"), n_replicates=0, **code)
    (row,) = show("one", Beside(raked=(refused,)))["raked"]
    assert row[2:5] == ["2.00", "2.13", "1.98"]
    assert "weights are trimmed" in row[5]


def test_nothing_is_shown_that_nobody_asked_for():
    assert show("two", Beside(raked=(RAKED,), within=(WITHIN,))) == {}


def test_the_page_has_a_place_for_each_table_in_both_languages(monkeypatch):
    # Cutting fonts takes seconds, and is tested elsewhere.
    monkeypatch.setattr(pages, "add_fonts", dict)
    named = {"compared": COMPARED, "within": WITHIN, "against_base": AGAINST_BASE, "raked": RAKED}
    product = publish_explore(
        *(codebook(), models(), MADE_UP, trend(), EFFECTS, changes(), effect_changes()),
        **{f"{kind}__wave_2025_x": pd.DataFrame(table) for kind, table in named.items()},
    )
    page = read_html(product.files["site/explore/model-one.html"].decode())
    for language in ("en", "ko"):
        places = {e.attributes.get("id") for e in face(page, language).all("h2")}
        assert {f"{language}-{kind}" for kind in ("compare", "within", "raked")} <= places
