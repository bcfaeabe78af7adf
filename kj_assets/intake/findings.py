"""What a check finds: sections of sentences and tables, in both languages.

Here: the carriers. Not here: finding anything (`check.py` and beside it), words (`words.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from kj_assets.waves.declarations import Text

Status = Literal["blocks", "look", "fine", "unseen"]
Value = str | Text


@dataclass(frozen=True)
class Finding:
    """One sentence: a key of `words.PHRASES` with its values, and the build's own lines."""

    key: str
    blocks: bool = False
    values: Mapping[str, Value] = field(default_factory=dict)
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class FindingTable:
    """A table: headers are keys of `words.PHRASES`, the first cell of a row is its header."""

    headers: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True)
class Section:
    """One subject of the check.

    Args:
        key: of its heading and of the sentence that says how it was looked at.
        findings: what a person should see; none is fine.
        table: the numbers looked at.
        unseen: key of the sentence that says why it was not looked at; empty if it was.
    """

    key: str
    findings: tuple[Finding, ...] = ()
    table: FindingTable | None = None
    unseen: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)

    @property
    def status(self) -> Status:
        """The gravest there is."""
        if any(finding.blocks for finding in self.findings):
            return "blocks"
        if self.findings:
            return "look"
        return "unseen" if self.unseen else "fine"


@dataclass(frozen=True)
class WaveCheck:
    """The whole check of a wave against another one."""

    wave: str
    title: Text
    like: str
    is_reconstructed: bool
    sections: tuple[Section, ...]

    @property
    def blocks(self) -> bool:
        """Whether anything keeps the wave from being built."""
        return any(section.status == "blocks" for section in self.sections)

    def count(self, status: Status) -> int:
        """Sections of that status."""
        return sum(section.status == status for section in self.sections)


def in_language(value: Value, language: str) -> str:
    """A value in a language; a plain text is the same in both."""
    return value.in_language(language) if isinstance(value, Text) else value
