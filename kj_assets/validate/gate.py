"""The gate: which rows of a wave are accepted, and whether the wave passes.

Here: the verdict. Not here: the single rules (`schema.py`, `plausibility.py`), or storing
anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from kj_assets.dagster_kit.rows import Rows
from kj_assets.validate.plausibility import TABLE_CHECKS, CheckOutcome, Finding
from kj_assets.validate.rejections import Rejections
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
    gate = Gate(wave, codebook, Rows.of(clean))
    accepted, rejected = gate.sort_out(clean)
    outcomes = gate.conclude(Rows.of(accepted))
    passed = all(outcome.passed for outcome in outcomes if outcome.blocking)
    return Verdict(accepted, rejected, outcomes, passed)


class Gate:
    """The gate of one wave, through which its rows pass in order, chunk by chunk."""

    def __init__(self, wave: Wave, codebook: Codebook, clean: Rows) -> None:
        """No rows have passed; of all that will, the ids that stand more than once are known."""
        self.wave = wave
        self.codebook = codebook
        self.rejections = Rejections()
        self._rows = 0
        self._schema = build_schema(wave, codebook, _find_repeated_ids(clean))

    def sort_out(self, chunk: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Accepted and rejected of the next rows (see `Verdict`); G009."""
        chunk = chunk.reset_index(drop=True)
        failures = find_failures(chunk, self._schema)
        rejected = _tabulate_rejected(chunk, failures, self._rows)
        self.rejections.add(rejected)
        self._rows += len(chunk)
        return chunk.drop(index=failures["row"].unique()).reset_index(drop=True), rejected

    def conclude(self, accepted: Rows) -> tuple[CheckOutcome, ...]:
        """The outcome of every check, when all rows have passed."""
        return tuple(
            _conclude(rule, self.wave, self._check(rule, accepted))
            for rule in rules_of(self.wave, self.codebook)
        )

    def _check(self, rule: Rule, accepted: Rows) -> Finding:
        if rule.name in TABLE_CHECKS:
            return TABLE_CHECKS[rule.name](accepted, self.wave, self.codebook)
        if rule.name == "n_as_declared":
            return _compare_n(self._rows, self.wave)
        if rule.name == "rejected_rows_within_limit":
            return self.rejections.judge(self.wave.declaration.gate.rejected_rows_allowed)
        return self.rejections.of_rule(rule)


def _find_repeated_ids(clean: Rows) -> frozenset[str]:
    """Ids that stand more than once. Their hashes are counted: a third of the memory of ids."""
    if "respondent_id" not in clean.columns:
        return frozenset()
    hashes = f"SELECT hash(respondent_id) FROM {clean.name} GROUP BY 1 HAVING count(*) > 1"
    found = clean.query(
        f"SELECT respondent_id FROM {clean.name} "
        f"WHERE respondent_id IS NOT NULL AND hash(respondent_id) IN ({hashes}) "
        "GROUP BY respondent_id HAVING count(*) > 1"
    )
    return frozenset(found["respondent_id"].astype("str"))


def _tabulate_rejected(
    clean: pd.DataFrame, failures: pd.DataFrame, rows_before: int
) -> pd.DataFrame:
    names = {rule.code: rule.label for rule in ROW_RULES}
    return pd.DataFrame(
        {
            "respondent_id": clean["respondent_id"].reindex(failures["row"]).to_numpy(),
            "row": failures["row"].to_numpy(dtype="int64") + 1 + rows_before,
            "rule": failures["code"].map(names),
            "item": failures["item"],
            "found": failures["found"],
            "reason": failures["code"] + " " + failures["item"] + ": " + failures["reason"],
        }
    ).astype({name: "str" for name in REJECTED_TEXTS})


def _compare_n(found: int, wave: Wave) -> Finding:
    declared = wave.declaration.n or 0
    differing = pd.DataFrame({"declared": [declared], "found": [found]})
    return Finding(
        differing if declared != found else differing.head(0),
        f"{found} respondents in the file, {declared} declared; correct n in wave.yaml, or ask "
        "for the complete file",
        {"declared": declared, "found": found},
    )


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
