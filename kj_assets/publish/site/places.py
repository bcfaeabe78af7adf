"""Where a reader finds what an asset made: its page of the site, and the pictures it wrote.

Here: from an asset's key to a page and to files. Not here: the pages (`pages.py`) or how they
link to each other (`nav.py`).
"""

from __future__ import annotations

from kj_assets.dagster_kit.asset import Key
from kj_assets.figure.wording import LANGUAGES
from kj_assets.publish.site.nav import FRONT, briefing_path
from kj_assets.trend.assets import PREFIX
from kj_assets.trend.assets import SCHEMA as TREND

QUESTIONS = "explore/index.html#en-questions"
MODELS = "explore/index.html#en-models"
WAVES = "method.html#en-waves"
RULES = "method.html#en-rules"
# Tables by how their name begins; the first that fits counts.
BY_NAME = {
    "effects_": "explore/model-{rest}.html#en",
    "model_": "explore/model-{rest}.html#en",
    "sensitivity_": "explore/model-{rest}.html#en",
    "effects": MODELS,
    "effect_": MODELS,
    "within_": "explore/model-{rest}.html#en",
    "raked_errors_": "explore/model-{rest}.html#en",
    "compare_": MODELS,
    "differences": MODELS,
    "toplines": QUESTIONS,
    "crosstabs": QUESTIONS,
    "changes": QUESTIONS,
    "effect_changes": MODELS,
    "question_": "{briefing}#en-section-question",
    "published_vs_computed": "{briefing}#en-published",
    "figure_": "{briefing}#en-{rest}",
    "weights": RULES,
    "cells_": RULES,
    "briefing_": "{rest}/index.html#en",
    "front_page": "index.html#en",
    "explore": "explore/index.html#en",
    "method": "method.html#en",
    "data_dictionary": "dictionary.html#en",
    "dictionary": "dictionary.html#en",
    "release": "downloads/index.html#en",
    "difference": "changes.html#en",
}


def find_pictures(key: Key) -> dict[str, str]:
    """Files of a figure below the build folder, by what the UI calls them; the UI shrinks none.

    So they are the narrow ones.
    """
    schema, table = key
    if not table.startswith("figure_"):
        return {}
    stem = f"figures/{schema.removeprefix('wave_')}/{table.removeprefix('figure_')}"
    return {f"figure ({lang})": f"{stem}.{lang}.narrow.svg" for lang in LANGUAGES}


def find_page(key: Key) -> str:
    """The page on an asset, below the build folder; a wave's own stages have the method's."""
    schema, table = key[0], key[1].removeprefix(PREFIX)
    briefing = FRONT if schema == TREND else briefing_path(schema.removeprefix("wave_"))
    for start, page in BY_NAME.items():
        if table.startswith(start):
            rest = table.removeprefix(start)
            return "site/" + page.format(rest=rest, briefing=briefing)
    return f"site/{WAVES}"
