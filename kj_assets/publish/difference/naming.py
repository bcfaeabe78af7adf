"""What a number that changed is about, in words.

Here: labels for the keys of a row of `COLUMNS`. Not here: the rows (`compare.py`), the page
(`page.py`). A release may tell of what is declared no more: that keeps its key.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kj_assets.figure.labels import row_label
from kj_assets.figure.wording import Language
from kj_assets.model.registry import Models
from kj_assets.waves.codebook import MISSING_KINDS, Codebook

JOINT = "\u00a0· "  # No line begins with the dot.


def name_number(
    row: Mapping[str, Any], codebook: Codebook, models: Models, language: Language
) -> str:
    """An answer to a question, or a contrast of a model."""
    if row["table"] == "effects":
        return _name_effect(row, codebook, models, language)
    item = codebook.items.get(row["subject"])
    if item is None:
        return _join_keys(row)
    level = row["level"]
    known = level in item.levels or level in item.nets or level in MISSING_KINDS
    return JOINT.join(
        (item.label.in_language(language), item.label_of(level, language) if known else level)
    )


def _name_effect(
    row: Mapping[str, Any], codebook: Codebook, models: Models, language: Language
) -> str:
    model = models.models.get(row["subject"])
    if model is None or row["term"] not in {term.item for term in model.all_terms}:
        return _join_keys(row)
    contrast = row_label(model, row["term"], row["level"], codebook, language)
    return JOINT.join((model.label.in_language(language), contrast))


def _join_keys(row: Mapping[str, Any]) -> str:
    return JOINT.join(str(row[name]) for name in ("subject", "term", "level") if row[name])
