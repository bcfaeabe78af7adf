"""An archive is written whole, and unpacked whole after every checksum was verified, or not."""

from __future__ import annotations

import errno
import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from kj_assets.dagster_kit import archive
from kj_assets.dagster_kit.archive import LIST, unpack, write_archive
from kj_assets.errors import ArchiveError


@pytest.fixture
def kept(tmp_path) -> Path:
    """An archive of two files."""
    (tmp_path / "a").write_bytes(b"first " * 1000)
    (tmp_path / "b").write_bytes(b"")
    file = tmp_path / "kept.zip"
    write_archive(file, {"data/a": tmp_path / "a", "data/한글/b": tmp_path / "b"})
    return file


def test_what_was_kept_comes_back(kept, tmp_path):
    contents = unpack(kept, tmp_path / "out")
    assert {name: (tmp_path / "out" / name).read_bytes() for name in contents.files} == {
        "data/a": b"first " * 1000,
        "data/한글/b": b"",
    }
    assert kept.stat().st_mode & 0o777 == 0o600


def rewrite(file: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    """Write an archive anew, its members changed."""
    with zipfile.ZipFile(file) as old:
        members = {name: old.read(name) for name in old.namelist()}
    change(members)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in members.items():
            new.writestr(name, data)


def relist(members: dict[str, bytes], change: Callable[[dict], None]) -> None:
    told = json.loads(members[LIST])
    change(told)
    members[LIST] = json.dumps(told).encode()


def name_outside(name: str) -> Callable[[dict[str, bytes]], None]:
    def change(members: dict[str, bytes]) -> None:
        members[name] = members.pop("data/a")
        relist(members, lambda told: told["files"].update({name: told["files"].pop("data/a")}))

    return change


WRONG = {
    "a file changed": lambda m: m.update({"data/a": b"other " * 1000}),
    "a file longer than listed": lambda m: m.update({"data/a": bytes(50_000_000)}),
    "a file gone": lambda m: m.pop("data/a"),
    "a file that is not listed": lambda m: m.update({"data/more": b""}),
    "no list": lambda m: m.pop(LIST),
    "a list that is none": lambda m: m.update({LIST: b"[1"}),
    "a list of something else": lambda m: m.update({LIST: b'{"format": 1}'}),
    "another format": lambda m: relist(m, lambda told: told.update(format=2)),
    "a path above": name_outside("../a"),
    "a path above, further in": name_outside("data/../../a"),
    "an absolute path": name_outside("/tmp/a"),
    "a path of Windows": name_outside("..\\a"),
}


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_is_refused_and_leaves_nothing(kept, tmp_path, change):
    rewrite(kept, change)
    with pytest.raises(ArchiveError, match="A001"):
        unpack(kept, tmp_path / "out")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b", "kept.zip"]


@pytest.mark.parametrize("at", [0, 30, 100, 200, -400, -100, -30])
def test_a_flipped_bit_is_noticed_or_does_no_harm(kept, tmp_path, at):
    data = bytearray(kept.read_bytes())
    data[at] ^= 0x10
    kept.write_bytes(data)
    try:
        unpack(kept, tmp_path / "out")
        assert (tmp_path / "out/data/a").read_bytes() == b"first " * 1000
    except ArchiveError as error:
        assert error.code in ("A001", "A005")
        assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("size", [0, 10, 150])
def test_half_an_archive_is_refused(kept, tmp_path, size):
    kept.write_bytes(kept.read_bytes()[:size])
    with pytest.raises(ArchiveError, match="A001"):
        unpack(kept, tmp_path / "out")


def refuse(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_leaves_nothing_half(kept, tmp_path, monkeypatch):
    monkeypatch.setattr(archive.os, "fsync", refuse)
    with pytest.raises(ArchiveError, match="A005.*No space left"):
        unpack(kept, tmp_path / "out")
    with pytest.raises(OSError, match="No space left"):
        write_archive(tmp_path / "new.zip", {"data/a": tmp_path / "a"})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b", "kept.zip"]


def test_a_file_that_changes_while_it_is_read_is_told(tmp_path, monkeypatch):
    (tmp_path / "a").write_bytes(b"first")
    copy = archive._copy

    def copy_slowly(source, target, at_most=None):
        kept = copy(source, target, at_most)
        os.utime(tmp_path / "a", (1, 1))
        return kept

    monkeypatch.setattr(archive, "_copy", copy_slowly)
    with pytest.raises(ArchiveError, match="A003.*changed while it was read"):
        write_archive(tmp_path / "new.zip", {"data/a": tmp_path / "a"})
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_an_archive_is_never_overwritten(kept, tmp_path):
    before = kept.read_bytes()
    with pytest.raises(ArchiveError, match="A004"):
        write_archive(kept, {"data/a": tmp_path / "a"})
    assert kept.read_bytes() == before
