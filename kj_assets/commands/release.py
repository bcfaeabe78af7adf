"""`kj release` and `kj diff`: keeping a release, and what changed between two."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from kj_assets.commands.opening import ProjectOption, console, open_project


def release(project: ProjectOption = None) -> None:
    """Keep the release that was built: data/releases/VERSION, never changed again.

    The version stands in data/release.yaml. Refused while anything is out of date, or where the
    version was released before.
    """
    from kj_assets.dagster_kit.plan import make_plan
    from kj_assets.dagster_kit.storage import choose_backend, read_stored_records
    from kj_assets.errors import ReleaseError
    from kj_assets.graph import declare_assets, read_declarations
    from kj_assets.publish.release.folder import FOLDER
    from kj_assets.publish.release.keeping import keep_release

    place = open_project(project)
    declared = read_declarations(place)
    assets = declare_assets(place, declared)
    target = place.releases / declared.release.version
    stale = make_plan(assets, read_stored_records(place.build), place.build).steps
    if stale and not target.exists():
        raise ReleaseError("R104", f"{len(stale)} assets are out of date: run kj build first")
    kept = keep_release(place.site / FOLDER, target)
    choose_backend(place.build).mark_release(declared.release.version)
    console.tell(f"Release {declared.release.version} is kept in {kept}")
    console.print("Raise the version in data/release.yaml before the next one.")


def diff(
    before: Annotated[str, typer.Argument(metavar="RELEASE_A", help="A version or a folder.")],
    after: Annotated[
        str, typer.Argument(metavar="RELEASE_B", help="A version, a folder, or what was built.")
    ] = "build",
    project: ProjectOption = None,
    most: Annotated[int, typer.Option(help="Rows to print at most.")] = 40,
) -> None:
    """Show what changed between two releases: estimates, signs, significance, n, levels."""
    from kj_assets.publish.difference.compare import compare_releases
    from kj_assets.publish.difference.page import rank_changes
    from kj_assets.publish.difference.reading import KeptRelease
    from kj_assets.publish.release.folder import FOLDER

    place = open_project(project)

    def read(name: str) -> KeptRelease:
        if name == "build":
            return KeptRelease(name, place.site / FOLDER)
        kept = place.releases / name
        return KeptRelease(name, kept if kept.is_dir() else Path(name))

    changes = compare_releases(read(before).read_tables(), read(after).read_tables())
    table = Table(*changes.columns, box=None, header_style="bold", pad_edge=False)
    for row in rank_changes(changes).head(most).itertuples(index=False):
        table.add_row(*(f"{v:.4g}" if isinstance(v, float) else str(v) for v in row))
    if len(changes):
        console.print(table)
    kinds = changes["change"].value_counts()
    console.print(", ".join(f"{n} {kind}" for kind, n in kinds.items()) or "No difference.")
