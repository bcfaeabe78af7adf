"""The `kj` command: what people type. Each command is a few lines over the package."""

from __future__ import annotations

import os
import webbrowser
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.markup import escape

from kj_assets.commands import release, store, wave
from kj_assets.commands.building import build, plan
from kj_assets.commands.health import doctor
from kj_assets.commands.keeping import backup, restore
from kj_assets.commands.opening import ProjectOption, console, open_project
from kj_assets.commands.removing import prune
from kj_assets.errors import TrackerError
from kj_assets.machine import explain_refusal
from kj_assets.project import Project
from kj_assets.terminal import Terminal

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Korea–Japan opinion tracker: from survey files to estimates, figures and a briefing.\n\n"
    "Start with **kj build**, look at it with **kj open** or **kj dev**.",
)
app.add_typer(wave.app, name="wave")
app.add_typer(store.app, name="store")
app.command("release")(release.release)
app.command("diff")(release.diff)


def main() -> None:
    """Run the command; a coded mistake is a message, not a traceback."""
    try:
        app()
    except TrackerError as error:
        _tell(error)
    except OSError as error:
        _tell(explain_refusal(error))


def _tell(error: TrackerError) -> NoReturn:
    said = f"[bold red]{error.code}[/] {escape(error.message)}"
    Terminal(stderr=True).print(said, highlight=False, soft_wrap=True)
    raise SystemExit(2) from None


app.command()(build)
app.command()(plan)
app.command()(prune)
app.command()(backup)
app.command()(restore)
app.command()(doctor)


@app.command()
def dev(
    project: ProjectOption = None,
    port: Annotated[int, typer.Option(help="Port of the Dagster UI.")] = 3000,
    host: Annotated[str, typer.Option(help="Address the UI listens on.")] = "127.0.0.1",
) -> None:
    """Start the Dagster UI, with schedule, sensors and pictures. Ctrl-C ends it."""
    from kj_assets.dagster_kit.develop import close_abandoned_runs, start_dagster
    from kj_assets.dagster_kit.site import PORT_VARIABLE, serve_site, site_url

    place = open_project(project)
    closed = close_abandoned_runs(place.build, place.dagster_home)
    if closed:
        console.print(f"{closed} runs left over from an earlier stop were closed.")
    os.environ[PORT_VARIABLE] = str(serve_site(place.build).server_port)
    console.tell(f"Dagster UI   http://{host}:{port}")
    console.print(f"Briefing     {site_url('site/index.html')}")
    raise typer.Exit(start_dagster(place.root, host, port))


@app.command("open")
def open_site(project: ProjectOption = None) -> None:
    """Open the briefing in the browser."""
    page = Project.at(project).site / "index.html"
    if not page.exists():
        console.tell(f"{page} is not there yet: run kj build first.")
        raise typer.Exit(1)
    console.tell(str(page))
    webbrowser.open(page.as_uri())


@app.command("reconstruct")
def reconstruct_wave(
    which: Annotated[str, typer.Argument(metavar="WAVE", help="The wave, such as 2025.")],
    project: ProjectOption = None,
    waves: Annotated[
        Path | None, typer.Option(help="Folder of waves to look in; default: data/waves.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="File to write, .csv or .sav (with labels); default: the wave's own."),
    ] = None,
) -> None:
    """Draw a wave's respondents to meet published figures, for want of the microdata.

    Reads data/waves/WAVE/reconstruction.yaml, writes the survey file that wave.yaml names and
    pins its sha256 there. Refused where the wave's provenance is not **reconstructed**.
    With --waves and --out it makes a file to practise with: see docs/adding-a-wave.md.
    """
    from kj_assets.console import show_reconstruction
    from kj_assets.reconstruction import reconstruct

    show_reconstruction(reconstruct(open_project(project), which, waves=waves, out=out), console)


@app.command()
def schemas(project: ProjectOption = None) -> None:
    """Write the JSON Schemas of the YAML files into docs/schemas/, for editors."""
    from kj_assets.schemas import write_schemas

    for path in write_schemas(Project.at(project).root / "docs" / "schemas"):
        console.tell(str(path))
