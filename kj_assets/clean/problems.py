"""Problems collected over all items and columns of a wave, and told at once.

Here: the list and how it reads. Not here: finding the problems.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from kj_assets.errors import CrosswalkError
from kj_assets.waves.registry import Wave

CODES_SHOWN = 20
# What may be a code, however seldom it stands: a number of few digits, or a blank.
CODE = re.compile(r"(?:[-+]?\d{1,4})?")


@dataclass(frozen=True)
class Problem:
    """One mistake: its code, and what is wrong, where, and what to do next."""

    code: str
    text: str


def refuse_problems(wave: Wave, problems: Sequence[Problem]) -> None:
    """Raise all problems as one error with the first one's code; none raise nothing."""
    if not problems:
        return
    lines = "\n".join(f"  {problem.code} {problem.text}" for problem in problems)
    count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
    raise CrosswalkError(problems[0].code, f"wave {wave.id}: {count}\n{lines}")


def count_codes(counts: Counter[str]) -> str:
    """Tell each code with its count, most frequent first: ``'9' × 12, (blank) × 3``.

    Very many texts that stand once each are no codes but people's own words: never repeated.
    """
    words = [code for code, count in counts.items() if count == 1 and not CODE.fullmatch(code)]
    own = frozenset(words if len(words) > CODES_SHOWN else ())
    told = [(code, count) for code, count in counts.most_common() if code not in own]
    shown = [f"{repr(code) if code else '(blank)'} × {count}" for code, count in told[:CODES_SHOWN]]
    more = [f"and {len(told) - CODES_SHOWN} more codes"] if len(told) > CODES_SHOWN else []
    unlike = [f"{len(own)} texts that stand once each: is it this column?"] if own else []
    return ", ".join(shown + more + unlike)
