"""The gate: which rows of a wave are accepted, and whether the wave passes.

Here: the verdict. Not here: the single rules (`schema.py`, `plausibility.py`), or storing
anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from kj_assets.validate.plausibility import TABLE_CHECKS, CheckOutcome, Finding
from kj_assets.validate.rules import ROW_RULES, Rule, rules_of
from kj_assets.validate.schema import build_schema, find_failures
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.registry import Wave

REJECTED_TEXTS = ("respondent_id", "rule", "item", "found", "reason")


@dataclass(frozen=True)
class Verdict:
    """What the gate decides on a wave.

    Args:
        accepted: the clean rows that break no rule for rows.
        rejected: one line for each rejected row and reason: ``respondent_id``, ``row`` (from
            1, in the file's order), ``rule`` (code and name), ``item``, ``found``, ``reason``.
        outcomes: one for each of `check_names`, in its order.
        passed: whether every blocking check passed.
    """

    accepted: pd.DataFrame
    rejected: pd.DataFrame
    outcomes: tuple[CheckOutcome, ...]
    passed: bool

    @property
    def refusal(self) -> str:
        """Why the wave does not pass, one line a failed blocking check."""
        failed = [o for o in self.outcomes if o.blocking and not o.passed]
        return "\n".join(f"{outcome.code} {outcome.message}" for outcome in failed)


class CheckName(NamedTuple):
    """What the wiring needs to declare a check before there are data."""

    name: str
    description: str
    blocking: bool


def check_names(wave: Wave, codebook: Codebook) -> list[CheckName]:
    """List the checks `judge_wave` will report for this wave, in its order."""
    rules = rules_of(wave, codebook)
    return [CheckName(rule.name, rule.description, rule.blocking) for rule in rules]


def judge_wave(clean: pd.DataFrame, wave: Wave, codebook: Codebook) -> Verdict:
    """Judge a wave's clean table row by row, then what is accepted as a whole.

    Raises:
        TrackerError: G009 the table is not of this codebook and wave.
    """
    clean = clean.reset_index(drop=True)
    failures = find_failures(clean, build_schema(wave, codebook))
    rejected = _tabulate_rejected(clean, failures)
    accepted = clean.drop(index=failures["row"].unique()).reset_index(drop=True)
    outcomes = tuple(
        _conclude(rule, wave, _check(rule, clean, accepted, rejected, wave, codebook))
        for rule in rules_of(wave, codebook)
    )
    passed = all(outcome.passed for outcome in outcomes if outcome.blocking)
    return Verdict(accepted, rejected, outcomes, passed)


def _tabulate_rejected(clean: pd.DataFrame, failures: pd.DataFrame) -> pd.DataFrame:
    names = {rule.code: rule.label for rule in ROW_RULES}
    return pd.DataFrame(
        {
            "respondent_id": clean["respondent_id"].reindex(failures["row"]).to_numpy(),
            "row": failures["row"].to_numpy(dtype="int64") + 1,
            "rule": failures["code"].map(names),
            "item": failures["item"],
            "found": failures["found"],
            "reason": failures["code"] + " " + failures["item"] + ": " + failures["reason"],
        }
    ).astype({name: "str" for name in REJECTED_TEXTS})


def _check(
    rule: Rule,
    clean: pd.DataFrame,
    accepted: pd.DataFrame,
    rejected: pd.DataFrame,
    wave: Wave,
    codebook: Codebook,
) -> Finding:
    if rule.name in TABLE_CHECKS:
        return TABLE_CHECKS[rule.name](accepted, wave, codebook)
    if rule.name == "n_as_declared":
        return _compare_n(clean, wave)
    if rule.name == "rejected_rows_within_limit":
        return _count_rejected(rejected, wave)
    return _select_rejected(rejected, rule)


def _select_rejected(rejected: pd.DataFrame, rule: Rule) -> Finding:
    failing = rejected[rejected["rule"] == rule.label].reset_index(drop=True)
    rows = failing["row"].nunique()
    return Finding(failing, f"{rows} rows rejected: {_first_reasons(failing)}", {"rows": rows})


def _count_rejected(rejected: pd.DataFrame, wave: Wave) -> Finding:
    rows, allowed = rejected["row"].nunique(), wave.declaration.gate.rejected_rows_allowed
    return Finding(
        rejected if rows > allowed else rejected.head(0),
        f"{rows} rows rejected, {allowed} allowed: {_first_reasons(rejected)}. Correct the cells "
        "under 'corrections', or raise gate.rejected_rows_allowed",
        {"rows": rows, "allowed": allowed},
    )


def _compare_n(clean: pd.DataFrame, wave: Wave) -> Finding:
    declared, found = wave.declaration.n or 0, len(clean)
    differing = pd.DataFrame({"declared": [declared], "found": [found]})
    return Finding(
        differing if declared != found else differing.head(0),
        f"{found} respondents in the file, {declared} declared; correct n in wave.yaml, or ask "
        "for the complete file",
        {"declared": declared, "found": found},
    )


def _first_reasons(rejected: pd.DataFrame) -> str:
    counts = rejected["reason"].value_counts().head(5)
    return "; ".join(f"{reason} ({count} rows)" for reason, count in counts.items())


def _conclude(rule: Rule, wave: Wave, finding: Finding) -> CheckOutcome:
    passed = finding.failing.empty
    return CheckOutcome(
        name=rule.name,
        code=rule.code,
        passed=passed,
        blocking=rule.blocking,
        description=rule.description,
        message="" if passed else f"wave {wave.id}: {finding.message}",
        failing=finding.failing,
        numbers=finding.numbers,
    )
