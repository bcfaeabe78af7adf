"""That there was nothing to do holds for exactly what was looked at, and for nothing else."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import metadata
from pathlib import Path

import pytest

from kj_assets.dagster_kit import settled
from kj_assets.dagster_kit.asset import Asset, Product
from kj_assets.dagster_kit.guard import build_or_reuse
from kj_assets.dagster_kit.published import PUBLISHED, WORK
from kj_assets.dagster_kit.record import delete_record
from kj_assets.dagster_kit.settled import NOTE, Settled, Watch
from kj_assets_tests.dagster_kit.stored import KEY, ONE_ROW, session, store

LIBRARY = "Metadata-Version: 2.1\nName: made-up\nVersion: 1.0\n"


@dataclass(frozen=True)
class Place:
    """A package, data and a store, with a library that is installed besides."""

    root: Path

    def path(self, name: str) -> Path:
        return self.root / name

    @property
    def built(self) -> Path:
        return self.path("data/build")

    def build(self, text: str) -> None:
        """Build one asset with a file that holds the text."""
        product = Product(ONE_ROW, files={"told.txt": text.encode()})
        with session(self.built) as opened:
            build_or_reuse(Asset(KEY, lambda: product, "a table"), opened, "run", force=True)

    def watch(self) -> Watch:
        return Watch(self.path("data"), self.built, self.path("package"))

    def settle(self) -> None:
        """Leave a note, and see that it holds for another process."""
        self.watch().remember(lambda: 7, ("a remark",))
        known = self.watch().recall()
        assert known is not None
        assert (known.kept, known.remarks) == (7, ["a remark"])


FILES = {
    "package/code.py": "A = 1\n",
    "package/pages/page.html": "<p>",
    "data/codebook.yaml": "a: 1\n",
    "data/waves/2031/responses.csv": "ID\n1\n",
    "libraries/made_up-1.0.dist-info/METADATA": LIBRARY,
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = Place(tmp_path_factory.mktemp("settled"))
    for name, text in FILES.items():
        place.path(name).parent.mkdir(parents=True, exist_ok=True)
        place.path(name).write_text(text)
    place.build("first")
    return place.root


@pytest.fixture
def place(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setattr(settled, "STARTING_NANOSECONDS", 0)
    installed = partial(metadata.distributions, path=[str(tmp_path / "libraries")])
    monkeypatch.setattr(settled.metadata, "distributions", installed)
    made = Place(shutil.copytree(built, tmp_path, dirs_exist_ok=True))
    made.settle()
    return made


def rewrite(name: str, text: str) -> Callable[[Place], None]:
    """Other content of the same length, with the time the file had."""

    def change(place: Place) -> None:
        path, times = place.path(name), place.path(name).stat()
        assert len(text) == times.st_size
        path.write_text(text)
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))

    return change


def add(name: str) -> Callable[[Place], None]:
    return lambda place: place.path(name).write_text("")


def take_away(name: str) -> Callable[[Place], None]:
    return lambda place: place.path(name).unlink()


def rename(name: str, other: str) -> Callable[[Place], None]:
    return lambda place: place.path(name).rename(place.path(other))


def touch(name: str) -> Callable[[Place], None]:
    return lambda place: os.utime(place.path(name), (0, 0))


def forget_a_record(place: Place) -> None:
    with session(place.built) as opened:
        opened.commit(lambda: delete_record(opened.connection, KEY))


def build_something_more(place: Place) -> None:
    with session(place.built) as opened:
        store(opened, ONE_ROW, "more")


def commit_and_be_killed(place: Place) -> None:
    os.utime(place.path(f"data/build/{WORK}"), (0, 0))


def put_an_earlier_store_back(place: Place) -> None:
    kept = {name: place.built / f"{name}.kept" for name in (WORK, PUBLISHED)}
    for name, copy in kept.items():
        shutil.copy2(place.built / name, copy)
    place.build("second")
    place.settle()
    for name, copy in kept.items():
        copy.replace(place.built / name)


def link_a_folder(place: Place) -> None:
    elsewhere = place.path("elsewhere")
    elsewhere.mkdir()
    place.path("data/waves/2032").symlink_to(elsewhere)


def leave_a_pipe(place: Place) -> None:
    os.mkfifo(place.path("data/pipe"))


CHANGES = {
    "a source": rewrite("package/code.py", "A = 2\n"),
    "a template": rewrite("package/pages/page.html", "<b>"),
    "a source touched": touch("package/code.py"),
    "a source more": add("package/more.py"),
    "a source less": take_away("package/code.py"),
    "a declaration": rewrite("data/codebook.yaml", "a: 2\n"),
    "a declaration renamed": rename("data/codebook.yaml", "data/other.yaml"),
    "settings of the store": add("data/store.yaml"),
    "a survey file": rewrite("data/waves/2031/responses.csv", "ID\n2\n"),
    "a survey file less": take_away("data/waves/2031/responses.csv"),
    "a wave behind a link": link_a_folder,
    "what is no file": leave_a_pipe,
    "a library": rewrite(
        "libraries/made_up-1.0.dist-info/METADATA", LIBRARY.replace("1.0\n", "1.1\n")
    ),
    "an output": rewrite("data/build/told.txt", "First"),
    "an output gone": take_away("data/build/told.txt"),
    "another builder": build_something_more,
    "a record less": forget_a_record,
    "a build killed before it published": commit_and_be_killed,
    "a log beside the store": add(f"data/build/{WORK}.wal"),
    "the store of before": put_an_earlier_store_back,
    "the published file gone": take_away(f"data/build/{PUBLISHED}"),
    "both files gone": lambda place: [p.unlink() for p in place.built.glob("*.duckdb")],
    "the published file damaged": lambda place: (
        place.built.joinpath(PUBLISHED).chmod(0o644)
        or place.built.joinpath(PUBLISHED).write_bytes(b"no store")
    ),
    "a note cut off": lambda place: os.truncate(place.built / NOTE, 40),
    "an empty note": lambda place: os.truncate(place.built / NOTE, 0),
    "a note of something else": lambda place: (place.built / NOTE).write_text('{"kept": 7}'),
    "no note at all": lambda place: (place.built / NOTE).write_bytes(b"\xff[]"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_plan_is_made_after_a_change_of(place, change):
    change(place)
    assert place.watch().recall() is None


def test_a_plan_is_made_by_another_python(place, monkeypatch):
    monkeypatch.setattr(sys, "version", "4.0")
    assert place.watch().recall() is None


def test_a_library_is_known_by_whichever_file_says_what_it_is(place):
    made_up = place.path("libraries/made_up-1.0.dist-info")
    egg = place.path("libraries/made_up.egg-info")
    made_up.rename(egg)
    egg.joinpath("METADATA").rename(egg / "PKG-INFO")
    place.settle()
    egg.joinpath("PKG-INFO").write_text(LIBRARY.replace("1.0\n", "1.1\n"))
    assert place.watch().recall() is None


def test_what_was_changed_and_changed_back_is_planned_again(place):
    path = place.path("data/codebook.yaml")
    before = path.stat()
    for text in ("a: 2\n", "a: 1\n"):
        path.write_text(text)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert place.watch().recall() is None


def test_what_no_plan_reads_is_not_looked_at(place):
    for name in ("package/__pycache__/code.pyc", "data/build/note.txt", "other/file"):
        place.path(name).parent.mkdir(exist_ok=True)
        place.path(name).write_text("")
    assert place.watch().recall() == place.watch().recall() is not None


def test_nothing_is_remembered_where_something_is_to_do(place):
    (place.built / NOTE).unlink()
    place.watch().remember(lambda: None)
    assert not (place.built / NOTE).exists()


@pytest.mark.parametrize("name", ["data/codebook.yaml", "package/code.py", "data/build/told.txt"])
def test_nothing_is_remembered_of_what_changed_while_it_was_planned(place, name):
    (place.built / NOTE).unlink()

    def plan() -> int:
        text = place.path(name).read_text()
        place.path(name).write_text("other")
        place.path(name).write_text(text)
        if name.endswith("told.txt"):
            place.path(name).unlink()
        return 7

    place.watch().remember(plan)
    assert not (place.built / NOTE).exists()


def test_nothing_is_remembered_of_what_changed_since_the_watch_began(place):
    (place.built / NOTE).unlink()
    watch = place.watch()
    rewrite("data/codebook.yaml", "a: 2\n")(place)
    watch.remember(lambda: 7)
    assert not (place.built / NOTE).exists()


def test_a_source_that_changed_as_the_command_started_is_not_trusted(place, monkeypatch):
    monkeypatch.setattr(settled, "STARTING_NANOSECONDS", 10**10)
    assert place.watch().inputs is None
    (place.built / NOTE).unlink()
    place.watch().remember(lambda: 7)
    assert not (place.built / NOTE).exists()
    monkeypatch.setattr(time, "time_ns", lambda: time.time() * 10**9 + 10**11)
    assert place.watch().inputs is not None


def test_two_who_remember_at_once_leave_one_whole_note(place):
    first, second = place.watch(), place.watch()
    first.remember(lambda: second.remember(lambda: 8) or 7)
    assert place.watch().recall() == Settled(first.inputs, place.watch().look_at_outputs(), 7, [])


def test_a_folder_that_cannot_be_written_is_no_reason_to_stop(place, monkeypatch):
    def refuse(*_: object) -> None:
        raise PermissionError

    (place.built / NOTE).unlink()
    monkeypatch.setattr(settled, "write_files", refuse)
    place.watch().remember(lambda: 7)
    assert place.watch().recall() is None
