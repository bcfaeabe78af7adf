"""Nothing to do, remembered: what a plan looked at, so that the same again need not be planned.

A plan is a function of what it reads. Here: hashes of all of that, and a note in the build folder
for which of them there was nothing to do. Anything different, absent or unreadable means that the
plan is made. Not here: the plan (`plan.py`), and which store the note may speak of: a lake has
other builders.

Every file is known by its content, whatever its time, and by its ctime besides: no program can set
that, so a file that was changed and changed back while a plan was made is seen, too.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path

import duckdb

from kj_assets.dagster_kit.files import lost_files, write_files
from kj_assets.dagster_kit.layout import META_SCHEMA
from kj_assets.dagster_kit.published import is_ahead, open_published
from kj_assets.dagster_kit.stamp import list_touched

NOTE = "settled.json"
PACKAGE = Path(__file__).parents[1]
RECORDS = tuple(f"FROM {META_SCHEMA}.{table}" for table in ("layout", "build", "code"))
# A command imports part of the package before it looks at it: what changed then cannot be told.
STARTING_NANOSECONDS = 10_000_000_000


@dataclass(frozen=True)
class Settled:
    """That a plan had nothing to do: for which inputs and outputs, and what it told."""

    inputs: str
    outputs: str
    kept: int
    remarks: Sequence[str]


class Watch:
    """Looks at what a plan depends on: package and libraries, declared data, what was built.

    ``inputs`` is what they were when the watch began: to be made before anything of them is read.
    """

    def __init__(self, data: Path, build: Path, package: Path = PACKAGE) -> None:
        """Look at everything but what was built."""
        self.data, self.build, self.package = data, build, package
        self.inputs = self.look_at_inputs()

    def look_at_inputs(self) -> str | None:
        """Hash of Python, installed libraries, sources and data; None if it cannot be told."""
        told = hashlib.sha256(sys.version.encode())
        try:
            for library in metadata.distributions():
                text = library.read_text("METADATA") or library.read_text("PKG-INFO") or ""
                told.update(text.encode() + b"\0")
            for path in _list_below(self.package, lambda path: path.name == "__pycache__"):
                if time.time_ns() - path.stat().st_ctime_ns < STARTING_NANOSECONDS:
                    return None
                told.update(_tell(path))
            for path in _list_below(self.data, self.build.__eq__):
                told.update(_tell(path))
        except (OSError, ValueError):
            return None
        return told.hexdigest()

    def look_at_outputs(self) -> str | None:
        """Hash of the stored records, whose files are all there; None if it cannot be told."""
        try:
            if is_ahead(self.build) or list_touched(self.build):
                return None
            with open_published(self.build) as store:
                text = "SELECT COLUMNS(*)::VARCHAR ORDER BY ALL"
                rows = [store.execute(f"{records} {text}").fetchall() for records in RECORDS]
                files = store.execute(f"SELECT files FROM {META_SCHEMA}.build").fetchall()
            if any(lost_files(self.build, json.loads(recorded)) for (recorded,) in files):
                return None
        except (OSError, duckdb.Error):
            # Whatever is amiss there, the plan tells it with a code and a remedy.
            return None
        return hashlib.sha256(repr(rows).encode()).hexdigest()

    def recall(self) -> Settled | None:
        """The note, if it speaks of these inputs and of what is stored now."""
        try:
            settled = Settled(**json.loads((self.build / NOTE).read_bytes()))
        except (OSError, ValueError, TypeError):
            return None
        if settled.inputs != self.inputs:
            return None
        return settled if settled.outputs == self.look_at_outputs() else None

    def remember(self, count_kept: Callable[[], int | None], remarks: Sequence[str] = ()) -> None:
        """Leave a note that there is nothing to do, if that is so and nothing changes meanwhile.

        Args:
            count_kept: plans on what is stored; how many assets stay, None if not all do.
            remarks: what a plan tells besides.
        """
        outputs = self.look_at_outputs()
        if self.inputs is None or outputs is None:
            return
        kept = count_kept()
        seen = (self.look_at_inputs(), self.look_at_outputs())
        if kept is None or seen != (self.inputs, outputs):
            return
        settled = Settled(self.inputs, outputs, kept, remarks)
        # It saves time and nothing else: a folder that cannot be written must not stop a command.
        with suppress(OSError):
            write_files(self.build, {NOTE: json.dumps(asdict(settled)).encode()})


def _list_below(folder: Path, is_left_out: Callable[[Path], bool]) -> Iterator[Path]:
    """Folders and files below a folder, in order.

    Raises:
        OSError: something below cannot be read, or is neither; also a link to a folder, behind
            which one could walk in circles.
    """
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        path = Path(entry.path)
        if is_left_out(path):
            continue
        is_folder = entry.is_dir(follow_symlinks=False)
        if not (is_folder or entry.is_file()):
            raise OSError(f"{path} is no file and no folder")
        yield path
        if is_folder:
            yield from _list_below(path, is_left_out)


def _tell(path: Path) -> bytes:
    """Name of a folder; name, ctime and content of a file, each of a known length or ended."""
    name = os.fsencode(path) + b"\0"
    if path.is_dir():
        return name
    with path.open("rb") as file:
        ctime = os.fstat(file.fileno()).st_ctime_ns
        return name + f"{ctime}\0".encode() + hashlib.file_digest(file, "sha256").digest()
