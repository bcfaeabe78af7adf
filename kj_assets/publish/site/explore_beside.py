"""What stands beside a model's effects on its page: comparisons, groups, raking.

Here: tables of what models.yaml asks for, with what they are about. Not here: the effects
themselves (`explore_models.py`), who asks for what (`publish/assets.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kj_assets.figure.labels import find_term, row_label, term_level_label
from kj_assets.figure.refusals import describe_refusal
from kj_assets.figure.wording import Language, count, is_known, p_value, points, points_range
from kj_assets.model.registry import Model, Models
from kj_assets.publish.briefing.phrases import say
from kj_assets.publish.briefing.tables import Cell, TableView
from kj_assets.publish.site.explore import ABSENT, Panel, records
from kj_assets.waves.codebook import Codebook

if TYPE_CHECKING:
    import pandas as pd

HEADS = {
    "compare": ("comparison", "wave", "first", "second", "gap_between", "interval", "p", "p_holm"),
    "within": ("group", "factor", "wave", "gap", "interval", "from_base", "p_holm"),
    "raked": ("factor", "wave", "se_delta", "se_sampled", "se_raked", "se_bootstrap", "replicates"),
}
ESTIMATES = ("estimate_a", "estimate_b")
ERRORS = ("std_error", "std_error_unconditional", "std_error_raked")


@dataclass(frozen=True)
class Beside:
    """Tables of all waves that stand beside models' effects, by what they hold.

    ``compared`` are `DIFFERENCES` between models or terms, ``within`` are `EFFECTS` in groups,
    ``against_base`` are `DIFFERENCES` of those to their base, ``raked`` are `RAKED_ERRORS`.
    """

    compared: tuple[pd.DataFrame, ...] = ()
    within: tuple[pd.DataFrame, ...] = ()
    against_base: tuple[pd.DataFrame, ...] = ()
    raked: tuple[pd.DataFrame, ...] = ()


def show_beside(
    key: str, models: Models, beside: Beside, codebook: Codebook, language: Language
) -> tuple[Panel, ...]:
    """The panels of a model's page; none for what nobody asked for."""
    model = models.models[key]
    base = _read_base(key, beside.against_base)
    cells = {
        "compare": [
            _write_comparison(row, models, codebook, language)
            for row in _rows(beside.compared)
            if key in (row["model_a"], row["model_b"]) and _is_key(model, row["term_a"])
        ],
        "within": [
            _write_within(row, model, base, codebook, language)
            for row in _rows(beside.within)
            if row["model"] == key
        ],
        "raked": [
            _write_errors(row, model, codebook, language)
            for row in _rows(beside.raked)
            if row["model"] == key and _is_key(model, row["term"])
        ],
    }
    return tuple(_show(kind, rows, language) for kind, rows in cells.items() if rows)


def _show(kind: str, rows: Sequence[tuple[Cell, ...]], language: Language) -> Panel:
    heads = tuple(say(f"head_{head}", language) for head in HEADS[kind])
    heading, lead = say(f"beside_{kind}", language), say(f"beside_{kind}_lead", language)
    return Panel(kind, heading, lead, TableView(heads, tuple(rows)))


def _rows(tables: Iterable[pd.DataFrame]) -> list[dict[str, Any]]:
    return [row for table in tables for row in records(table)]


def _is_key(model: Model, term: str) -> bool:
    return any(term == own.item for own in model.terms)


def _read_base(key: str, tables: Iterable[pd.DataFrame]) -> dict[tuple[str, ...], dict[str, Any]]:
    """The difference to its base of each effect in a group of a model."""
    names = ("wave_a", "subgroup_a", "term_a", "level_a")
    rows = (row for row in _rows(tables) if row["model_a"] == key)
    return {tuple(row[name] for name in names): row for row in rows}


def _write_comparison(
    row: dict[str, Any], models: Models, codebook: Codebook, language: Language
) -> tuple[Cell, ...]:
    declared = models.comparisons | models.term_comparisons
    name = declared[row["comparison"]].label.in_language(language)
    if row["model_a"] != row["model_b"]:
        model = models.models[row["model_a"]]
        name += f": {row_label(model, row['term_a'], row['level_a'], codebook, language)}"
    sizes = (points(row[n], language) if is_known(row[n]) else ABSENT for n in ESTIMATES)
    found = (*_write_test(row, language), p_value(row["p_holm"]) if is_known(row["p"]) else ABSENT)
    return (Cell(name), Cell(row["wave_a"]), *map(_number, sizes), *map(_number, found))


def _write_test(row: dict[str, Any], language: Language) -> tuple[str, str, str]:
    """Estimate, interval and p; why there are none where there are none."""
    if not is_known(row["p"]):
        return (describe_refusal(row["code"], row["reason"], language), ABSENT, ABSENT)
    between = points_range(row["conf_low_95"], row["conf_high_95"], language)
    return (points(row["estimate"], language), between, p_value(row["p"]))


def _write_within(
    row: dict[str, Any],
    model: Model,
    base: Mapping[tuple[str, ...], dict[str, Any]],
    codebook: Codebook,
    language: Language,
) -> tuple[Cell, ...]:
    item, _, level = row["subgroup"].partition("=")
    group = codebook.items[item].label.in_language(language)
    name = f"{group}: {term_level_label(find_term(model, item), level, codebook, language)}"
    factor = row_label(model, row["term"], row["level"], codebook, language)
    tested = base.get((row["wave"], row["subgroup"], row["term"], row["level"]))
    gap = (ABSENT, ABSENT)
    if tested and is_known(tested["p"]):
        gap = (points(tested["estimate"], language), p_value(tested["p_holm"]))
    own = _write_test(row, language)[:2]
    return (Cell(name), Cell(factor), Cell(row["wave"]), *map(_number, own), *map(_number, gap))


def _write_errors(
    row: dict[str, Any], model: Model, codebook: Codebook, language: Language
) -> tuple[Cell, ...]:
    factor = row_label(model, row["term"], row["level"], codebook, language)
    sizes = [f"{row[n] * 100:.2f}" if is_known(row[n]) else ABSENT for n in ERRORS]
    drawn = row["std_error_bootstrap"]
    by_bootstrap = (
        (f"{drawn * 100:.2f}", count(row["n_replicates"]))
        if is_known(drawn)
        else (describe_refusal(row["code"], row["reason"], language), ABSENT)
    )
    return (Cell(factor), Cell(row["wave"]), *map(_number, sizes), *map(_number, by_bootstrap))


def _number(text: str) -> Cell:
    return Cell(text, is_number=True)
