"""The page `kj wave add` shows: what matched, what changed, what is left to decide.

Here: the terminal. Not here: finding any of it (`news.py`).
"""

from __future__ import annotations

from rich.markup import escape
from rich.table import Column, Table

from kj_assets.intake.add import AddedWave
from kj_assets.intake.asking import tell_code, tell_gone
from kj_assets.intake.keeping_out import NAME
from kj_assets.intake.news import Change, Intake, ItemNews
from kj_assets.intake.yaml_text import comment
from kj_assets.terminal import Terminal
from kj_assets.waves.undecided import count_marks

MARKS_SHOWN = 10
CHANGES: dict[Change, str] = {
    "new": "new",
    "gone": "gone",
    "not_asked": "not asked",
    "reworded": "re-worded",
    "rescaled": "re-scaled",
    "recoded": "re-coded",
    "relabelled": "answers to place",
}


def tell_added(added: AddedWave, console: Terminal) -> None:
    """Print everything that was understood, and what to do next."""
    intake = added.intake
    _show_items(intake, console)
    for change in ("recoded", "reworded", "rescaled", "relabelled", "gone", "new"):
        _show_changes(intake, change, console)
    named = {*added.facts.id_columns[:1], *added.facts.weight_columns[:1]}
    others = [comment(column.name) for column in intake.others if column.name not in named]
    if others:
        names = ", ".join(others)
        console.print(f"[bold]Columns that are no item[/]  {escape(names)}\n")
    _show_left_out(added, console)
    for remark in intake.arrival.remarks:
        console.print(f"[bold yellow]Note[/] {escape(remark)}", highlight=False, soft_wrap=True)
    _show_marks(added, console)
    _tell_next(added, console)


def _show_items(intake: Intake, console: Terminal) -> None:
    table = Table(
        # Names stay whole, to be found in the draft.
        Column("item", no_wrap=True),
        Column("column", overflow="fold"),
        *("score", "text", "labels", "since " + intake.like),
        box=None,
        header_style="bold",
        pad_edge=False,
    )
    for news in intake.items:
        if news.match.column is None and news.changes == ("not_asked",):
            continue
        column, likeness = news.match.column, news.match.likeness
        scores = (likeness.score, likeness.text, likeness.labels) if column else (None,) * 3
        table.add_row(
            news.key,
            escape(comment(column.name)) if column else "–",
            *("" if score is None else f"{score:.0f}" for score in scores),
            ", ".join(CHANGES[change] for change in news.changes) or "as before",
        )
    console.print(table)
    console.print()


def _show_changes(intake: Intake, change: Change, console: Terminal) -> None:
    changed = intake.having(change)
    if changed:
        console.print(f"[bold]{CHANGES[change].capitalize()}[/]")
        for news in changed:
            console.print(f"  {news.key}: {escape(_tell(news, change))}", highlight=False)
        console.print()


def _tell(news: ItemNews, change: Change) -> str:
    if change == "recoded":
        told = [f"{comment(old)} → {comment(new)} {what}" for what, old, new in news.recoded]
        return ", ".join(told)
    if change == "reworded":
        return comment(news.match.column.question or "") if news.match.column else ""
    if change == "rescaled":
        lost = ["its neutral middle is gone"] * news.lost_midpoint
        lost += [f"not offered: {', '.join(news.lost)}"] if news.lost else []
        return "; ".join([*lost, *_tell_unplaced(news)])
    if change == "relabelled":
        return "; ".join([*_tell_unplaced(news), f"levels not found: {', '.join(news.lost)}"])
    if change == "gone":
        return tell_gone(news)
    return "not asked before, or not taken in"


def _tell_unplaced(news: ItemNews) -> list[str]:
    """Codes without a meaning, with their labels, by what is doubtful about them."""
    codes: dict[str, list[str]] = {}
    for one in news.unplaced:
        codes.setdefault(one.doubt, []).append(tell_code(one))
    return [f"{', '.join(found)}: {doubt}" for doubt, found in codes.items()]


def _show_marks(added: AddedWave, console: Terminal) -> None:
    """The first questions; where there are many, the rest by count and lines."""
    for mark in added.undecided[:MARKS_SHOWN]:
        console.print(
            f"[bold yellow]TODO[/] {added.folder.name}/wave.yaml:{mark.line} "
            f"[bold]{escape(mark.place)}[/] {escape(mark.question)}",
            highlight=False,
            soft_wrap=True,
        )
    if rest := added.undecided[MARKS_SHOWN:]:
        console.print(
            f"[bold yellow]TODO[/] and {len(rest)} more: {escape(count_marks(rest))}",
            highlight=False,
            soft_wrap=True,
        )


def _show_left_out(added: AddedWave, console: Terminal) -> None:
    if added.carried.left_out:
        console.print(f"[bold]Left out of what {added.intake.like} declares[/]")
        for left in added.carried.left_out:
            console.print(f"  {left.place}: {escape(comment(left.why))}", highlight=False)
        console.print()


def _tell_next(added: AddedWave, console: Terminal) -> None:
    console.print()
    for name, what in (
        ("File", added.folder / added.intake.arrival.path.name),
        ("sha256", added.intake.arrival.sha256),
        ("Draft", added.folder / "wave.yaml"),
    ):
        console.tell(f"{name:<8}{what}")
    console.print(
        f"Git     {added.folder.parent / NAME} keeps the file out of it, unless its licence lets "
        "it in and a line there says so.",
        highlight=False,
        soft_wrap=True,
    )
    left = len(added.undecided)
    first = f"decide the {left} lines marked TODO in the draft, then " if left else ""
    console.print(
        f"Next: {first}run [bold]kj wave check {added.wave}[/]. "
        "Until the last mark is gone the wave is not built; the others are."
    )
