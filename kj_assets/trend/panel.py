"""Errors of changes between waves that share respondents: of shares and of effects.

Here: bringing both waves' respondents together, pair by pair. Not here: who is in both
(`clean/panel.py`), formulas (`estimate/matched.py`, `estimate/compare.py`), the changes themselves
(`changes.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kj_assets.dagster_kit.asset import Product
from kj_assets.estimate.change_tables import MATCHED_EFFECTS, MATCHED_SHARES
from kj_assets.estimate.compare import compare_samples
from kj_assets.estimate.contrasts import OBSERVED
from kj_assets.estimate.logit import restore_fit
from kj_assets.estimate.logit_fit import LogitFit
from kj_assets.estimate.matched import Answers, count_matched, join_units, measure_matched_shares
from kj_assets.estimate.refused import read_refusal
from kj_assets.estimate.results import label_results
from kj_assets.estimate.tables import build_table, make_empty
from kj_assets.estimate.terms import Numeric
from kj_assets.model.estimates import collapse_rows, join_weights, read_design
from kj_assets.model.registry import Model
from kj_assets.model.specs import make_rows, make_spec
from kj_assets.waves.codebook import Codebook

Tables = Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class PanelWave:
    """A wave in a panel: its items and its models, by case set, in the levels it offered."""

    id: str
    codebook: Codebook
    models: Mapping[str, Mapping[str, Model]]

    @property
    def schema(self) -> str:
        """DuckDB schema of the wave."""
        return f"wave_{self.id}"


def measure_panel_shares(
    panel: pd.DataFrame, later: PanelWave, earlier: Sequence[PanelWave], **tables: pd.DataFrame
) -> Product:
    """Error of each share's change from earlier waves to the later one, people matched.

    Args:
        panel: ``wave_X/panel``: the numbers of respondents in both waves.
        later: the wave that declares the panel.
        earlier: those it shares respondents with.
        tables: ``wave_2025`` (validated) and ``wave_2025_weights``, by schema, of all of them.
    """
    parts = [
        _measure_shares(panel, before, later, item, tables)
        for before in earlier
        for item in later.codebook.items
        if item in before.codebook.items and _groups(before, item) and _groups(later, item)
    ]
    return _report(parts, make_empty(MATCHED_SHARES))


def measure_panel_effects(
    panel: pd.DataFrame, later: PanelWave, earlier: Sequence[PanelWave], **tables: pd.DataFrame
) -> Product:
    """The same of each effect's change, for models that both waves could fit.

    ``tables`` also has ``wave_2025_model_support``, the coefficients of the model ``support``.
    """
    parts = []
    for before in earlier:
        same = find_same(panel, before, later, tables)
        units = _join_units(same, before, later, tables)
        for name, members in later.models.items():
            for key in members:
                if key in before.models.get(name, {}) and not _is_refused(
                    key, before, later, tables
                ):
                    parts.append(_measure_effects(before, later, name, key, units, same, tables))
    return _report(parts, make_empty(MATCHED_EFFECTS))


def _is_refused(key: str, before: PanelWave, later: PanelWave, tables: Tables) -> bool:
    """Whether a model was refused whole in one of the waves: its changes have no error."""
    stored = (tables[f"{wave.schema}_model_{key}"] for wave in (before, later))
    return any(read_refusal(coefficients) for coefficients in stored)


def _report(parts: Sequence[pd.DataFrame], empty: pd.DataFrame) -> Product:
    table = pd.concat(parts, ignore_index=True) if parts else empty
    return Product(label_results(table), numbers={"changes": len(table)})


def _measure_shares(
    panel: pd.DataFrame, before: PanelWave, later: PanelWave, item: str, tables: Tables
) -> pd.DataFrame:
    shared = {k: v for k, v in _groups(later, item).items() if k in _groups(before, item)}
    earlier, now = (_read_answers(wave, item, list(shared), tables) for wave in (before, later))
    same = find_same(panel, before, later, tables)
    found = measure_matched_shares(earlier, now, same)
    told = {
        "wave_a": before.id,
        "wave_b": later.id,
        "item": item,
        "level": [level for _, level in shared],
        "kind": [kind for kind, _ in shared],
        "std_error": found.std_error,
        "df": float(found.df),
        "n_matched": found.n_matched,
    }
    return build_table(told, MATCHED_SHARES)


def _read_answers(
    wave: PanelWave, item: str, shared: Sequence[tuple[str, str]], tables: Tables
) -> Answers:
    rows = join_weights(tables[wave.schema], tables[f"{wave.schema}_weights"])
    answers, groups = rows[item], _groups(wave, item)
    inside = np.column_stack([answers.isin(groups[key]).to_numpy(bool) for key in shared])
    return Answers(inside, answers.notna().to_numpy(bool), read_design(rows))


def _groups(wave: PanelWave, item: str) -> dict[tuple[str, str], tuple[str, ...]]:
    """Levels and nets of an item as the wave offered it, by kind and name."""
    declared = wave.codebook.items[item]
    levels = {("level", level): (level,) for level in declared.levels}
    return levels | {("net", name): net.levels for name, net in declared.nets.items()}


def find_same(
    panel: pd.DataFrame, before: PanelWave, later: PanelWave, tables: Tables
) -> np.ndarray:
    """Position in the earlier wave of each respondent of the later one, else −1."""
    pairs = panel[panel["wave"] == before.id].set_index("respondent_id")["earlier_id"]
    earlier = tables[before.schema]
    place = pd.Series(np.arange(len(earlier)), index=earlier["respondent_id"])
    found = tables[later.schema]["respondent_id"].map(pairs).map(place)
    return found.fillna(-1).to_numpy(int)


def _join_units(
    same: np.ndarray, before: PanelWave, later: PanelWave, tables: Tables
) -> dict[str, pd.DataFrame]:
    """Stratum and unit of each wave's respondents, as those of one sample, by schema."""
    earlier, now = (
        join_weights(tables[wave.schema], tables[f"{wave.schema}_weights"])
        for wave in (before, later)
    )
    joined = zip((before.schema, later.schema), join_units(earlier, now, same), strict=True)
    return {
        schema: frame[[name for name in ("stratum", "unit") if name in frame]]
        for schema, frame in joined
    }


def _measure_effects(
    before: PanelWave,
    later: PanelWave,
    case_set: str,
    key: str,
    units: Tables,
    same: np.ndarray,
    tables: Tables,
) -> pd.DataFrame:
    (fit_before, cases_before), (fit_later, cases_later) = (
        _fit(wave, case_set, key, units, tables) for wave in (before, later)
    )
    found = compare_samples(fit_later, fit_before, matched=True)
    told = {
        "wave_a": before.id,
        "wave_b": later.id,
        "model": key,
        "outcome": later.models[case_set][key].outcome.item,
        "subgroup": "",
        "term": found["term_a"].tolist(),
        "level": found["level_a"].tolist(),
        "base": [_base_of(fit_later, term) for term in found["term_a"]],
        "std_error": found["std_error"].to_numpy(),
        "std_error_delta": found["std_error_delta"].to_numpy(),
        "df": found["df"].to_numpy(),
        "n_matched": count_matched(cases_before, cases_later, same),
    }
    return build_table(told, MATCHED_EFFECTS)


def _fit(
    wave: PanelWave, case_set: str, key: str, units: Tables, tables: Tables
) -> tuple[LogitFit, np.ndarray]:
    """The wave's fit with joined units, and who is a complete case (in the order of rows)."""
    members = wave.models[case_set]
    rows = make_rows(tables[wave.schema], tables[f"{wave.schema}_weights"], members)
    joined = units[wave.schema]
    rows = rows.assign(**{name: joined[name].to_numpy() for name in joined})
    cells = collapse_rows(rows, members)
    spec = make_spec(key, members[key], wave.codebook)
    fit = restore_fit(cells, spec, tables[f"{wave.schema}_model_{key}"])
    complete = rows[[*members, *spec.items]].notna().all(axis=1) & (rows["weight"] > 0)
    return fit, complete.to_numpy(bool)


def _base_of(fit: LogitFit, term: str) -> str:
    declared = fit.spec.find_main_term(term)
    return OBSERVED if isinstance(declared, Numeric) else declared.base
