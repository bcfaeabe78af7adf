"""Whatever a model asks for reaches its readers: a view, a page, the next release."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kj_assets.catalogue import LONG_VIEWS
from kj_assets.dagster_kit.asset import Asset
from kj_assets.figure.wording import LANGUAGES
from kj_assets.graph import declare_assets, read_declarations
from kj_assets.model.registry import TermComparison
from kj_assets_tests.builders import text
from kj_assets_tests.e2e.building import SHIPPED

MODEL = "bilateral_security"
# Each table with the view that holds it; one comparison is in the view of all of them.
ASKED = {
    f"within_{MODEL}": "effects_within",
    f"raked_errors_{MODEL}": "raked_errors",
    f"sensitivity_{MODEL}": "sensitivity",
    "compare_threats": None,
    "differences": "differences",
}


@pytest.fixture(scope="module")
def assets() -> dict[tuple[str, str], Asset]:
    declared = read_declarations(SHIPPED)
    models = dict(declared.models.models)
    models[MODEL] = models[MODEL].model_copy(update={"within": ("sex",)})
    threats = [{"item": f"military_threat_{country}"} for country in ("north_korea", "china")]
    two = TermComparison.model_validate(
        {"label": text("two threats"), "model": MODEL, "terms": threats}
    )
    asked = declared.models.model_copy(
        update={"models": models, "term_comparisons": {"threats": two}}
    )
    made = declare_assets(SHIPPED, replace(declared, models=asked))
    return {asset.key: asset for asset in made}


@pytest.mark.parametrize("table", ASKED)
def test_the_table_is_made_and_leads_to_a_page_of_models(assets, table):
    assert "explore/" in assets["wave_2025", table].page


@pytest.mark.parametrize(("table", "view"), [pair for pair in ASKED.items() if pair[1]])
def test_a_view_is_long_over_the_waves_that_have_the_table(table, view):
    holding = [name for name, long in LONG_VIEWS.items() if long.matches(("wave_2025", table))]
    assert holding == [view]


@pytest.mark.parametrize("table", [name for name in ASKED if name != "differences"])
def test_the_table_leaves_with_the_next_release(assets, table):
    assert assets["publication", "release"].inputs[f"wave_2025_{table}"] == ("wave_2025", table)


def test_the_pages_of_models_are_made_from_what_stands_beside_effects(assets):
    shown = set(assets["publication", "explore"].inputs.values())
    beside = (*ASKED, f"within_{MODEL}__differences")
    told_elsewhere = {"differences", f"sensitivity_{MODEL}"}
    assert {("wave_2025", name) for name in beside if name not in told_elsewhere} <= shown


def test_no_two_tables_of_the_next_release_are_called_alike(assets):
    offered = assets["publication", "release"].settings["offered"]
    for language in LANGUAGES:
        names = [one.label.in_language(language) for one in offered]
        assert len(set(names)) == len(names) > 10
