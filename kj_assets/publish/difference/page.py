"""The page that tells what changed since the last release, and the asset behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kj_assets.dagster_kit.asset import Product
from kj_assets.figure.wording import LANGUAGES, Language, count, is_known, p_value, percent, points
from kj_assets.model.registry import Models
from kj_assets.publish.briefing.phrases import say
from kj_assets.publish.briefing.tables import Cell, TableView
from kj_assets.publish.difference.compare import compare_releases
from kj_assets.publish.difference.naming import name_number
from kj_assets.publish.difference.reading import KeptRelease
from kj_assets.publish.site.pages import as_pages
from kj_assets.publish.site.provenances import Provenances
from kj_assets.publish.site.shell import render_page
from kj_assets.waves.codebook import Codebook

if TYPE_CHECKING:
    import pandas as pd

PATH = "changes.html"
# Rows of thousands of new numbers would bury the few that were revised.
MOST_SHOWN = 200
ORDER = ("sign", "significance", "estimate", "n", "gone", "new")


@dataclass(frozen=True)
class ChangesFace:
    """The page in one language; without an earlier release there is nothing to compare."""

    language: Language
    title: str
    heading: str
    lead: str
    counts: tuple[str, ...]
    table: TableView | None


def publish_difference(
    codebook: Codebook,
    models: Models,
    earlier: KeptRelease | None,
    provenances: Provenances,
    **tables: pd.DataFrame,
) -> Product:
    """What changed since the last kept release, as a table and a page.

    Args:
        codebook: for the title and for names of answers.
        models: for names of effects.
        earlier: the last release that was kept, if any.
        provenances: whose answers the banner tells of.
        tables: the tables that are compared, small cells closed, by their name in a release.

    Raises:
        ReleaseError: R101, R102 the earlier release cannot be read.
    """
    changes = compare_releases(earlier.read_tables() if earlier else {}, tables)
    faces = [
        face_of_changes(changes, earlier, codebook, models, language) for language in LANGUAGES
    ]
    page = render_page("changes.html", PATH, faces, provenances=provenances)
    written = as_pages({PATH: page})
    numbers = {kind: int((changes["change"] == kind).sum()) for kind in ORDER}
    return Product(changes, files=written.files, numbers=numbers)


def face_of_changes(
    changes: pd.DataFrame,
    earlier: KeptRelease | None,
    codebook: Codebook,
    models: Models,
    language: Language,
) -> ChangesFace:
    """The page in one language; `changes` as `compare_releases` returns them."""
    lead = "changes_lead" if earlier else "changes_first"
    version = earlier.version if earlier else ""
    counted = {kind: int((changes["change"] == kind).sum()) for kind in ORDER}
    seen = [_is_seen(row) for row in changes.to_dict(orient="records")]
    counted["unseen"] = seen.count(False)
    return ChangesFace(
        language,
        codebook.title.in_language(language),
        say("changes_page", language),
        say(lead, language, version=version),
        tuple(say(f"changed_{kind}", language, count=count(n)) for kind, n in counted.items() if n),
        _tabulate(changes[seen], codebook, models, language) if any(seen) else None,
    )


def _is_seen(row: dict[str, Any]) -> bool:
    """Whether a change shows in numbers as they are printed."""
    return _write(row, "before", "en") != _write(row, "after", "en")


def rank_changes(changes: pd.DataFrame) -> pd.DataFrame:
    """Changes with the gravest first, then by what they are about."""
    names = ["table", "wave", "subject", "term", "level"]
    ranks = changes["change"].map(ORDER.index)
    return changes.assign(rank=ranks).sort_values(["rank", *names]).drop(columns="rank")


def _tabulate(
    changes: pd.DataFrame, codebook: Codebook, models: Models, language: Language
) -> TableView:
    return TableView(
        tuple(
            say(f"head_{head}", language)
            for head in ("number", "wave", "change", "before", "after")
        ),
        tuple(
            (
                Cell(name_number(row, codebook, models, language)),
                Cell(row["wave"]),
                Cell(say(f"change_{row['change']}", language)),
                *(
                    Cell(_write(row, side, language), is_number=True)
                    for side in ("before", "after")
                ),
            )
            for row in rank_changes(changes).head(MOST_SHOWN).to_dict(orient="records")
        ),
    )


def _write(row: dict[str, Any], side: str, language: Language) -> str:
    value = row[side]
    if not is_known(value):
        return "–"
    if row["change"] == "n":
        return count(value)
    if row["change"] == "significance":
        return p_value(value)
    return points(value, language) if row["table"] == "effects" else percent(value)
