"""What a back-up of a project holds, and putting it back.

Everything under ``data/``, survey files, declarations, releases and what was built included, and
Dagster's settings. Not in it: the private work file, which is made again from the published one,
and Dagster's history of runs, on which no result depends.
"""

from __future__ import annotations

import filecmp
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from pathlib import Path

from kj_assets.catalogue import make_catalogue
from kj_assets.dagster_kit.archive import Contents, unpack, write_archive
from kj_assets.dagster_kit.lock import LOCK_FILES, hold_lock
from kj_assets.dagster_kit.published import PUBLISHED, WORK
from kj_assets.dagster_kit.reading import read_records_of
from kj_assets.dagster_kit.set_aside import FOLDER as SET_ASIDE
from kj_assets.dagster_kit.settled import NOTE
from kj_assets.dagster_kit.storage import choose_backend
from kj_assets.definitions import follow_publishing
from kj_assets.errors import ArchiveError
from kj_assets.graph import read_declarations
from kj_assets.project import Project

Say = Callable[[str], None]
# Of the build folder; files that are being written besides.
LEFT_OUT = {WORK, WORK + ".wal", PUBLISHED + ".wal", SET_ASIDE, NOTE, *LOCK_FILES}
UNPACKING = ".restoring"


def back_up(project: Project, target: Path, say: Say) -> Contents:
    """Write a project into one file; a build that runs is waited for, and so is this by builds.

    Raises:
        ArchiveError: A002 a folder is a link; A003 a file changed meanwhile; A004 target is there.
        BuildError: B005 to B007 the store cannot be read, so a back-up would keep damage.
    """
    declared = read_declarations(project)
    with hold_lock(project.build, "a back-up", say):
        # What an interrupted run committed is published, then kept.
        store = choose_backend(project.build)
        store.publish(make_catalogue(declared), follow_publishing(declared))
        read_records_of(project.build / PUBLISHED)
        return write_archive(target, dict(_find_files(project)))


def _find_files(project: Project) -> Iterator[tuple[str, Path]]:
    settings = project.dagster_home / "dagster.yaml"
    if settings.exists():
        yield settings.relative_to(project.root).as_posix(), settings
    for folder, folders, names in os.walk(project.data):
        place = Path(folder)
        left_out = LEFT_OUT if place == project.build else set()
        folders[:] = sorted(set(folders) - left_out)
        for name in folders:
            if (place / name).is_symlink():
                raise ArchiveError("A002", f"{place / name} is a link to a folder: back that up")
        for name in sorted(set(names) - left_out):
            if not name.endswith(".incoming"):
                yield (place / name).relative_to(project.root).as_posix(), place / name


def restore(file: Path, project: Project, say: Say, *, force: bool = False) -> Contents:
    """Put a back-up in place of a project's data: whole, once all of it is verified, or not at all.

    What was there is never deleted; with `force` it is moved to ``data.before-TIME``.

    Raises:
        ArchiveError: A001, A005 as `unpack`; A006 there is a project already.
    """
    there = project.data.exists()
    if there and not force:
        raise ArchiveError(
            "A006",
            f"{project.data} is there already. Restore into another folder with --project, or "
            "say --force: then it is moved to data.before-TIME first.",
        )
    aside = project.root / UNPACKING
    shutil.rmtree(aside, ignore_errors=True)
    contents = unpack(file, aside)
    built = aside / project.build.relative_to(project.root) / PUBLISHED
    if built.exists():
        built.chmod(0o444)
    with _hold_existing(project, say):
        if there:
            before = project.root / f"data.before-{datetime.now(UTC):%Y%m%dT%H%M%S}"
            project.data.rename(before)
            say(f"What was there is in {before}")
        (aside / "data").rename(project.data)
    _restore_settings(aside, project, say)
    shutil.rmtree(aside)
    return contents


def _hold_existing(project: Project, say: Say) -> AbstractContextManager[None]:
    """No build may run while the store is moved from under it."""
    return hold_lock(project.build, "a restore", say) if project.build.exists() else nullcontext()


def _restore_settings(aside: Path, project: Project, say: Say) -> None:
    kept = aside / "dagster_home" / "dagster.yaml"
    there = project.dagster_home / "dagster.yaml"
    if not kept.exists():
        return
    if not there.exists():
        there.parent.mkdir(parents=True, exist_ok=True)
        kept.rename(there)
    elif not filecmp.cmp(kept, there, shallow=False):
        kept.rename(there.with_name("dagster.yaml.restored"))
        say(f"{there} differs and stays; that of the back-up is beside it.")
