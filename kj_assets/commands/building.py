"""`kj plan` and `kj build`: what would run and why, and running it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from kj_assets.commands.opening import ProjectOption, console, open_project
from kj_assets.project import Project

if TYPE_CHECKING:
    from kj_assets.planning import Planned

Selection = Annotated[
    str | None,
    typer.Argument(
        metavar="[SELECTION]",
        help="Only these assets, as in the Dagster UI: **wave_2025/toplines**, "
        "**+wave_2025/effects** (with what it is made from), **wave_2025/clean+** (with what is "
        'made from it), **group:trend**, **kind:vegalite**, **key:"trend/*"**.',
        show_default=False,
    ),
]
Waves = Annotated[
    list[str] | None,
    typer.Option("--wave", metavar="WAVE", help="Only this wave's assets; may be repeated."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def build(
    selection: Selection = None,
    wave: Waves = None,
    project: ProjectOption = None,
    dry_run: Annotated[bool, typer.Option(help="Show the plan and build nothing.")] = False,
    force: Annotated[bool, typer.Option(help="Rebuild, changed or not.")] = False,
    from_scratch: Annotated[
        bool, typer.Option("--from-scratch", help="Set the store aside, build all from data/waves.")
    ] = False,
) -> None:
    """Build what is missing or changed, and nothing else, and say where it is.

    Runs the plan of **kj plan** until nothing is stale. Where a result comes out as it was,
    what is made from it stays. What fails does not stop the rest; mend it and build again.
    """
    from kj_assets.console import report_build, report_settled, show_plan
    from kj_assets.dagster_kit.settled import Watch

    place = open_project(project)
    watch = None if selection or wave else Watch(place.data, place.build)
    is_plain = not (dry_run or force or from_scratch)
    if watch and is_plain and (settled := watch.recall()):
        report_settled(settled, place, console)
        return
    if from_scratch:
        if selection or wave or dry_run:
            raise typer.BadParameter("--from-scratch builds everything, and now")
        _set_aside(place)
    from kj_assets.planning import plan_project, remember_settled

    planned = plan_project(place, selection, wave or [])
    if dry_run:
        show_plan(planned, console)
        raise typer.Exit
    code = report_build(planned, console, force=force)
    if watch and code == 0:
        remember_settled(planned, watch)
    raise typer.Exit(code)


def plan(
    selection: Selection = None,
    wave: Waves = None,
    project: ProjectOption = None,
    as_json: AsJson = False,
) -> None:
    """Show what **kj build** would run, and why; dim lines run only if what they read changes."""
    from kj_assets.console import show_plan, show_settled
    from kj_assets.dagster_kit.settled import Watch

    place = open_project(project)
    watch = None if selection or wave else Watch(place.data, place.build)
    if watch and not as_json and (settled := watch.recall()):
        show_settled(settled, console)
        return
    from kj_assets.planning import plan_project, remember_settled

    planned = plan_project(place, selection, wave or [])
    if as_json:
        typer.echo(json.dumps(_as_plain(planned), indent=1, ensure_ascii=False))
    else:
        show_plan(planned, console)
    if watch and planned.is_fresh:
        remember_settled(planned, watch)


def _set_aside(place: Project) -> None:
    """Move away the store, and damaged files of Dagster's; declarations have to be sound first."""
    from kj_assets.dagster_kit.dagster_files import set_damaged_aside
    from kj_assets.dagster_kit.storage import choose_backend
    from kj_assets.graph import read_declarations

    read_declarations(place)
    for aside in (
        choose_backend(place.build).set_aside(console.tell),
        set_damaged_aside(place.dagster_home),
    ):
        if aside:
            console.tell(f"Set aside in {aside}")


def _as_plain(planned: Planned) -> dict[str, object]:
    plan = planned.plan
    return {
        "steps": [
            {
                "asset": "/".join(step.key),
                "certain": step.certain,
                "reasons": planned.tell_reasons(step),
            }
            for step in plan.steps
        ],
        "kept": ["/".join(key) for key in plan.kept],
        "unpublished": planned.is_unpublished,
        "orphans": ["/".join(key) for key in plan.orphans],
        "not_selected": ["/".join(key) for key in plan.waiting],
        "models_not_made": planned.models_not_made,
    }
