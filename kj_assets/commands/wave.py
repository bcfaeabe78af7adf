"""`kj wave`: registering, looking at and taking away waves. Each command is a few lines."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from kj_assets.commands import removing
from kj_assets.commands.opening import ProjectOption, console, open_project

app = typer.Typer(no_args_is_help=True, help="Add a wave, check it, list what is there.")
DAY = ["%Y-%m-%d"]


@app.command("add")
def add_wave(
    file: Annotated[
        list[Path],
        typer.Argument(help="The survey file or files: .csv .xlsx .sav .zsav .dta .parquet."),
    ],
    wave: Annotated[str, typer.Option(help="Name of the new wave, such as 2026.")],
    like: Annotated[
        str | None, typer.Option(help="The wave it is like; default: the latest before it.")
    ] = None,
    waves: Annotated[
        Path | None, typer.Option(help="Folder to put the wave into; default: data/waves.")
    ] = None,
    start: Annotated[
        datetime | None, typer.Option(formats=DAY, help="First day of fieldwork.")
    ] = None,
    end: Annotated[
        datetime | None, typer.Option(formats=DAY, help="Last day of fieldwork.")
    ] = None,
    n: Annotated[int | None, typer.Option(help="Respondents by the fieldwork report.")] = None,
    mode: Annotated[
        Literal["face-to-face", "telephone", "web", "mixed"] | None, typer.Option(help="Mode.")
    ] = None,
    agency: Annotated[str | None, typer.Option(help="Who did the fieldwork.")] = None,
    provenance: Annotated[
        Literal["microdata", "reconstructed"] | None, typer.Option(help="Real respondents, or not.")
    ] = None,
    weight: Annotated[str | None, typer.Option(help="Column with the weight.")] = None,
    respondent_id: Annotated[str | None, typer.Option("--id", help="Column with the id.")] = None,
    population: Annotated[
        Literal["korea", "japan", "united_states"] | None, typer.Option(help="Who was asked.")
    ] = None,
    time_zone: Annotated[
        str | None,
        typer.Option(help="Of its days, where the file's times name others, as Asia/Seoul."),
    ] = None,
    combine: Annotated[
        Literal["rows", "columns"] | None,
        typer.Option(help="Of several files; default: rows if their columns are the same."),
    ] = None,
    file_format: Annotated[
        Literal["csv", "xlsx", "sav", "dta", "parquet"] | None,
        typer.Option("--format", help="If neither its bytes nor its name tell."),
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(help="Of its texts, such as cp949 or cp932, if not found.")
    ] = None,
    undecodable: Annotated[
        Literal["refuse", "mark"] | None,
        typer.Option(help="Letters that are broken in the file; default: refuse."),
    ] = None,
    delimiter: Annotated[
        str | None, typer.Option(help="Of a text file, if no comma; \\t is a tab.")
    ] = None,
    sheet: Annotated[str | None, typer.Option(help="Of a workbook with several.")] = None,
    project: ProjectOption = None,
) -> None:
    """Take in a file: copy it into the wave's folder and draft its wave.yaml like another wave's.

    Columns are matched by name, question text and value labels, Korean or English. What is new,
    gone, re-coded, re-worded or re-scaled is listed; what a person must decide is marked TODO in
    the draft, and the wave is not built before. Nothing is overwritten.
    """
    from kj_assets.graph import read_declarations
    from kj_assets.intake.add import add_wave as add
    from kj_assets.intake.add import choose_like
    from kj_assets.intake.facts import Told
    from kj_assets.intake.telling import tell_added
    from kj_assets.waves.declarations import Text
    from kj_assets.waves.wave_declaration import OWN_POPULATION

    place = open_project(project)
    declared = read_declarations(place)
    told = Told(
        start=start.date() if start else None,
        end=end.date() if end else None,
        n=n,
        mode=mode,
        agency=Text(en=agency, ko=agency) if agency else None,
        provenance=provenance,
        weight=weight,
        respondent_id=respondent_id,
        population=population,
        time_zone=time_zone,
    )
    reading: dict[str, str | None] = {
        "format": file_format,
        "encoding": encoding,
        "undecodable": undecodable,
        "delimiter": delimiter,
        "sheet": sheet,
    }
    folder = waves or place.waves
    chosen = choose_like(declared.waves, wave, like, folder, population or OWN_POPULATION)
    today = date.today()
    added = add(file, wave, chosen, declared.codebook, folder, told, combine, today, **reading)
    tell_added(added, console)


@app.command("check")
def check_wave(
    which: Annotated[str, typer.Argument(metavar="WAVE", help="The wave, such as 2026.")],
    like: Annotated[
        str | None, typer.Option(help="The wave to compare with; default: the latest before it.")
    ] = None,
    html: Annotated[
        Path | None, typer.Option(help="Write the page, in both languages, to this file as well.")
    ] = None,
    language: Annotated[Literal["en", "ko"], typer.Option(help="Of the terminal page.")] = "en",
    project: ProjectOption = None,
) -> None:
    """Try a wave up to the gate and its weights, and compare it with another; build nothing.

    Looks at decisions left, n, unmapped codes, unused mappings, labels, the gate, duplicated
    respondents, straight-lining, weights, missing shares and distributions that moved more than
    chance allows. Ends with 1 if anything keeps the wave from being built, else with 0.
    """
    from kj_assets.graph import read_declarations
    from kj_assets.intake.check import check_wave as check
    from kj_assets.intake.check_page import build_check_page
    from kj_assets.intake.check_terminal import show_check

    place = open_project(project)
    declared = read_declarations(place)
    with console.status(Text(f"Trying wave {which}")):
        found = check(
            which, declared.waves, declared.codebook, place.population, like, date.today()
        )
    show_check(found, language, console)
    if html:
        html.write_text(build_check_page(found), encoding="utf-8")
        console.tell(f"Page      {html}")
    raise typer.Exit(1 if found.blocks else 0)


app.command("remove")(removing.remove_wave)


@app.command("list")
def list_waves(project: ProjectOption = None) -> None:
    """List the registered waves: status, fieldwork, n, provenance and file."""
    from kj_assets.graph import read_declarations
    from kj_assets.waves.wave_declaration import OWN_POPULATION, POPULATION_LABELS

    table = Table(
        *("wave", "status", "fieldwork", "mode", "n", "provenance", "file"),
        box=None,
        header_style="bold",
        pad_edge=False,
    )
    for wave in read_declarations(open_project(project)).waves:
        told = wave.declaration
        of = POPULATION_LABELS[told.population].en
        dates = (told.fieldwork.start, told.fieldwork.end)
        table.add_row(
            wave.id if told.population == OWN_POPULATION else f"{wave.id} ({of})",
            f"{len(wave.undecided)} to decide" if wave.undecided else told.status,
            " to ".join(str(day) for day in dates if day),
            told.fieldwork.mode,
            f"{told.n:,}" if told.n else "",
            told.provenance,
            escape(", ".join(part.path for part in told.parts)),
        )
    console.print(table)
