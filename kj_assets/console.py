"""What people see in the terminal: the plan, the progress of a build, and where it all is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from kj_assets.dagster_kit.asset import show_key
from kj_assets.dagster_kit.plan import Plan
from kj_assets.project import Project

if TYPE_CHECKING:
    from kj_assets.dagster_kit.run import AssetEvent
    from kj_assets.waves.reconstruct import WrittenFile


def show_plan(
    plan: Plan, unfit: Mapping[str, Mapping[str, tuple[str, ...]]], console: Console
) -> None:
    """Print the steps with their reasons, how many assets stay, and models not made."""
    if plan.steps:
        table = Table("asset", "why", box=None, header_style="bold", pad_edge=False)
        for step in plan.steps:
            style = "" if step.certain else "dim"
            table.add_row(show_key(step.key), escape("; ".join(step.reasons)), style=style)
        console.print(table)
    console.print(f"{len(plan.steps)} assets would run, {len(plan.kept)} stay as they are.")
    for wave, models in unfit.items():
        for model, items in models.items():
            console.print(f"wave {wave} has no model {model}: it did not ask {', '.join(items)}")


def report_build(project: Project, console: Console, *, force: bool = False) -> int:
    """Build with a progress display; 0 if everything is fresh at the end, else 1."""
    import dagster as dg

    from kj_assets.dagster_kit.run import build_until_fresh
    from kj_assets.definitions import assemble_project
    from kj_assets.graph import declare_assets, read_declarations

    assets = declare_assets(project, read_declarations(project))
    definitions = assemble_project(project, assets)
    with _BuildDisplay(console) as display, dg.DagsterInstance.get() as instance:
        result = build_until_fresh(
            assets, definitions, instance, project.build, display.plan, display.event, force=force
        )
    for key, message in result.failed.items():
        console.print(f"[bold red]failed[/] {show_key(key)}\n{escape(message)}\n")
    if result.skipped:
        console.print(f"{len(set(result.skipped))} assets wait for what failed.")
    if not (result.built or result.reused or result.failed):
        console.print(f"Nothing to build: all {len(assets)} assets are up to date.")
    else:
        console.print(
            f"{len(result.built)} assets built, {len(result.reused)} found unchanged, "
            f"{len(result.failed)} failed."
        )
    show_places(project, console)
    return 1 if result.failed else 0


def show_places(project: Project, console: Console) -> None:
    """Print where the results are."""
    for name, path in (
        ("Briefing", project.site / "index.html"),
        ("Figures", project.figures),
        ("Database", project.build / "kj.duckdb"),
    ):
        if path.exists():
            console.print(f"{name:<10}{path}", highlight=False, soft_wrap=True)


def show_reconstruction(written: WrittenFile, console: Console) -> None:
    """Print where the drawn respondents are and how they meet their targets."""
    drawn = written.reconstruction
    console.print(
        f"{written.rows} respondents drawn, {len(drawn.shares)} shares met within 0.05 points:"
    )
    table = Table("model", "term", "target", "achieved", box=None, pad_edge=False)
    for row in drawn.effects.to_dict(orient="records"):
        table.add_row(row["model"], row["term"], f"{row['target']:+.1f}", f"{row['achieved']:+.2f}")
    console.print(table)
    console.print(f"File      {written.path}", highlight=False, soft_wrap=True)
    console.print(f"sha256    {written.sha256}", highlight=False, soft_wrap=True)
    console.print("They are evidence of nothing, and labelled so wherever they go.")


class _BuildDisplay:
    """A bar on a terminal, plain lines elsewhere."""

    def __init__(self, console: Console) -> None:
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

    def __enter__(self) -> _BuildDisplay:
        self.bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.bar.stop()

    def plan(self, plan: Plan) -> None:
        self.done, self.total = 0, len(plan.steps)
        self.bar.update(self.task, total=self.total, completed=0)

    def event(self, event: AssetEvent) -> None:
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
