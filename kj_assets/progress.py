"""The progress of a build in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from kj_assets.dagster_kit.asset import show_key
from kj_assets.dagster_kit.plan import Plan

if TYPE_CHECKING:
    from kj_assets.dagster_kit.run import AssetEvent


class BuildDisplay:
    """A bar on a terminal, plain lines elsewhere."""

    def __init__(self, console: Console) -> None:
        """Nothing is shown before it is entered."""
        self.console = console
        self.bar = Progress(
            BarColumn(30),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.description}"),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self.task = self.bar.add_task("planning", total=None)
        self.done = self.total = 0

    def __enter__(self) -> BuildDisplay:
        """Show the bar."""
        self.bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Take it away."""
        self.bar.stop()

    def plan(self, plan: Plan) -> None:
        """A pass begins."""
        self.done, self.total = 0, len(plan.steps)
        self.bar.update(self.task, total=self.total, completed=0)

    def event(self, event: AssetEvent) -> None:
        """News of an asset."""
        if event.key is None:
            self.console.print(escape(event.message))
        elif event.what == "started":
            self.bar.update(self.task, description=show_key(event.key))
        else:
            self.done += 1
            self.bar.update(self.task, completed=self.done)
            if not self.console.is_terminal:
                self.console.print(
                    f"[{self.done}/{self.total}] {event.what:<7} {show_key(event.key)}",
                    markup=False,
                    highlight=False,
                )
