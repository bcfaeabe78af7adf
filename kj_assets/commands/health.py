"""`kj doctor`: is all well, and what to do where it is not."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from kj_assets.commands.opening import ProjectOption, console, open_project

COLOURS = {"ok": "green", "attention": "yellow", "broken": "bold red"}


def doctor(
    project: ProjectOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Look at versions, store, lock, disk, Dagster's history, site and waves; change nothing.

    Each line is **ok**, wants **attention** or is **broken**, and says what to do. Ends with 1
    if anything is broken, else with 0.
    """
    from kj_assets.doctor import examine

    findings = examine(open_project(project), datetime.now(UTC).date())
    if as_json:
        typer.echo(json.dumps([asdict(found) for found in findings], indent=1, ensure_ascii=False))
    else:
        table = Table("", "about", "found", "what to do", box=None, pad_edge=False)
        for found in findings:
            status = f"[{COLOURS[found.status]}]{found.status}[/]"
            table.add_row(status, *map(escape, (found.about, found.found, found.remedy)))
        console.print(table)
    raise typer.Exit(1 if any(found.status == "broken" for found in findings) else 0)
