"""`kj wave remove` and `kj prune`: taking out what is stored, never silently."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kj_assets.commands.opening import ProjectOption, console, open_project
from kj_assets.errors import BuildError
from kj_assets.project import Project

if TYPE_CHECKING:
    from kj_assets.dagster_kit.asset import Key
    from kj_assets.dagster_kit.record import Record

Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]


def remove_wave(
    which: Annotated[str, typer.Argument(metavar="WAVE", help="The wave, such as 2026.")],
    project: ProjectOption = None,
    yes: Yes = False,
) -> None:
    """Take a wave out: its tables and figures are deleted, its folder is put aside.

    The folder with the survey file is moved to data/removed/, never deleted. Works as well
    for a wave whose folder was removed by hand. **kj build** then brings trend and publication
    up to date without it.
    """
    place = open_project(project)
    records, folder = _read_records(place), place.waves / which
    keys = [key for key in records if key[0] == f"wave_{which}"]
    if folder.resolve().parent != place.waves or not (keys or folder.is_dir()):
        raise BuildError(
            "B004",
            f"there is no wave {which}: {folder} is no folder and the store has no tables of it. "
            "kj wave list shows the waves there are.",
        )
    console.print(f"Wave {which}: {_count(keys, records)} will be deleted.")
    aside = _free_name(place.removed / which)
    if folder.is_dir():
        console.tell(f"{folder} will be moved to {aside}.")
    _ask(yes)
    if folder.is_dir():
        aside.parent.mkdir(exist_ok=True)
        folder.rename(aside)
    _remove(place, [*keys, (f"wave_{which}", "source")])
    console.print(f"Wave {which} is out. Run [bold]kj build[/] for what spans waves.")


def prune(project: ProjectOption = None, yes: Yes = False) -> None:
    """Take out what is stored and no longer declared: of models, figures or waves removed."""
    from kj_assets.dagster_kit.asset import show_key
    from kj_assets.planning import plan_project

    place = open_project(project)
    orphans = plan_project(place, None, ()).plan.orphans
    if not orphans:
        console.print("Nothing to take out: all that is stored is declared.")
        return
    for key in orphans:
        console.tell(show_key(key))
    console.print(f"{_count(orphans, _read_records(place))} will be deleted.")
    _ask(yes)
    _remove(place, list(orphans))
    console.print("Done.")


def _read_records(place: Project) -> Mapping[Key, Record]:
    from kj_assets.dagster_kit.storage import read_stored_records

    return read_stored_records(place.build)


def _count(keys: list[Key] | tuple[Key, ...], records: Mapping[Key, Record]) -> str:
    tables = sum(len(records[key].tables) for key in keys)
    files = sum(len(records[key].files) for key in keys)
    return f"{len(keys)} assets ({tables} tables, {files} files)"


def _ask(yes: bool) -> None:
    if not yes:
        typer.confirm("Go on?", abort=True)


def _remove(place: Project, keys: list[Key]) -> None:
    from kj_assets.catalogue import make_catalogue
    from kj_assets.dagster_kit.removal import forget_assets, remove_assets
    from kj_assets.definitions import follow_publishing
    from kj_assets.graph import read_declarations

    if place.build.is_dir():
        declared = read_declarations(place)
        follow = follow_publishing(declared)
        remove_assets(place.build, keys, console.tell, make_catalogue(declared), follow)
    forget_assets(keys, place.dagster_home)


def _free_name(wanted: Path) -> Path:
    taken = 1
    path = wanted
    while path.exists():
        taken += 1
        path = wanted.with_name(f"{wanted.name}.{taken}")
    return path
