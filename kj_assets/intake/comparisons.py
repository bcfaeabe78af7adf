"""Sections of the check that hold a wave against another one.

Here: what is told of missing answers, distributions, doubles and straight lines. Not here: the
tests (`against.py`), the counting (`respondents.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

from kj_assets.figure.wording import p_value, percent, signed
from kj_assets.intake.against import (
    ALPHA,
    Moved,
    compare_distributions,
    compare_missing,
    difference_p,
    list_rescaled,
    share_among,
)
from kj_assets.intake.findings import Finding, FindingTable, Section, Value
from kj_assets.intake.respondents import (
    RARE,
    count_doubles,
    count_shared_ids,
    declares_panel,
    find_alike_ids,
    find_copied_rows,
    find_repeated_ids,
    match_panel,
    scales_of,
    straight_lines,
)
from kj_assets.intake.trial import Trial
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.registry import Wave
from kj_assets.waves.wave_declaration import IdForm

IDS_SHOWN = 10


def check_missing(new: Trial, last: Trial | None, codebook: Codebook) -> Section:
    """Missing shares against the other wave; `not_asked` is none."""
    if last is None:
        return Section("missing", unseen="nothing_to_compare")
    tests = compare_missing(new, last, codebook)
    told = [_tell("missing_moved", t, codebook) for t in tests if t.is_beyond_chance]
    seen = [test for test in tests if test.share_last or test.share_new]
    rows = tuple(_row(test, codebook) for test in seen)
    headers = ("item", "share_last", "share_new", "points", "p", "p_holm")
    return Section("missing", tuple(told), _table(headers, rows), values=_waves(new, last))


def check_distributions(new: Trial, last: Trial | None, codebook: Codebook) -> Section:
    """Distributions that moved more than chance allows, and scales that cannot be compared."""
    if last is None:
        return Section("moved", unseen="nothing_to_compare")
    tests = compare_distributions(new, last, codebook)
    told = [_tell("distribution_moved", t, codebook) for t in tests if t.is_beyond_chance]
    for key in list_rescaled(new, last, codebook):
        told.append(Finding("scale_differs", values={"item": codebook.items[key].label}))
    rows = tuple(_row(test, codebook, _level(test, codebook)) for test in tests)
    headers = ("item", "level_most", "share_last", "share_new", "points", "p", "p_holm")
    return Section("moved", tuple(told), _table(headers, rows), values=_waves(new, last))


def check_doubles(
    new: Trial, last: Trial | None, waves: Sequence[Wave], codebook: Codebook
) -> Section:
    """Respondents that stand twice, in the file or across waves; a file that was there before."""
    if new.delivered is None:
        return Section("doubles", unseen="file_unread")
    findings = []
    files = {part.sha256 for part in new.wave.declaration.parts}
    for other in waves:
        theirs = {part.sha256 for part in other.declaration.parts}
        if other.id != new.wave.id and files & theirs:
            findings.append(Finding("same_file", True, {"last": other.id}))
    for key, ids, blocks in (
        ("ids_repeated", find_repeated_ids(new), True),
        ("ids_alike", find_alike_ids(new), False),
        ("rows_copied", find_copied_rows(new), False),
    ):
        if ids:
            shown = (", ".join(ids[:IDS_SHOWN]) + ", …" * (len(ids) > IDS_SHOWN),)
            findings.append(Finding(key, blocks, {"n": str(len(ids))}, shown))
    if last is not None and last.verdict is not None and new.verdict is not None:
        findings += _compare_respondents(new, last, codebook)
    return Section("doubles", tuple(findings))


def _compare_respondents(new: Trial, last: Trial, codebook: Codebook) -> list[Finding]:
    findings = []
    values: dict[str, Value] = {"last": last.wave.id, "of": f"{len(new.accepted):,}"}
    if declares_panel(new, last):
        findings.append(_tell_panel(new, last, values))
    else:
        findings += _tell_shared_ids(count_shared_ids(new, last), values)
    doubles = count_doubles(new, last, codebook)
    if doubles and doubles.p < RARE:
        told = {"n": f"{doubles.across:,}", "within": f"{doubles.within:,}"}
        findings.append(Finding("doubles_across", values=values | told | {"p": p_value(doubles.p)}))
    return findings


def _tell_shared_ids(shared: dict[IdForm, int], values: dict[str, Value]) -> list[Finding]:
    told: dict[str, Value] = {form: f"{n:,}" for form, n in shared.items()}
    written, valued = shared["as_written"], shared["by_value"]
    if written == valued:
        return [Finding("ids_shared", values=values | {"n": f"{written:,}"})] if written else []
    return [Finding("ids_shared_by_form", values=values | told)]


def _tell_panel(new: Trial, last: Trial, values: dict[str, Value]) -> Finding:
    matched, refusal = match_panel(new, last)
    if refusal:
        return Finding("refused", True, lines=(refusal,))
    return Finding("panel_matched", values=values | {"n": f"{matched:,}"})


def check_straight_lines(new: Trial, last: Trial | None, codebook: Codebook) -> Section:
    """Shares that gave one answer to all items of a scale, against the other wave's."""
    if new.weights is None:
        return Section("straight", unseen="not_that_far")
    scales = scales_of(new, codebook)
    if not scales:
        return Section("straight", unseen="no_scale_shared")
    findings, rows = [], []
    for items in scales:
        now = share_among(new, *straight_lines(new, items))
        names = " · ".join(items)
        row: list[Value] = [names, "–", percent(now[0]), "–", "–"]
        if last is not None and items in scales_of(last, codebook):
            before = share_among(last, *straight_lines(last, items))
            p = difference_p(before, now)
            row[1:] = [percent(before[0]), percent(now[0]), signed(now[0] - before[0]), _bare(p)]
            if p < ALPHA / len(scales) and now[0] > before[0]:
                values = {"items": names, "before": percent(before[0]), "now": percent(now[0])}
                findings.append(Finding("straighter", values=values | {"p": p_value(p)}))
        rows.append(tuple(row))
    headers = ("items", "share_last", "share_new", "points", "p")
    return Section("straight", tuple(findings), FindingTable(headers, tuple(rows)))


def _tell(key: str, test: Moved, codebook: Codebook) -> Finding:
    values: dict[str, Value] = {
        "item": codebook.items[test.item].label,
        "level": _level(test, codebook),
        "before": percent(test.share_last),
        "now": percent(test.share_new),
        "points": signed(test.share_new - test.share_last),
        "p": p_value(test.p_holm),
    }
    return Finding(key, values=values)


def _level(test: Moved, codebook: Codebook) -> Value:
    return codebook.items[test.item].levels.get(test.level, "")


def _row(test: Moved, codebook: Codebook, *more: Value) -> tuple[Value, ...]:
    change = signed(test.share_new - test.share_last)
    shares = (percent(test.share_last), percent(test.share_new), change)
    label = codebook.items[test.item].label
    return (label, *more, *shares, _bare(test.p), _bare(test.p_holm))


def _bare(p: float) -> str:
    """A p value under a header that says p."""
    return p_value(p).removeprefix("p\u00a0").removeprefix("=\u00a0")


def _table(headers: tuple[str, ...], rows: tuple[tuple[Value, ...], ...]) -> FindingTable | None:
    return FindingTable(headers, rows) if rows else None


def _waves(new: Trial, last: Trial) -> dict[str, Value]:
    return {"wave": new.wave.id, "last": last.wave.id}
