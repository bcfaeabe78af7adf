"""The page of downloads: the tables of the release, and what describes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kj_assets.figure.wording import Language, count
from kj_assets.publish.briefing.phrases import say
from kj_assets.publish.briefing.tables import Cell, TableView
from kj_assets.publish.release.declaration import ReleaseDeclaration
from kj_assets.waves.codebook import Codebook

if TYPE_CHECKING:
    from kj_assets.publish.release.datapackage import PublicTable
    from kj_assets.publish.release.folder import Offered

# The words for a file, by how its path begins.
DESCRIBED = {
    "datapackage.json": "file_datapackage",
    "CITATION.cff": "file_citation",
    "SHA256SUMS": "file_sums",
    "ddi/": "file_ddi",
}
FIGURES = "figures/"


@dataclass(frozen=True)
class DownloadsFace:
    """The page of downloads in one language."""

    language: Language
    title: str
    heading: str
    lead: str
    licence: str
    licence_path: str
    tables: TableView
    files: TableView


def face_of_downloads(
    public: tuple[PublicTable, ...],
    offered: tuple[Offered, ...],
    files: Mapping[str, bytes],
    findings: Mapping[str, str],
    release: ReleaseDeclaration,
    left_out: str,
    codebook: Codebook,
    language: Language,
) -> DownloadsFace:
    """What can be fetched, with how many rows and how many bytes.

    ``findings`` are titles of figures in this language by their path; those in the other language
    are offered there. ``left_out`` says which numbers are not.
    """
    labels = {one.name: one.label.in_language(language) for one in offered}
    return DownloadsFace(
        language,
        codebook.title.in_language(language),
        say("downloads", language),
        f"{say('downloads_lead', language, version=release.version)} {left_out}",
        release.licence.title if release.licence else "",
        release.licence.path if release.licence else "",
        TableView(
            tuple(say(f"head_{head}", language) for head in ("what", "rows", "csv", "parquet")),
            tuple(
                (
                    Cell(labels.get(table.name) or _describe_respondents(table.name, language)),
                    Cell(count(len(table.frame)), is_number=True),
                    Cell("CSV", link=f"{table.name}.csv"),
                    Cell("Parquet", link=f"{table.name}.parquet"),
                )
                for table in public
            ),
        ),
        TableView(
            tuple(say(f"head_{head}", language) for head in ("what", "size", "file")),
            tuple(
                (
                    Cell(findings.get(path) or _describe(path, language)),
                    Cell(f"{max(1, round(len(data) / 1024)):,} kB", is_number=True),
                    Cell("PNG" if path.endswith(".png") else path.split("/")[-1], link=path),
                )
                for path, data in files.items()
                if not path.endswith((".csv", ".parquet"))
                and (path in findings or not path.startswith(FIGURES))
            ),
        ),
    )


def _describe(path: str, language: Language) -> str:
    key = next(key for start, key in DESCRIBED.items() if path.startswith(start))
    return say(key, language, wave=path.split("/")[-1].removeprefix("wave_").split(".")[0])


def _describe_respondents(name: str, language: Language) -> str:
    wave = name.removeprefix("wave_").removesuffix("_respondents")
    return say("respondents", language, wave=wave)
