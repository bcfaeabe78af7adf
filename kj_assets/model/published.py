"""Published figures against computed ones: a printed number is reproduced or it is not.

Here: reading ``data/published`` and comparing within rounding. A wave that was calibrated
to these figures agrees by construction; that is said, and it is not reproduction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

import pandas as pd
from pydantic import ValidationError

from kj_assets.dagster_kit.asset import CheckReport, Product
from kj_assets.model.printed import PrintedEffect, PrintedRow, PrintedShare, PrintedWave
from kj_assets.model.registry import Model
from kj_assets.waves.outside import OutsideFile
from kj_assets.waves.registry import Wave
from kj_assets.waves.tables import read_table, refuse_cells
from kj_assets.waves.wave_declaration import Provenance

AGREES = "agrees_with_published"
IMPOSSIBLE = "P006"
REQUIRED: dict[type[PrintedRow], str] = {
    PrintedShare: "wave item level relation reference percent tolerance source",
    PrintedEffect: "wave outcome term relation value tolerance source",
    PrintedWave: "wave mode age_min n source",
}
Row = TypeVar("Row", bound=PrintedRow)
POINTS = 100.0
CALIBRATED = "calibrated to this figure"


@dataclass(frozen=True)
class Printed(Generic[Row]):
    """A row of a file: its line, its cells as printed, and what they say."""

    line: int
    cells: Mapping[str, str]
    row: Row


def read_rows(path: Path, row: type[Row]) -> tuple[Printed[Row], ...]:
    """Read one file of published figures, every row held against what it may say.

    Raises:
        DeclarationError: P003 the file or a column is missing, a column is unknown, or it is no
            csv; P006 a cell says what cannot be, with file and line.
    """
    table = read_table(path, "P003")
    table.require(REQUIRED[row].split(), tuple(row.model_fields))
    found, mistakes = [], []
    for read in table.rows:
        try:
            found.append(Printed(read.line, read.cells, row.model_validate(dict(read.cells))))
        except ValidationError as error:
            mistakes += [(read.line, told) for told in _describe(error, read.cells)]
    refuse_cells(path, IMPOSSIBLE, mistakes)
    return tuple(found)


def _describe(error: ValidationError, cells: Mapping[str, str]) -> Iterator[str]:
    for mistake in error.errors():
        below = mistake.get("ctx", {}).get("below", ())
        column = str([*mistake["loc"], *below][0])
        yield f"{column}: {mistake['msg']}; found {cells.get(column, '')!r}"


def read_published(path: Path, row: type[PrintedRow]) -> pd.DataFrame:
    """The same rows as a table, every cell as printed (P003, P006)."""
    rows = [one.cells for one in read_rows(path, row)]
    columns = list(rows[0]) if rows else REQUIRED[row].split()
    return pd.DataFrame(rows, columns=columns, dtype=str)


def half_last_digit(printed: str) -> float:
    """Rounding of a printed number: ``16.4`` stands for anything within 0.05."""
    decimals = len(printed.partition(".")[2])
    return 0.5 * 10.0**-decimals


def compare_toplines(published: pd.DataFrame, toplines: pd.DataFrame) -> pd.DataFrame:
    """One row a published share of a wave, with what was computed (both in per cent)."""
    shares = toplines.set_index(["item", "level"])
    rows = []
    for row in published.to_dict(orient="records"):
        computed = _share(shares, row["item"], row["level"], row.get("base", ""))
        if row["relation"] != "equal":
            computed -= _share(shares, row["reference"], row["level"], row.get("base", ""))
        rows.append(_judge(row, "share", row["percent"], computed))
    return _tabulate(rows)


def _share(shares: pd.DataFrame, item: str, level: str, base: str) -> float:
    """Share in per cent, of valid answers or of all who were asked; NaN if not computed."""
    if (item, level) not in shares.index:
        return float("nan")
    share = float(shares.loc[(item, level), "share"])
    if base == "asked":
        missing = shares.xs(item, level="item")
        share *= 1 - float(missing.loc[missing["kind"] == "missing", "share"].sum())
    return POINTS * share


def compare_effects(published: pd.DataFrame, effects: pd.DataFrame) -> pd.DataFrame:
    """One row a published statement on an effect, with what was computed (in points).

    ``effects`` holds key terms only: ranks are among them.
    """
    rows = []
    for row in published.to_dict(orient="records"):
        mine = effects[effects["outcome"] == row["outcome"]]
        for term in mine["term"] if row["term"] == "*" else [row["term"]]:
            found = mine[mine["term"] == term]
            measure, value = _measure(row["relation"], mine, found)
            named = row | {"item": row["outcome"], "level": term}
            rows.append(_judge(named, measure, row["value"], value))
    return _tabulate(rows)


def _measure(relation: str, mine: pd.DataFrame, found: pd.DataFrame) -> tuple[str, float]:
    if found.empty:
        return "effect", float("nan")
    if relation == "p_below":
        return "p", float(found["p"].iloc[0])
    effect = POINTS * float(found["estimate"].iloc[0])
    if relation == "largest":
        others = mine.loc[mine["term"] != found["term"].iloc[0], "estimate"]
        return "effect minus next largest", effect - POINTS * float(others.max())
    return "effect", effect


def _judge(row: dict[str, str], measure: str, printed: str, computed: float) -> dict[str, object]:
    tolerance = float(row["tolerance"]) if row["tolerance"] else half_last_digit(printed)
    number = float(printed) if printed else float("nan")
    # A share computed to ten digits may sit on the edge of its rounding.
    edge = tolerance + 1e-9
    rules: dict[str, Callable[[], bool]] = {
        "equal": lambda: abs(computed - number) <= edge,
        "above": lambda: abs(computed - number) <= edge if printed else computed > 0,
        "below": lambda: abs(computed + number) <= edge if printed else computed < 0,
        "positive": lambda: computed > 0,
        "largest": lambda: computed > 0,
        "p_below": lambda: computed < number,
    }
    return {
        "what": measure,
        "item": row["item"],
        "level": row["level"],
        "relation": row["relation"],
        "reference": row.get("reference", ""),
        "published": printed,
        "computed": computed,
        "tolerance": tolerance if printed else float("nan"),
        "agrees": bool(rules[row["relation"]]()),
        "source": row["source"],
        "note": row.get("note", ""),
    }


COLUMNS = (
    *("what", "item", "level", "relation", "reference", "published", "computed"),
    *("tolerance", "agrees", "source", "note"),
)


def _tabulate(rows: list[dict[str, object]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(COLUMNS))


def compare_with_published(
    toplines: pd.DataFrame,
    wave: Wave,
    shares: OutsideFile,
    statements: OutsideFile,
    models: dict[str, Model],
    **effects: pd.DataFrame,
) -> Product:
    """Every published figure of a wave beside the computed one.

    Args:
        toplines: the wave's toplines.
        wave: the wave, for its name and provenance.
        shares: ``toplines.csv`` with published shares.
        statements: ``effects.csv`` with published statements on effects.
        models: the models whose effects are given, by key; key terms count only.
        effects: tables of effects, by ``effects_<model>``.
    """
    mine = [
        effects[f"effects_{key}"].query("term in @keys")
        for key, model in models.items()
        for keys in [[term.item for term in model.terms]]
    ]
    printed = read_published(shares.path, PrintedShare).query("wave == @wave.id")
    stated = read_published(statements.path, PrintedEffect).query("wave == @wave.id")
    tables = [compare_toplines(printed, toplines)]
    if mine:
        tables.append(compare_effects(stated, pd.concat(mine, ignore_index=True)))
    table = pd.concat([t for t in tables if len(t)] or tables[:1], ignore_index=True)
    table = table.assign(wave=wave.id, basis=name_basis(wave.declaration.provenance))
    return Product(table, checks=(_check_agreement(table),), numbers=_count_agreement(table))


def name_basis(provenance: Provenance) -> str:
    """Whether agreement means anything: reconstructed respondents were made to agree."""
    return CALIBRATED if provenance == "reconstructed" else "reproduced"


def _count_agreement(table: pd.DataFrame) -> dict[str, int | float | str]:
    return {"published": len(table), "agreeing": int(table["agrees"].sum())}


def _check_agreement(table: pd.DataFrame) -> CheckReport:
    failing = table[~table["agrees"].astype(bool)]
    calibrated = CALIBRATED in set(table["basis"])
    verb = "calibrated to (which is not reproduction)" if calibrated else "reproduced"
    return CheckReport(
        name=AGREES,
        passed=failing.empty,
        description=f"{len(table) - len(failing)} of {len(table)} published figures are {verb}, "
        "within rounding.",
        failing=failing,
    )
