"""What people see in the terminal: the plan, the outcome of a build, and where it all is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.markup import escape
from rich.table import Column, Table

from kj_assets.project import Project
from kj_assets.terminal import Terminal

if TYPE_CHECKING:
    from kj_assets.dagster_kit.plan import Plan
    from kj_assets.dagster_kit.run import BuildResult
    from kj_assets.dagster_kit.settled import Settled
    from kj_assets.planning import Planned
    from kj_assets.waves.reconstruct import WrittenFile
    from kj_assets.waves.registry import Wave

FRONT_PAGE = ("publication", "front_page")


def show_plan(planned: Planned, console: Terminal) -> None:
    """Print the steps with their reasons, how many assets stay, and what else is to be known."""
    from kj_assets.dagster_kit.asset import show_key

    plan = planned.plan
    if plan.steps:
        longest = max(len(show_key(key)) for key in plan.keys)
        # Names stay whole, to be copied: a longer one goes on in the next line.
        name = Column("asset", overflow="fold", width=min(longest, console.width // 2 + 1))
        why = Column("why", overflow="fold")
        table = Table(
            name, why, box=None, header_style="bold", pad_edge=False, collapse_padding=True
        )
        for step in plan.steps:
            style = "" if step.certain else "dim"
            table.add_row(show_key(step.key), escape(planned.tell_shortly(step)), style=style)
        console.print(table)
    certain = sum(step.certain for step in plan.steps)
    _show_counts(certain, len(plan.steps) - certain, len(plan.kept), planned.remarks, console)
    if planned.is_unpublished:
        console.print("[yellow]What everybody opens is not what was built:[/] kj build mends it.")
    _show_left_out(plan, console)
    show_undecided(planned.declared.waves, console)


def show_settled(settled: Settled, console: Terminal) -> None:
    """Print what `show_plan` prints of a plan without steps that was remembered."""
    _show_counts(0, 0, settled.kept, settled.remarks, console)


def _show_counts(
    certain: int, unsure: int, kept: int, remarks: Sequence[str], console: Terminal
) -> None:
    more = f" {unsure} more if what they read changes," if unsure else ""
    assets = "asset" if certain == 1 else "assets"
    console.print(f"{certain} {assets} would run,{more} {kept} stay as they are.")
    for remark in remarks:
        console.print(remark, markup=False)


def _show_left_out(plan: Plan, console: Terminal) -> None:
    from kj_assets.dagster_kit.asset import show_key

    if plan.waiting:
        names = ", ".join(map(show_key, plan.waiting))
        console.print(
            f"[yellow]Not selected, though stale and above what is:[/] {escape(names)}\n"
            "Put a + before the selection to take in what it is made from."
        )
    if plan.orphans:
        groups = Counter(key[0] for key in plan.orphans)
        told = ", ".join(f"{count} of {group}" for group, count in groups.items())
        console.print(
            f"[yellow]Stored, but no longer declared:[/] {told}. They stay, and views show "
            "them, until [bold]kj wave remove WAVE[/] or [bold]kj prune[/] takes them away."
        )


def report_build(planned: Planned, console: Terminal, *, force: bool = False) -> int:
    """Build with a progress display; 0 if everything is fresh at the end, else 1."""
    from kj_assets.dagster_kit.asset import show_key

    if planned.is_fresh and not force:
        _say_nothing_to_build(len(planned.plan.kept), console)
        return _end(planned, console, 0)
    result = _build(planned, console, force=force)
    for key, message in result.failed.items():
        console.print(f"[bold red]failed[/] {show_key(key)}\n{escape(message)}\n")
    if result.skipped:
        console.print(f"{len(set(result.skipped))} assets wait for what failed.")
    console.print(
        f"{len(result.built)} assets built, {len(result.reused)} found unchanged, "
        f"{len(result.failed)} failed."
    )
    return _end(planned, console, 1 if result.failed else 0, result)


def report_settled(settled: Settled, project: Project, console: Terminal) -> None:
    """Print what `report_build` prints where a plan without steps was remembered."""
    _say_nothing_to_build(settled.kept, console)
    show_places(project, console)


def _say_nothing_to_build(kept: int, console: Terminal) -> None:
    console.print(f"Nothing to build: all {kept} assets are up to date.")


def _end(planned: Planned, console: Terminal, code: int, result: BuildResult | None = None) -> int:
    """What is to be known at the end of any build; the exit code, 1 if a wave was left out."""
    _show_left_out(planned.plan, console)
    show_places(planned.project, console)
    if result and result.failed:
        _show_earlier(planned.project, result, console)
    return 1 if show_undecided(planned.declared.waves, console) else code


def show_undecided(waves: Sequence[Wave], console: Terminal) -> int:
    """Print the refusal of each wave that still wants decisions; return how many there are."""
    from kj_assets.waves.registry import refuse_undecided

    refused = [refuse_undecided(wave) for wave in waves if wave.undecided]
    for error in refused:
        said = f"\n[bold red]{error.code}[/] {escape(error.message)}"
        console.print(said, highlight=False, soft_wrap=True)
    return len(refused)


def _build(planned: Planned, console: Terminal, *, force: bool) -> BuildResult:
    from kj_assets.dagster_kit.dagster_files import open_instance
    from kj_assets.dagster_kit.retention import prune_history
    from kj_assets.dagster_kit.run import build_until_fresh
    from kj_assets.definitions import assemble_project
    from kj_assets.progress import BuildDisplay

    definitions = assemble_project(planned.project, planned.declared, planned.assets)
    home = planned.project.dagster_home
    with BuildDisplay(console) as display, open_instance(home) as instance:
        result = build_until_fresh(
            planned.assets,
            definitions,
            instance,
            planned.project.build,
            display.plan,
            display.event,
            only=planned.selected,
            force=force,
        )
        prune_history(instance)
    return result


def show_places(project: Project, console: Terminal) -> None:
    """Print where the results are."""
    for name, path in (
        ("Briefing", project.site / "index.html"),
        ("Figures", project.figures),
        ("Database", project.build / "kj.duckdb"),
    ):
        if path.exists():
            console.tell(f"{name:<10}{path}")


def _show_earlier(project: Project, result: BuildResult, console: Terminal) -> None:
    """Say whether the page that lies there is of this build, and what failed."""
    from kj_assets.dagster_kit.asset import show_key

    if FRONT_PAGE in {*result.failed, *result.skipped}:
        is_there = (project.site / "index.html").exists()
        told = "The briefing is of an earlier build" if is_there else "There is no briefing yet"
        why = "failed" if FRONT_PAGE in result.failed else "waits for what failed"
        console.print(f"[bold yellow]{told}:[/] {show_key(FRONT_PAGE)} {why}.")
    key, message = next(iter(result.failed.items()))
    more = f", and {len(result.failed) - 1} more" if len(result.failed) > 1 else ""
    first = next(iter(message.splitlines()), "see above")
    console.print(f"[bold red]failed[/] {show_key(key)}{more}: {escape(first)}")


def show_reconstruction(written: WrittenFile, console: Terminal) -> None:
    """Print where the drawn respondents are and how they meet their targets."""
    drawn = written.reconstruction
    console.print(
        f"{written.rows} respondents drawn, {len(drawn.shares)} shares met within 0.05 points:"
    )
    table = Table("model", "term", "target", "achieved", box=None, pad_edge=False)
    for row in drawn.effects.to_dict(orient="records"):
        table.add_row(row["model"], row["term"], f"{row['target']:+.1f}", f"{row['achieved']:+.2f}")
    console.print(table)
    console.tell(f"File      {written.path}")
    console.tell(f"sha256    {written.sha256}")
    console.print("They are evidence of nothing, and labelled so wherever they go.")
