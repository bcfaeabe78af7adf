"""The provenance page: which run, code and data made each table of the store.

Here: the page from the store's records, written after a build beside the pages that link to
it. Not here: the records (`dagster_kit/record.py`). It is no asset: a table cannot hold the
record of the run that is still writing it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

from kj_assets.dagster_kit.asset import Key, show_key
from kj_assets.dagster_kit.files import write_files
from kj_assets.dagster_kit.record import Record
from kj_assets.figure.wording import LANGUAGES, Language, count
from kj_assets.publish.briefing.phrases import say
from kj_assets.publish.briefing.tables import Cell, TableView
from kj_assets.publish.site.provenances import Provenances
from kj_assets.publish.site.shell import render_page
from kj_assets.waves.codebook import Codebook

PATH = "provenance.html"
DIGITS = 12
COLUMNS = ("asset", "rows", "data_version", "code_version", "run", "built", "checks")


@dataclass(frozen=True)
class ProvenanceFace:
    """The page in one language."""

    language: Language
    title: str
    heading: str
    table: TableView


def write_provenance_page(
    folder: Path, records: Mapping[Key, Record], codebook: Codebook, provenances: Provenances
) -> dict[str, str]:
    """Write ``site/provenance.html`` below the build folder, whole or not at all; its sha256."""
    faces = [face_of_provenance(records, codebook, language) for language in LANGUAGES]
    page = render_page("provenance.html", PATH, faces, provenances=provenances)
    return write_files(folder, {f"site/{PATH}": page.encode()})


def face_of_provenance(
    records: Mapping[Key, Record], codebook: Codebook, language: Language
) -> ProvenanceFace:
    """One row an asset, in order of their keys."""
    return ProvenanceFace(
        language,
        codebook.title.in_language(language),
        say("provenance_page", language),
        TableView(
            tuple(say(f"head_{name}", language) for name in COLUMNS),
            tuple(_write_record(records[key], language) for key in sorted(records)),
            anchors=tuple(show_key(key) for key in sorted(records)),
        ),
    )


def _write_record(record: Record, language: Language) -> tuple[Cell, ...]:
    passed = sum(bool(check["passed"]) for check in record.checks)
    checks = say("checks_passed", language, passed=count(passed), all=count(len(record.checks)))
    return (
        Cell(show_key(record.key)),
        Cell(count(record.rows), is_number=True),
        Cell(record.data_version[:DIGITS]),
        Cell(record.code_version[:DIGITS]),
        Cell(record.run_id[:8]),
        Cell(record.built_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")),
        Cell(checks if record.checks else "–"),
    )
