"""The folder of the next release, made anew with every build, and the page that offers it.

Here: gathering tables, figures and descriptions below ``site/downloads/``. Not here: how each
file is written, keeping a release (`keeping.py`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from kj_assets.dagster_kit.asset import Key, Product
from kj_assets.figure.wording import LANGUAGES
from kj_assets.publish.closing.rule import CLOSED_COLUMNS
from kj_assets.publish.release.citation import write_citation
from kj_assets.publish.release.datapackage import PublicTable, write_datapackage
from kj_assets.publish.release.ddi import write_ddi
from kj_assets.publish.release.declaration import ReleaseDeclaration
from kj_assets.publish.release.left_out import tell_left_out
from kj_assets.publish.release.public import write_csv, write_parquet
from kj_assets.publish.site.downloads import face_of_downloads
from kj_assets.publish.site.pages import as_pages
from kj_assets.publish.site.provenances import Provenances
from kj_assets.publish.site.shell import render_page
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.declarations import Text
from kj_assets.waves.registry import Wave

FOLDER = "downloads/"
PAGE = FOLDER + "index.html"
SUMS = "SHA256SUMS"
IDENTIFIER = "respondent_id"


@dataclass(frozen=True)
class Offered:
    """A table of the release: its name there, its place in the store, what it holds."""

    name: str
    key: Key
    label: Text
    columns: Mapping[str, str]


def publish_release(
    codebook: Codebook,
    release: ReleaseDeclaration,
    waves: tuple[Wave, ...],
    asked: Mapping[str, tuple[str, ...]],
    offered: tuple[Offered, ...],
    figures: tuple[str, ...],
    provenances: Provenances,
    **tables: pd.DataFrame,
) -> Product:
    """Everything a release holds, as files, with the page that lists them.

    Args:
        codebook: wordings and levels, for the descriptions of the waves.
        release: version, licence, authors, small cells.
        waves: the fielded waves, without their files.
        asked: the items each of them asked, by the wave's id.
        offered: the public tables.
        figures: names of figures.
        provenances: whose answers stand behind it.
        tables: the offered tables, small cells closed, and figures by name; and
            ``<wave>_respondents`` and ``<wave>_weights`` of each wave whose licence allows it.
    """
    public = tuple(
        PublicTable(one.name, tables[one.name], one.label.en, {**CLOSED_COLUMNS, **one.columns})
        for one in offered
    ) + tuple(_respondents(wave, tables) for wave in waves if wave.publishes_respondents)
    files = {f"{table.name}.csv": write_csv(table.frame) for table in public}
    files |= {f"{table.name}.parquet": write_parquet(table.frame) for table in public}
    for wave in waves:
        shares = next(t.frame for t in public if t.name == f"{wave.schema}_toplines")
        files[f"ddi/{wave.schema}.xml"] = write_ddi(wave, codebook, asked[wave.id], shares)
    for name in figures:
        files |= _draw_files(name, tables[name])
    title, notice = codebook.title.en, provenances.text("en")
    told = " ".join(t for t in (notice, tell_left_out(waves, release.small_cells, "en")) if t)
    files["datapackage.json"] = write_datapackage(title, told, release, public, files)
    files["CITATION.cff"] = write_citation(title, notice, release)
    files[SUMS] = _write_sums(files)
    findings = {
        (f"figures/{name}.{row.language}.png", row.language): str(row.title)
        for name in figures
        for row in tables[name].itertuples(index=False)
    }
    faces = [
        face_of_downloads(
            public,
            offered,
            files,
            {path: title for (path, told), title in findings.items() if told == language},
            release,
            tell_left_out(waves, release.small_cells, language),
            codebook,
            language,
        )
        for language in LANGUAGES
    ]
    page = render_page("downloads.html", PAGE, faces, provenances=provenances)
    return as_pages({FOLDER + path: data for path, data in files.items()} | {PAGE: page})


def _respondents(wave: Wave, tables: Mapping[str, pd.DataFrame]) -> PublicTable:
    """A wave's respondents without their identifiers, where its licence lets them out."""
    answers, weights = (tables[f"{wave.schema}_{part}"] for part in ("respondents", "weights"))
    frame = answers.merge(weights, on=IDENTIFIER, validate="one_to_one").drop(columns=IDENTIFIER)
    licence = wave.declaration.licence
    what = f"Respondents of wave {wave.id} ({wave.declaration.provenance}), licence {licence}"
    return PublicTable(f"{wave.schema}_respondents", frame, what, {})


def _draw_files(name: str, rows: pd.DataFrame) -> dict[str, bytes]:
    """A figure's pictures as they were drawn, one a language."""
    return {
        f"figures/{name}.{row.language}.png": bytes(row.png) for row in rows.itertuples(index=False)
    }


def _write_sums(files: Mapping[str, bytes]) -> bytes:
    """Hashes as ``sha256sum --check`` reads them."""
    lines = (f"{hashlib.sha256(files[path]).hexdigest()}  {path}\n" for path in sorted(files))
    return "".join(lines).encode()
