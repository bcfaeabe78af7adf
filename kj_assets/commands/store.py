"""`kj store`: what the store is, and looking after one that keeps earlier states."""

from __future__ import annotations

from typing import Annotated

import typer

from kj_assets.commands.opening import ProjectOption, console, open_project

app = typer.Typer(no_args_is_help=True)


@app.callback()
def store() -> None:
    """Show the store, and look after one that keeps earlier states: see docs/scaling.md."""


@app.command("show")
def show_store(project: ProjectOption = None) -> None:
    """Show where tables are kept, which states can be asked for, and write conflicts met."""
    from kj_assets.dagster_kit.storage import choose_backend

    for about, told in choose_backend(open_project(project).build).tell().items():
        console.tell(f"{about:16} {told}")


@app.command("clean")
def clean_store(
    project: ProjectOption = None,
    dry_run: Annotated[bool, typer.Option(help="Count what would go, and take nothing.")] = False,
) -> None:
    """Let states older than **days_kept** of data/store.yaml expire, except those of releases.

    Files that only they needed are deleted by a cleaning a day or more later, for a reader may
    be in them. Dagster does it every night. The embedded store keeps no earlier states.
    """
    from kj_assets.dagster_kit.storage import choose_backend

    backend = choose_backend(open_project(project).build)
    cleaned = backend.clean(console.tell, dry_run=dry_run)
    console.tell(f"{'Would go' if dry_run else 'Gone'}: {cleaned}")
