"""What readers of kj.duckdb find beside the tables: the views, and what each schema holds."""

from __future__ import annotations

from collections.abc import Sequence

from kj_assets.dagster_kit.asset import Asset
from kj_assets.dagster_kit.catalogue import Catalogue
from kj_assets.dagster_kit.views import LongView
from kj_assets.graph import Declarations
from kj_assets.publish.release.assets import SCHEMA as PUBLICATION
from kj_assets.trend.assets import SCHEMA as TREND

LONG_VIEWS = {
    name: LongView("wave_*", table, f"{told}, of all waves.", label="wave")
    for name, table, told in (
        ("toplines", "toplines", "Weighted shares of every answer, with intervals"),
        ("effects", "effects", "Average marginal effects of all models"),
        ("differences", "differences", "Tested differences between effects"),
        ("crosstabs", "crosstabs", "Weighted shares of answers within groups"),
        ("effects_within", "within_*", "Effects of key terms within subgroups"),
        ("differences_within", "within_*__differences", "Tested differences between groups"),
        ("raked_errors", "raked_errors_*", "Standard errors of effects, with raking and without"),
        ("sensitivity", "sensitivity_*", "Effects of key terms under other choices"),
    )
} | {
    "respondents": LongView(
        TREND, "respondents", "Respondents of all waves with answers and weight, one row each."
    ),
    "figures": LongView(
        *("*", "figure_*", "Figures: title, words, chart specification (Vega-Lite) and picture."),
        label="schema",
        name="figure",
    ),
}


def make_catalogue(declared: Declarations, assets: Sequence[Asset] = ()) -> Catalogue:
    """What explains the store of a project."""
    schemas = {
        wave.schema: f"Wave {wave.id}: {wave.declaration.title.en}" for wave in declared.waves
    }
    schemas |= {
        TREND: "What spans waves: shares and effects over time, and what changed.",
        PUBLICATION: "What is published: the site's pages, the data dictionary, releases.",
    }
    return Catalogue(LONG_VIEWS, schemas, tuple(assets))
