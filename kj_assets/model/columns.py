"""What the columns of a wave's tables mean that are no result table of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kj_assets.dagster_kit.asset import Part
from kj_assets.estimate.fit_tables import CALIBRATION, COLLINEARITY, FIT_STATISTICS
from kj_assets.estimate.tables import ResultTable
from kj_assets.model.registry import Model
from kj_assets.waves.codebook import Codebook

CELLS = {
    "complete": "Whether the respondents answered every item of the models",
    "in_domain": "Whether they belong to those the models are about",
    "stratum": "Sampling stratum",
    "unit": "Primary sampling unit",
    "n": "Respondents in the cell",
    "sum_weight": "Sum of their weights",
    "sum_weight_squared": "Sum of their squared weights",
}
LOSSES = {
    "item": "Item",
    "n_missing": "Respondents without an answer to it",
    "n_lost_only_here": "Of them, those who answered everything else",
    "share": "Share of all respondents without an answer",
}
WARNINGS = {"code": "Code of the warning (docs/statistics.md)", "message": "What was found"}
PUBLISHED = {
    "what": "What is compared: share, effect, p",
    "item": "Item of a share, outcome of an effect",
    "level": "Level of a share, term of an effect",
    "relation": "How the computed number should stand to the published one",
    "reference": "Item it is held against, where the relation needs one",
    "published": "The number as printed, in per cent or percentage points",
    "computed": "The number computed here, in the same unit",
    "tolerance": "How far apart they may be: half the last printed digit",
    "agrees": "Whether they agree",
    "source": "Where the number is printed",
    "note": "A remark on it",
    "wave": "Wave",
    "basis": "What agreement means: reproduced, or calibrated to the figure",
}


def describe_columns(table: ResultTable) -> dict[str, str]:
    """What each column of a result table means."""
    return {column.name: column.meaning for column in table.columns}


def number_columns(table: ResultTable) -> list[str]:
    """Names of a result table's computed numbers."""
    return [column.name for column in table.columns if column.dtype in ("float64", "Int64")]


def describe_cells(members: Mapping[str, Model], codebook: Codebook) -> dict[str, str]:
    """Columns of a cells table: outcomes of its models, their terms, and what a cell weighs."""
    outcomes = {
        key: f"1 where {model.outcome.item} is one of {', '.join(model.outcome.support)}, else 0"
        for key, model in members.items()
    }
    terms = (term.item for model in members.values() for term in model.all_terms)
    return outcomes | {item: codebook.items[item].label.en for item in terms} | CELLS


def model_parts(wave: str, label: str) -> dict[str, Part]:
    """The tables beside a model's coefficients."""
    told: Iterable[tuple[str, str, Mapping[str, str]]] = (
        ("warnings", "What is to be known before the numbers are used", WARNINGS),
        ("fit", "How well it fits", describe_columns(FIT_STATISTICS)),
        ("collinearity", "How entangled its terms are", describe_columns(COLLINEARITY)),
        ("calibration", "Predicted against observed, by tenths", describe_columns(CALIBRATION)),
    )
    return {
        name: Part(f"Wave {wave}, {label}: {what[0].lower()}{what[1:]}.", columns)
        for name, what, columns in told
    }
