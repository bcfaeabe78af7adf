"""Checking a wave before it is built: every subject looked at, nothing written.

Here: which sections there are, from decisions left to the weights. Not here: trying the wave
(`trial.py`), comparing it with another (`comparisons.py`), words (`words.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from kj_assets.errors import DeclarationError
from kj_assets.intake.check_days import check_days
from kj_assets.intake.comparisons import (
    check_distributions,
    check_doubles,
    check_missing,
    check_straight_lines,
)
from kj_assets.intake.findings import Finding, FindingTable, Section, WaveCheck
from kj_assets.intake.labels import find_contradictions
from kj_assets.intake.trial import Trial, try_wave
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.registry import Wave
from kj_assets.weight.diagnostics import WeightDiagnostics, describe_weights

TOLD_ELSEWHERE = ("n_as_declared",)


def check_wave(
    wave_id: str,
    waves: Sequence[Wave],
    codebook: Codebook,
    populations: Path,
    like: str | None,
    today: date,
) -> WaveCheck:
    """Try a wave up to the gate and its weights, and hold it against another one.

    Args:
        wave_id: the wave; decisions may be left in it.
        waves: all declared waves.
        codebook: the items.
        populations: folder of the population tables.
        like: the wave to compare with; by default the latest before it, of its population,
            that can be built.
        today: no fieldwork ends later.

    Raises:
        DeclarationError: F103 there is no such wave, or nothing to try in it.
    """
    known = {wave.id: wave for wave in waves}
    wave = _choose(known, wave_id)
    if like is not None:
        other: Wave | None = _choose(known, like)
    else:
        before = [
            w for w in waves if w.id < wave_id and w.is_fielded and w.population == wave.population
        ]
        other = before[-1] if before else None
    new = try_wave(wave, codebook, populations)
    last = try_wave(other, codebook, populations) if other else None
    codebook = wave.codebook(codebook)
    comparable = last if last and last.weights is not None and new.weights is not None else None
    return WaveCheck(
        wave=wave.id,
        title=wave.declaration.title,
        like=other.id if other else "",
        is_reconstructed=wave.declaration.provenance == "reconstructed",
        sections=(
            check_decisions(wave),
            check_number(wave, new),
            check_days(wave, new.delivered, today),
            check_crosswalk(wave, new, codebook),
            check_gate(new),
            check_doubles(new, last, waves, codebook),
            check_straight_lines(new, comparable, codebook),
            check_weights(new, comparable),
            check_missing(new, comparable, codebook),
            check_distributions(new, comparable, codebook),
        ),
    )


def _choose(known: dict[str, Wave], wave_id: str) -> Wave:
    wave = known.get(wave_id)
    if wave is None:
        raise DeclarationError("F103", f"no wave {wave_id!r}; there are {list(known)}")
    if not wave.declaration.parts or not wave.declaration.respondent_id:
        raise DeclarationError(
            "F103",
            f"wave {wave_id} is {wave.declaration.status} and names no file yet; take one in with "
            f"kj wave add FILE --wave {wave_id}",
        )
    return wave


def check_decisions(wave: Wave) -> Section:
    """Lines of ``wave.yaml`` that want a person."""
    lines = tuple(f"wave.yaml:{m.line}: {m.place}: {m.question}" for m in wave.undecided)
    left = Finding("decisions_left", True, {"n": str(len(lines))}, lines)
    return Section("decisions", (left,) if lines else ())


def check_number(wave: Wave, new: Trial) -> Section:
    """Respondents in the file against the fieldwork report."""
    if new.delivered is None:
        return Section("number", unseen="file_unread")
    found, reported = len(new.delivered.frame), wave.declaration.n
    values = {"found": f"{found:,}", "reported": f"{reported:,}" if reported else "–"}
    findings: tuple[Finding, ...] = ()
    if reported is None:
        findings = (Finding("n_unreported", False, values),)
    elif reported != found:
        findings = (Finding("n_differs", True, values),)
    return Section("number", findings, values=values)


def check_crosswalk(wave: Wave, new: Trial, codebook: Codebook) -> Section:
    """What the build would refuse, and labels of the file that say something else."""
    labels = find_contradictions(wave, new.delivered, codebook) if new.delivered else ()
    told = (
        Finding("refused", True, lines=new.refusals),
        Finding("labels_contradict", False, lines=labels),
        Finding("read_with_remarks", False, lines=new.delivered.remarks if new.delivered else ()),
    )
    return Section("crosswalk", tuple(finding for finding in told if finding.lines))


def check_gate(new: Trial) -> Section:
    """Every rule of the gate that does not hold."""
    if new.verdict is None:
        return Section("gate", unseen="not_that_far")
    failed = [o for o in new.verdict.outcomes if not o.passed and o.name not in TOLD_ELSEWHERE]
    return Section(
        "gate",
        tuple(
            Finding("gate_fails", outcome.blocking, lines=(f"{outcome.code} {outcome.message}",))
            for outcome in failed
        ),
        values={"n": str(len(new.verdict.outcomes))},
    )


def check_weights(new: Trial, last: Trial | None) -> Section:
    """Range and cost of the weights, beside last wave's."""
    if new.weights is None:
        return Section("weights", unseen="not_that_far")
    described = [(new.wave.id, describe_weights(new.weights))]
    if last is not None and last.weights is not None:
        described.append((last.wave.id, describe_weights(last.weights)))
    headers = ("wave", "smallest", "median", "largest", "largest_share", "deff", "n_eff")
    warned = described[0][1].warnings
    lines = tuple(f"{warning.code} {warning.message}" for warning in warned)
    return Section(
        "weights",
        (Finding("weights_heavy", False, lines=lines),) if lines else (),
        FindingTable(headers, tuple((name, *_show(one)) for name, one in described)),
    )


def _show(one: WeightDiagnostics) -> tuple[str, ...]:
    return (
        *(f"{number:.2f}" for number in (one.smallest, one.median, one.largest)),
        f"{one.largest_share:.2%}",
        f"{one.kish_deff:.2f}",
        f"{one.n_eff:,.0f}",
    )
