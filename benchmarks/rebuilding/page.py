"""The page the benchmark of rebuilding writes.

Belongs here: Markdown. Does not: any figure that was not measured (`times.py`, `steps.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from benchmarks.rebuilding.steps import Steps
from benchmarks.rebuilding.times import Adding
from benchmarks.report import write_table

NOTHING, ADDING = "## Nothing to do", "## One wave more"


@dataclass(frozen=True)
class Cost:
    """What was measured: seconds of starts, waves added, steps by change and contender."""

    machine: str
    starts: Mapping[str, float]
    added: Sequence[Adding]
    steps: Mapping[str, Steps]
    counted_with: int


def write_page(cost: Cost, picture: str) -> str:
    """Return the page as Markdown."""
    parts = [
        "# What does a rebuild cost?",
        "Written by `python -m benchmarks.rebuilding` (part of `make bench`) on "
        f"{date.today().isoformat()}: {cost.machine}. Waves are copies of the one "
        "`kj reconstruct` draws, 1,585 respondents, without models and figures. "
        "Seconds are processor time, which other work on the machine changes little.",
        NOTHING,
        *_tell_nothing(cost.starts),
        ADDING,
        _tell_adding(cost.added),
        write_table(
            ("waves before", "steps of the new wave", "seconds", "steps across waves", "seconds",
             "steps in all", "seconds with nothing to do", "seconds to build all before"),
            [
                (str(a.waves), str(a.own), f"{a.own_seconds:.1f}", str(a.across),
                 f"{a.across_seconds:.1f}", str(a.everything), f"{a.nothing:.1f}",
                 f"{a.from_nothing:.1f}")
                for a in cost.added
            ],
        ),
        "## Beside others",
        f"Steps that run in a project of {cost.counted_with} waves. `eager()` is Dagster's own "
        'automation, on the same assets without our guard; "everything" is a build without '
        "versions. R `targets` is not here: Debian 12 has no package of it (`apt-cache search "
        "r-cran-targets` finds none), nor has PyPI.",
        write_table(
            ("what changed", "`kj build`", "`eager()`", "left stale by `eager()`", "everything"),
            [
                (name, str(n.ours), str(n.eager), str(n.missed), str(n.everything))
                for name, n in cost.steps.items()
            ],
        ),
        _tell_missed(cost.steps),
        f"![Steps that run, by what changed]({picture})",
    ]  # fmt: skip
    return "\n\n".join(part for part in parts if part) + "\n"


def replace_nothing(page: str, machine: str, starts: Mapping[str, float]) -> str:
    """The page with its part on nothing to do measured anew, which says when; the rest as it is."""
    before, after = page.split(NOTHING)[0], page.split(ADDING)[1]
    when = (
        f"This part was measured again on {date.today().isoformat()}: {machine}. What follows is "
        "of the day above, its seconds with nothing to do included."
    )
    part = "\n\n".join((NOTHING, when, *_tell_nothing(starts), ADDING))
    return f"{before}{part}{after}"


def _tell_nothing(starts: Mapping[str, float]) -> tuple[str, str]:
    dagster, nothing = starts['`python -c "import dagster"`'], starts["`kj build`"]
    told = (
        f"`kj build` with nothing to do takes {nothing / dagster:.2f} times as long as importing "
        "Dagster, which it does not do then: it hashes all that a plan reads, and finds that "
        "nothing was to do for the same (`kj plan --json` plans anew)."
    )
    rows = [(name, f"{seconds:.2f}") for name, seconds in starts.items()]
    return told, write_table(("in a process of its own", "seconds (median)"), rows)


def _tell_adding(added: Sequence[Adding]) -> str:
    own, across = {a.own for a in added}, {a.across for a in added}
    if len(own) == len(across) == 1:
        return (
            f"By `kj plan` a wave brings the same {own.pop()} steps of its own and "
            f"{across.pop()} across waves, however many there were. What spans waves reads all "
            "of them, so its seconds grow. They are those of whole commands (`kj build --wave`, "
            "then `kj build`), which also start and read all declarations."
        )
    return "The number of steps **depends on how many waves there were**."


def _tell_missed(steps: Mapping[str, Steps]) -> str:
    """What `eager()` does not see; empty if it asks for all that had to run."""
    if not any(n.missed for n in steps.values()):
        return ""
    told = "`eager()` looks at neither code nor declarations, so it leaves assets stale"
    goes_on = any(n.eager > n.ours for n in steps.values())
    return f"{told}; and it goes on where results turn out the same." if goes_on else f"{told}."
