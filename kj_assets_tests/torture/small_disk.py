"""A real disk of some megabytes, to be filled and to be made read-only."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class SmallDisk:
    """A mounted file system of its own; its root is the project."""

    root: Path

    def fill(self, leave: int) -> None:
        """Take all the room but some KB."""
        with (self.root / "filler").open("wb") as filler:
            taken = shutil.disk_usage(self.root).free - leave * 1024
            os.posix_fallocate(filler.fileno(), 0, taken)

    def free(self) -> None:
        """Give the room back."""
        (self.root / "filler").unlink()

    def close(self, to: str = "ro") -> None:
        """Let nobody write (``ro``), root included, or let them again (``rw``)."""
        _run("mount", "-o", f"remount,{to}", str(self.root))


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[SmallDisk]:
    """Mount a tmpfs; skip the test where that is not permitted."""
    folder.mkdir()
    try:
        _run("mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder))
    except (subprocess.CalledProcessError, FileNotFoundError):
        pytest.skip("a small disk cannot be mounted here: that takes root, on Linux")
    try:
        yield SmallDisk(folder)
    finally:
        _run("umount", "--lazy", str(folder))


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)
