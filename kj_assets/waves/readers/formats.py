"""Which format a file is of: its bytes say, and its name only where they do not.

Here: signatures. Not here: reading any format.
"""

from __future__ import annotations

from pathlib import Path
from zipfile import BadZipFile, ZipFile

from kj_assets.errors import FileError
from kj_assets.waves.wave_declaration import SurveyFile

SIGNATURES = {b"$FL2": "sav", b"$FL3": "sav", b"<stata_dta>": "dta", b"PAR1": "parquet"}
# Stata 4 to 12: the release, the order of bytes, and a one.
OLD_STATA = {bytes([release, order, 1]) for release in range(104, 116) for order in (1, 2)}
ZIP = b"PK\x03\x04"
KNOWN = ("csv", "xlsx", "sav", "dta", "parquet")
NAMES = {"zsav": "sav"}
# What agencies send, and web servers in place of a file; none is read.
OTHERS = {
    b"\xd0\xcf\x11\xe0": "an old Excel workbook (.xls): save it as .xlsx",
    b"ASCII SPSS PORT FILE": "a portable SPSS file (.por): save it as .sav",
    b"HEADER RECORD*******": "a SAS transport file: export it as .sav or .csv",
    b"\0" * 12 + b"\xc2\xea\x81\x60": "a SAS data set (.sas7bdat): export it as .sav or .csv",
    b"\x1f\x8b": "packed with gzip: unpack it",
    b"7z\xbc\xaf": "a 7-Zip archive: unpack it",
    b"Rar!": "a RAR archive: unpack it",
    b"%PDF": "a PDF document: ask for the data themselves",
}
PAGES = (b"<!doctype html", b"<html", b"<?xml", b"<table")


def find_format(path: Path, declaration: SurveyFile) -> str:
    """The format of a file; that of its name where it is not there or has no signature.

    Raises:
        FileError: F007 no format that is read, or its bytes are of another than was declared.
    """
    named = path.suffix.lower().removeprefix(".")
    told = declaration.format or NAMES.get(named, named)
    start = _read_start(path)
    signed = _find_signature(path, start)
    if signed and declaration.format not in (None, signed):
        raise FileError(
            "F007",
            f"{path}: file.format says {told}, but its bytes are of a file of format {signed}. "
            "Correct file.format, or leave it out.",
        )
    refused = next((what for mark, what in OTHERS.items() if start.startswith(mark)), None)
    if not signed and start.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(PAGES):
        refused = "a web page: log in, and fetch the file itself again"
    if refused or (signed or told) not in KNOWN:
        what = f"is {refused}" if refused else f"unknown format {told!r}"
        raise FileError("F007", f"{path}: {what}; name one of {list(KNOWN)} in file.format")
    return signed or told


def _read_start(path: Path) -> bytes:
    if not path.is_file():
        return b""
    with path.open("rb") as stream:
        return stream.read(4096)


def _find_signature(path: Path, start: bytes) -> str | None:
    if start[:3] in OLD_STATA:
        return "dta"
    if start.startswith(ZIP):
        return _look_into(path)
    return next((kind for mark, kind in SIGNATURES.items() if start.startswith(mark)), None)


def _look_into(path: Path) -> str | None:
    try:
        with ZipFile(path) as archive:
            names = archive.namelist()
    except (BadZipFile, OSError, ValueError):
        return None
    if any(name.startswith("xl/") and name.endswith(".xml") for name in names):
        return "xlsx"
    if "mimetype" in names:
        told = "an OpenDocument file (.ods): save it as .xlsx"
    elif any(name.endswith(".bin") and name.startswith("xl/") for name in names):
        told = "a binary workbook (.xlsb): save it as .xlsx"
    else:
        told = f"an archive of {len(names)} files: unpack it"
    raise FileError("F007", f"{path}: is {told}; name one of {list(KNOWN)} in file.format")
