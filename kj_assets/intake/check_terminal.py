"""The check as a page in the terminal. Not here: the HTML page (`check_page.py`)."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from kj_assets.figure.wording import Language
from kj_assets.intake.findings import FindingTable, Section, Status, WaveCheck, in_language
from kj_assets.intake.words import say

MARKS: dict[Status, str] = {
    "blocks": "[bold red]✗[/]",
    "look": "[bold yellow]![/]",
    "fine": "[green]✓[/]",
    "unseen": "[dim]–[/]",
}


def show_check(check: WaveCheck, language: Language, console: Console) -> None:
    """Print every section with its status in words and marks, then whether it may be built."""
    console.print(f"[bold]{escape(say('title', language, {'wave': check.wave}))}[/]  ", end="")
    console.print(escape(check.title.in_language(language)), highlight=False)
    if check.is_reconstructed:
        console.print(f"[bold yellow]{say('reconstructed', language)}[/]")
    told = say("against" if check.like else "alone", language, {"last": check.like})
    console.print(escape(told), highlight=False)
    for section in check.sections:
        console.print()
        _show_section(section, language, console)
    console.print()
    if check.count("look"):
        looks = {"n": str(check.count("look"))}
        console.print(say("to_look_at", language, looks), highlight=False)
    verdict = "may_not_be_built" if check.blocks else "may_be_built"
    console.print(f"[bold]{say(verdict, language)}[/]", highlight=False)


def _show_section(section: Section, language: Language, console: Console) -> None:
    status = section.status
    heading = say(section.key, language)
    console.print(f"{MARKS[status]} [bold]{heading}[/]  {say(status, language)}", highlight=False)
    if section.unseen:
        console.print(Padding(say(section.unseen, language), (0, 0, 0, 2)))
    for finding in section.findings:
        sentence = escape(say(finding.key, language, finding.values))
        console.print(Padding(sentence, (0, 0, 0, 2)), highlight=False)
        for line in finding.lines:
            console.print(Padding(escape(line), (0, 0, 0, 4)), highlight=False)
    if section.table:
        how = escape(say(section.key + "_how", language, section.values))
        console.print(Padding(how, (0, 0, 0, 2)), style="dim", highlight=False)
        console.print(Padding(_make_table(section.table, language), (0, 0, 0, 2)))


def _make_table(view: FindingTable, language: Language) -> Table:
    headers = [say(header, language) for header in view.headers]
    table = Table(*headers, box=None, header_style="dim", pad_edge=False)
    for row in view.rows:
        table.add_row(*(escape(in_language(cell, language)) for cell in row))
    return table
