"""`kj backup` and `kj restore`: a project in one file, and back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from kj_assets.commands.opening import ProjectOption, console, open_project
from kj_assets.project import Project


def backup(
    file: Annotated[
        Path | None, typer.Argument(help="File to write; default: backups/kj-TIME.zip.")
    ] = None,
    project: ProjectOption = None,
) -> None:
    """Write survey files, declarations, releases and all that was built into one file.

    Waits for a build that runs. The file holds respondents: it is readable by you alone.
    """
    from kj_assets.backup import back_up

    place = open_project(project)
    target = file or place.root / "backups" / f"kj-{datetime.now(UTC):%Y%m%dT%H%M%S}.zip"
    contents = back_up(place, target.resolve(), console.tell)
    size = target.stat().st_size / 2**20
    told = f"{len(contents.files)} files, {size:.1f} MB, each with its checksum: {target}"
    console.tell(told)


def restore(
    file: Annotated[Path, typer.Argument(help="What kj backup wrote.")],
    project: ProjectOption = None,
    force: Annotated[
        bool, typer.Option("--force", help="Where there is data: move it to data.before-TIME.")
    ] = False,
) -> None:
    """Put a back-up in place, once every file in it is unpacked and verified; else nothing.

    **kj build** then has nothing to do, where the back-up was of a project up to date.
    """
    from kj_assets.backup import restore as put_back

    place = Project.at(project)
    contents = put_back(file, place, console.tell, force=force)
    told = f"{len(contents.files)} files of {contents.made_at:%Y-%m-%d %H:%M} UTC in {place.root}"
    console.tell(told)
