"""What became of the mutants, in words: survivors one by one, and rates by room."""

from __future__ import annotations

from collections.abc import Sequence

from mutation.trial import Verdict


def write_report(verdicts: Sequence[Verdict], seed: int) -> str:
    """Survivors, then a table by room in Markdown."""
    lines = ["", "Survivors:"]
    for verdict in sorted(verdicts, key=lambda verdict: verdict.place):
        if not verdict.killed:
            lines.append(f"  {verdict.place}: {verdict.change}  ({verdict.how})")
    lines += ["", f"seed {seed}", ""]
    lines += ["| room | mutants | killed | survived | rate |", "|---|---|---|---|---|"]
    rooms = sorted({verdict.room for verdict in verdicts})
    for room in rooms:
        lines.append(_row(room, [verdict for verdict in verdicts if verdict.room == room]))
    return "\n".join([*lines, _row("all", verdicts)])


def _row(name: str, verdicts: Sequence[Verdict]) -> str:
    killed = sum(verdict.killed for verdict in verdicts)
    rate = f"{100 * killed / len(verdicts):.1f} %"
    return f"| {name} | {len(verdicts)} | {killed} | {len(verdicts) - killed} | {rate} |"
