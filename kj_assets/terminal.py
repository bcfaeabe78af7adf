"""The terminal: where what people delivered and named is shown as it is.

Here: the console that every command prints on. Not here: what is said (`console.py`, `commands/`).
"""

from __future__ import annotations

from typing import Any

from rich.console import Console


class Terminal(Console):
    """A console on which ``:100:`` in a path, a column or an answer is no picture."""

    def __init__(self, **options: Any) -> None:
        """Take the options of `rich.console.Console`."""
        super().__init__(emoji=False, **options)

    def tell(self, line: str) -> None:
        """Print a line as it is, brackets too, and whole, to be copied."""
        self.print(line, markup=False, highlight=False, soft_wrap=True)
