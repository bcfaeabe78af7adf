"""The `kj` command: what people type. Each command is a few lines over the package."""

from __future__ import annotations

import json
import os
import webbrowser
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from kj_assets.errors import TrackerError
from kj_assets.graph import declare_assets, read_declarations
from kj_assets.project import PROJECT_VARIABLE, Project

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Korea–Japan opinion tracker: from survey files to estimates, figures and a briefing.\n\n"
    "Start with **kj build**, look at it with **kj open** or **kj dev**.",
)
console = Console()
ProjectOption = Annotated[
    Path | None,
    typer.Option("--project", help="Project folder; default: $KJ_PROJECT or this folder."),
]


def main() -> None:
    """Run the command; a coded mistake is a message, not a traceback."""
    try:
        app()
    except TrackerError as error:
        said = f"[bold red]{error.code}[/] {escape(error.message)}"
        Console(stderr=True).print(said, highlight=False, soft_wrap=True)
        raise SystemExit(2) from None


@app.command()
def build(
    project: ProjectOption = None,
    force: Annotated[bool, typer.Option(help="Rebuild everything, changed or not.")] = False,
) -> None:
    """Build what is missing or changed, and say where it is."""
    from kj_assets.console import report_build

    raise typer.Exit(report_build(_open(project), console, force=force))


@app.command()
def plan(
    project: ProjectOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show what `kj build` would do, and why."""
    from kj_assets.console import show_plan
    from kj_assets.dagster_kit.plan import make_plan
    from kj_assets.dagster_kit.storage import read_stored_records

    place = _open(project)
    declared = read_declarations(place)
    assets = declare_assets(place, declared)
    made = make_plan(assets, read_stored_records(place.build), place.build)
    unfit = {
        wave.id: declared.models.missing_items(wave.items_asked(declared.codebook))
        for wave in declared.fielded
    }
    if as_json:
        steps = [{"asset": "/".join(s.key), "reasons": list(s.reasons)} for s in made.steps]
        typer.echo(json.dumps({"steps": steps, "kept": ["/".join(k) for k in made.kept]}, indent=1))
    else:
        show_plan(made, unfit, console)


@app.command()
def dev(
    project: ProjectOption = None,
    port: Annotated[int, typer.Option(help="Port of the Dagster UI.")] = 3000,
    host: Annotated[str, typer.Option(help="Address the UI listens on.")] = "127.0.0.1",
) -> None:
    """Start the Dagster UI, with schedule, sensors and pictures. Ctrl-C ends it."""
    from kj_assets.dagster_kit.develop import close_abandoned_runs, start_dagster
    from kj_assets.dagster_kit.site import serve_site, site_url

    place = _open(project)
    closed = close_abandoned_runs(place.build)
    if closed:
        console.print(f"{closed} runs left over from an earlier stop were closed.")
    try:
        serve_site(place.build)
    except OSError as error:
        console.print(f"Pictures will not show in the UI: {site_url('')} is taken ({error}).")
    console.print(f"Dagster UI   http://{host}:{port}")
    console.print(f"Briefing     {site_url('site/index.html')}")
    raise typer.Exit(start_dagster(place.root, host, port))


@app.command("open")
def open_site(project: ProjectOption = None) -> None:
    """Open the briefing in the browser."""
    page = Project.at(project).site / "index.html"
    if not page.exists():
        console.print(f"{page} is not there yet: run [bold]kj build[/] first.")
        raise typer.Exit(1)
    console.print(str(page))
    webbrowser.open(page.as_uri())


@app.command("reconstruct")
def reconstruct_wave(
    wave: Annotated[str, typer.Argument(help="The wave, such as 2025.")],
    project: ProjectOption = None,
) -> None:
    """Draw a wave's respondents to meet published figures, for want of the microdata.

    Reads data/waves/WAVE/reconstruction.yaml, writes the survey file that wave.yaml names and
    pins its sha256 there. Refused where the wave's provenance is not **reconstructed**.
    """
    from kj_assets.console import show_reconstruction
    from kj_assets.reconstruction import reconstruct

    show_reconstruction(reconstruct(_open(project), wave), console)


@app.command()
def schemas(project: ProjectOption = None) -> None:
    """Write the JSON Schemas of the YAML files into docs/schemas/, for editors."""
    from kj_assets.schemas import write_schemas

    for path in write_schemas(Project.at(project).root / "docs" / "schemas"):
        console.print(str(path))


def _open(folder: Path | None) -> Project:
    """The project, with the environment set so that Dagster finds it as well."""
    from kj_assets.dagster_kit.develop import prepare_home

    place = Project.at(folder)
    if not place.codebook.exists():
        console.print(
            f"{place.root} is no project folder: it has no data/codebook.yaml. "
            "Go to one, or name it with [bold]--project[/]."
        )
        raise typer.Exit(2)
    os.environ[PROJECT_VARIABLE] = str(place.root)
    prepare_home(place.dagster_home)
    return place
