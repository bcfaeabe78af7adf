"""Settings in the words of whoever declared the survey: which declaration an asset reads.

Here: the path of a setting as a version knows it, to the file, item, model or figure it stands
for. A new setting of an asset is given its words here.
"""

from __future__ import annotations

import re

from kj_assets.dagster_kit.asset import Asset

WAVES_CHANGED = "the list of waves changed"
OTHER_WAVE = "it is about another wave now"
RELEASE = "release.yaml changed"
# What {figure}, {question} and {model} stand for are names of the asset itself.
OTHER_FILES = "other files are read"
SETTINGS = (
    (r"wave\.declaration\.crosswalk\.([^.]+)", "crosswalk of {0} changed", ""),
    (r"wave\.declaration\.([^.]+).*", "wave.yaml changed", "{0}"),
    (r"wave(?:\.id)?", OTHER_WAVE, ""),
    (r"codebook\.items\.([^.]+)\.?([^.]*).*", "item {0} changed", "{1}"),
    (r"codebook\.([^.]+).*", "codebook.yaml changed", "{0}"),
    (r"comparability\.([^.]+)", "item {0} changed", "comparability"),
    (r"(?:sieve\.)?nets\.([^.]+)\.([^.]+)(?:\..+)?", "nets of {1} changed", "wave {0}"),
    (r"(?:models\.)?(?:term_)?comparisons\.([^.]+)\.?([^.]*).*", "comparison {0} changed", "{1}"),
    (r"(?:models\.)?crosstabs\.([^.]+)\.?([^.]*).*", "crosstab {0} changed", "{1}"),
    (r"(?:models\.)?questions\.([^.]+)\.?([^.]*).*", "question {0} changed", "{1}"),
    (r"(?:models\.)?figures\.([^.]+)\.?([^.]*).*", "figure {0} changed", "{1}"),
    (r"(?:models\.)?models\.([^.]+)\.?([^.]*).*", "model {0} changed", "{1}"),
    (r"key_terms\.([^.]+)", "model {0} changed", "key terms"),
    (r"model\.([^.]+).*", "model {model} changed", "{0}"),
    (r"question\.([^.]+).*", "question {own} changed", "{0}"),
    (r"crosstab\.([^.]+)", "the crosstab of figure {own} changed", "{0}"),
    (r"figure\.([^.]+).*", "figure {own} changed", "{0}"),
    (r"(comparison|item|model|crosstab|question)", "figure {own} changed", "{0}"),
    (r"rake\.([^.]+).*", "wave.yaml changed", "weight"),
    (r"errors\.([^.]+)", "errors of raked weights changed", "{0}"),
    (r"release\.([^.]+).*", RELEASE, "{0}"),
    (r"(?:sieve\.)?small_cells", RELEASE, "small_cells"),
    (r"(?:origins|waves)", WAVES_CHANGED, ""),
    (r"figures", "the list of figures changed", ""),
    (r"asked\.([^.]+).*", "items asked in wave {0} changed", ""),
    (r"offered.*", "levels on offer changed", ""),
    (r"earlier", "the release before it changed", ""),
    (r"others(?:\..*)?", "the other briefings changed", ""),
    (r"fixed\.([^.]+)", "what weights or design fix changed", "{0}"),
    (r"charted", "the population of the charts changed", ""),
    (r"sieve\.open_waves", "a wave's licence changed", ""),
    (r"provenances(?:\..*)?", "provenance changed", ""),
    (r"tags\.([^.]+)", "{0} changed", ""),
    (
        r"(population|published|in_print|shares|statements)(?:\.\w+)*",
        "other files are read",
        "{file}",
    ),
    (r"(?:key|name)", "name changed", ""),
)
FILES = {"population": "data/population"}
PUBLISHED = "data/published"


def is_known(path: str) -> bool:
    """Whether a setting has words of its own."""
    return any(re.fullmatch(pattern, path) for pattern, _, _ in SETTINGS)


def translate(path: str, asset: Asset) -> tuple[str, str]:
    """A phrase for a setting of an asset that changed, and which part of what it names."""
    for pattern, phrase, detail in SETTINGS:
        found = re.fullmatch(pattern, path)
        if found:
            own = asset.key[1].partition("_")[2] or asset.key[1]
            words = {
                "own": own,
                "model": asset.settings.get("key", own),
                "file": FILES.get(path.partition(".")[0], PUBLISHED),
            }
            parts = found.groups()
            return phrase.format(*parts, **words), detail.format(*parts, **words)
    return "a declaration changed", path.rpartition(".")[2]
