"""One file that keeps many, with the checksum of each: written whole, unpacked whole or not at all.

A zip file with a list of its files in it. Here: writing, verifying and unpacking. Not here: what
belongs into a back-up (`kj_assets/backup.py`).
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import zipfile
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any

from pydantic import BaseModel, ValidationError

from kj_assets.errors import ArchiveError

LIST = "kj-backup.json"
FORMAT = 1
CHUNK = 2**20
LONGEST_LIST = 64 * CHUNK


class Kept(BaseModel):
    """One file of an archive."""

    sha256: str
    size: int


class Contents(BaseModel):
    """What an archive says is in it, by path."""

    format: int
    made_at: datetime
    files: dict[str, Kept]


def write_archive(target: Path, files: Mapping[str, Path]) -> Contents:
    """Write files into a new archive under the names given; it gets its name when it is whole.

    Raises:
        ArchiveError: A003 a file changed while it was read; A004 the target is there already.
    """
    if target.exists():
        raise ArchiveError("A004", f"{target} is there already: give another name")
    target.parent.mkdir(parents=True, exist_ok=True)
    incoming = target.with_name(f".{target.name}.incoming")
    contents = Contents(format=FORMAT, made_at=datetime.now(UTC), files={})
    try:
        # It holds respondents: for its owner's eyes.
        descriptor = os.open(incoming, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w+b") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                for name, path in files.items():
                    contents.files[name] = _take(archive, name, path)
                archive.writestr(LIST, contents.model_dump_json(indent=1))
            file.flush()
            os.fsync(file.fileno())
        incoming.rename(target)
    finally:
        incoming.unlink(missing_ok=True)
    return contents


def _take(archive: zipfile.ZipFile, name: str, path: Path) -> Kept:
    before = path.stat()
    with path.open("rb") as source, archive.open(name, "w", force_zip64=True) as member:
        kept = _copy(source, member)
    after = path.stat()
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise ArchiveError("A003", f"{path} changed while it was read: back up again")
    return kept


def _copy(source: IO[bytes], target: IO[bytes], at_most: int | None = None) -> Kept:
    digest, size = hashlib.sha256(), 0
    while chunk := source.read(CHUNK):
        size += len(chunk)
        if at_most is not None and size > at_most:
            break
        digest.update(chunk)
        target.write(chunk)
    return Kept(sha256=digest.hexdigest(), size=size)


def unpack(file: Path, folder: Path) -> Contents:
    """Unpack an archive into a new folder; nothing is left of it where anything is wrong.

    Raises:
        ArchiveError: A001 it is no archive of ours, damaged, incomplete or names a file outside;
            A005 there is no room, or no permission.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            contents = _read_list(archive)
            for name, kept in contents.files.items():
                _unpack_file(archive, name, kept, folder)
    except (zipfile.BadZipFile, KeyError, EOFError, zlib.error, NotImplementedError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise ArchiveError("A001", f"{file} is damaged or no back-up: {error}") from error
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise ArchiveError("A005", f"{file} cannot be unpacked: {error}") from error
    except ArchiveError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise ArchiveError(error.code, f"{file}: {error.message}") from error
    return contents


def _read_list(archive: zipfile.ZipFile) -> Contents:
    with archive.open(LIST) as member:
        text = member.read(LONGEST_LIST)
    try:
        plain: dict[str, Any] = json.loads(text)
        if plain.get("format") != FORMAT:
            raise ArchiveError("A001", f"its format is {plain.get('format')}, not {FORMAT}")
        contents = Contents.model_validate(plain)
    except (json.JSONDecodeError, UnicodeDecodeError, AttributeError, ValidationError) as error:
        raise ArchiveError("A001", f"its list {LIST} cannot be read: {error}") from error
    strangers = {info.filename for info in archive.infolist()} - set(contents.files) - {LIST}
    if strangers:
        raise ArchiveError("A001", f"it holds files it does not list: {sorted(strangers)[:5]}")
    return contents


def _unpack_file(archive: zipfile.ZipFile, name: str, kept: Kept, folder: Path) -> None:
    parts = PurePosixPath(name).parts
    if not parts or name.startswith("/") or "\\" in name or ".." in parts:
        raise ArchiveError("A001", f"it names a file outside: {name!r}")
    path = folder.joinpath(*parts)
    path.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(name) as member, path.open("xb") as target:
        found = _copy(member, target, kept.size)
        target.flush()
        os.fsync(target.fileno())
    if found != kept:
        raise ArchiveError("A001", f"{name} in it is not what was backed up: its checksum differs")
