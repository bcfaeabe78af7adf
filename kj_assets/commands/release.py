"""`kj release` and `kj diff`: keeping a release, and what changed between two."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from kj_assets.commands.opening import ProjectOption, console, open_project

WIDER_THAN_ANY = 10_000


def release(project: ProjectOption = None) -> None:
    """Keep the release that was built, with its pages: data/releases/VERSION, never changed again.

    The version stands in data/release.yaml. Refused while anything is out of date, or where the
    version was released before.
    """
    from kj_assets.dagster_kit.plan import plan_stored
    from kj_assets.dagster_kit.storage import choose_backend
    from kj_assets.errors import ReleaseError
    from kj_assets.graph import declare_assets, read_declarations
    from kj_assets.publish.release.keeping import keep_release

    place = open_project(project)
    declared = read_declarations(place)
    assets = declare_assets(place, declared)
    target = place.releases / declared.release.version
    stale = plan_stored(assets, place.build).steps
    if stale and not target.exists():
        raise ReleaseError("R104", f"{len(stale)} assets are out of date: run kj build first")
    kept = keep_release(place.site, target)
    choose_backend(place.build).mark_release(declared.release.version)
    console.tell(f"Release {declared.release.version} is kept in {kept}")
    console.print("Raise the version in data/release.yaml before the next one.")


def diff(
    before: Annotated[str, typer.Argument(metavar="RELEASE_A", help="A version or a folder.")],
    after: Annotated[
        str, typer.Argument(metavar="RELEASE_B", help="A version, a folder, or what was built.")
    ] = "build",
    project: ProjectOption = None,
    most: Annotated[int, typer.Option(help="Changes to print at most; --json has all.")] = 40,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON: counts by kind, and every change.")
    ] = False,
) -> None:
    """Show what changed between two releases: estimates, signs, significance, n, levels.

    Names are never cut: where a table does not fit the terminal, each change has lines of its own.
    """
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

    changes = rank_changes(compare_releases(read(before).read_tables(), read(after).read_tables()))
    kinds = {str(kind): int(n) for kind, n in changes["change"].value_counts().items()}
    rows = json.loads(changes.to_json(orient="records", force_ascii=False, double_precision=15))
    if as_json:
        found = {"before": before, "after": after, "counts": kinds, "changes": rows}
        typer.echo(json.dumps(found, indent=1, ensure_ascii=False))
        return
    _show_changes(list(changes.columns), rows[:most])
    console.print(", ".join(f"{n} {kind}" for kind, n in kinds.items()) or "No difference.")
    if len(rows) > most:
        console.print(f"The first {most} of {len(rows)}; --most or --json has them all.")


def _show_changes(columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    """A table where one fits; else a change in lines that wrap, with nothing cut off."""
    table = Table(*columns, box=None, header_style="bold", pad_edge=False)
    for row in rows:
        table.add_row(*(escape(_write(row[name])) for name in columns))
    unbounded = console.options.update(max_width=WIDER_THAN_ANY)
    if rows and console.measure(table, options=unbounded).maximum <= console.width:
        console.print(table)
        return
    for row in rows:
        about = " ".join(_write(row[name]) for name in columns[:-3] if row[name])
        before, after = (_write(row[name]) for name in columns[-2:])
        said = f"[bold]{escape(row['change'])}[/] {escape(about)}: {before} → {after}"
        console.print(said, overflow="fold", highlight=False)


def _write(value: object) -> str:
    if value is None:
        return "–"
    return f"{value:.4g}" if isinstance(value, float) else str(value)
