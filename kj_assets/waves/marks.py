"""What a file says of itself: that its respondents were drawn, and are evidence of nothing.

Here: the marks that a drawn file carries, and refusing a wave that declares one as microdata. Not
here: writing such a file (`reconstruct/`), reading one (`sources.py`).
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

from kj_assets.errors import DeclarationError
from kj_assets.waves.declarations import find_line
from kj_assets.waves.wave_declaration import WaveDeclaration

# In the label of a file that can have one (64 bytes at most).
RECONSTRUCTED_NOTE = "RECONSTRUCTED respondents, evidence of nothing"
# And a column of that name, which outlives the file's format: every row of it says 1.
RECONSTRUCTED_COLUMN = "RECONSTRUCTED_RESPONDENT"
# Drawn files that were handed out before they had such a column.
KNOWN_DRAWN = frozenset({"1202bc6c0fd51b098aae4608368ac4d7f13ef50c2f88d5c7d4225213187c28c2"})
# Names of columns stand at the head of a file, or at its foot.
SEARCHED = 1 << 20


def check_provenance(wave: str, declared: WaveDeclaration, folder: Path) -> None:
    """Refuse microdata whose file says that its respondents were drawn (F107)."""
    if declared.provenance != "microdata":
        return
    for part in declared.parts:
        path = folder / part.path
        if part.sha256 in KNOWN_DRAWN or says_reconstructed(path):
            where = f"{folder / 'wave.yaml'}:{find_line(folder / 'wave.yaml', ('provenance',))}"
            raise DeclarationError(
                "F107",
                f"{where}: provenance: wave {wave} is declared as microdata, and {path.name} says "
                "of itself that its respondents are reconstructed. Write provenance: "
                "reconstructed, or put the institute's file in its place.",
            )


def says_reconstructed(path: Path) -> bool:
    """Whether a file has one of the marks; one that is not there has none.

    The marks are plain letters, which every format keeps as they are, but for a workbook's zip.
    """
    marks = [mark.encode() for mark in (RECONSTRUCTED_NOTE, RECONSTRUCTED_COLUMN)]
    return any(
        mark.lower() in content.replace(b"\0", b"").lower()
        for content in _read_ends(path)
        for mark in marks
    )


def _read_ends(path: Path) -> Iterator[bytes]:
    if not path.is_file():
        return
    if zipfile.is_zipfile(path):
        yield from _read_members(path)
        return
    with path.open("rb") as stream:
        yield stream.read(SEARCHED)
        stream.seek(max(stream.seek(0, 2) - SEARCHED, 0))
        yield stream.read()


def _read_members(path: Path) -> Iterator[bytes]:
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.endswith(".xml"):
                try:
                    with archive.open(name) as member:
                        yield member.read(SEARCHED)
                except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError):
                    # A damaged member is told when the file is read.
                    continue
