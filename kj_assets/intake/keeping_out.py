"""Keeping respondents out of git: the ``.gitignore`` of the folder of waves.

Here: its template, and the line that lets in a file whose licence allows it. Not here: adding a
wave (`add.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

NAME = ".gitignore"
TEMPLATE = """\
# What people answered stays out of git: of a wave's folder only its declarations are committed.
*/*
!*/wave.yaml
!*/wave.planned.yaml
!*/reconstruction.yaml
# A file whose licence (licence: in wave.yaml) lets its respondents be published may be let in:
# !2025/responses.csv
"""


def ignore_respondents(
    waves: Path, wave: str, files: Sequence[Path], licence: str | None
) -> dict[str, bytes]:
    """What to write into the folder of waves before a wave's files are, if anything.

    A ``.gitignore`` that is there stays as it is, but for the files that a licence lets in.
    """
    there = waves / NAME
    text = there.read_text(encoding="utf-8") if there.is_file() else TEMPLATE
    allowed = [f"!{wave}/{_escape(file.name)}" for file in files] if licence else []
    new = [line for line in allowed if line not in text.splitlines()]
    if there.is_file() and not new:
        return {}
    lines = "".join(f"{line}\n" for line in new)
    return {NAME: (text + ("" if text.endswith("\n") or not text else "\n") + lines).encode()}


def _escape(name: str) -> str:
    """A file's name as a pattern that matches it alone."""
    escaped = "".join(f"\\{c}" if c in "\\*?[" else c for c in name)
    return escaped[: len(escaped.rstrip(" "))] + "\\ " * (len(escaped) - len(escaped.rstrip(" ")))
