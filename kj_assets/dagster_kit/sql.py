"""Names and texts as SQL, so that no statement is made by pasting raw words together."""

from __future__ import annotations


def quote(name: str) -> str:
    """A name as a quoted identifier."""
    return '"' + name.replace('"', '""') + '"'


def quote_text(text: str) -> str:
    """A text as a literal, for statements that take no parameters."""
    return "'" + text.replace("'", "''") + "'"
