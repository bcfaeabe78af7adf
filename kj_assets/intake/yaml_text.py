"""Writing YAML by hand: a scalar that stays one, a comment that ends where its line ends.

Here: quoting what a file says. Not here: what is written (`drafting.py`).
"""

from __future__ import annotations

import re

import yaml

# Words and whole numbers stand bare, as people write them; `yes` and `no` are words in YAML 1.2.
WORD = r"[^\W\d_][\w·/.()%-]*"
PLAIN = re.compile(rf"0|[1-9]\d*|(?!(?:true|false|null)$){WORD}(?: {WORD})*")
LONGEST_COMMENT = 160


def scalar(text: str) -> str:
    """A text as a YAML scalar on one line, quoted where YAML would take it for anything else."""
    if PLAIN.fullmatch(text):
        return text
    dumped = yaml.safe_dump(text, allow_unicode=True, width=float("inf"))
    return dumped.removesuffix("\n").removesuffix("\n...")


def comment(text: str) -> str:
    """A text as part of a comment: one line, printable, and no mark of its own."""
    line = "".join(c if c.isprintable() else " " for c in " ".join(text.split()))
    line = line.replace("TODO", "To-do")
    return line if len(line) <= LONGEST_COMMENT else line[: LONGEST_COMMENT - 1] + "…"
