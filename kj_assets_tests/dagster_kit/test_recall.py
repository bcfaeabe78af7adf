"""Source files are read once and remembered for as long as their time and size stay."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kj_assets.dagster_kit import recall
from kj_assets.dagster_kit.recall import recall_package
from kj_assets.dagster_kit.syntax import Module, read_module

TEXTS = {
    "__init__.py": "",
    "one.py": "import numpy as np\n\ndef f(x):\n    return np.sum(x)\n",
    "inner/__init__.py": "A = 1\n",
    "inner/two.py": "from little.one import f\n\ndef g():\n    return f(A) + f.name\n",
}


@pytest.fixture
def little(tmp_path: Path) -> Path:
    """A package whose files were written long ago."""
    for name, text in TEXTS.items():
        path = tmp_path / "little" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        os.utime(path, (1_000_000, 1_000_000))
    return tmp_path / "little"


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the modules that are read, in order."""
    names: list[str] = []

    def note(name: str, text: str) -> Module:
        names.append(name)
        return read_module(name, text)

    monkeypatch.setattr(recall, "read_module", note)
    return names


EVERY = ["little", "little.inner", "little.inner.two", "little.one"]


def test_modules_go_by_their_full_names_and_say_what_their_files_say(little):
    found = recall_package(little)
    assert sorted(found) == EVERY
    assert found["little.one"] == read_module("little.one", TEXTS["one.py"])


def test_what_was_read_is_not_read_again_and_says_the_same(little, read):
    first = recall_package(little)
    assert sorted(read) == EVERY
    assert recall_package(little) == first
    assert len(read) == len(EVERY)


@pytest.mark.parametrize("time", [1_000_000, 2_000_000], ids=["its size", "its time"])
def test_a_file_that_changed_is_read_again_and_no_other(little, read, time):
    recall_package(little)
    read.clear()
    path = little / "one.py"
    path.write_text(TEXTS["one.py"] + ("# more\n" if time == 1_000_000 else ""))
    os.utime(path, (time, time))
    recall_package(little)
    assert read == ["little.one"]


def test_a_file_just_written_may_change_within_the_same_tick(little, read):
    os.utime(little / "one.py")
    for _ in range(2):
        recall_package(little)
    assert read.count("little.one") == 2
    assert read.count("little") == 1


def test_a_file_that_is_gone_is_forgotten(little, read):
    recall_package(little)
    (little / "one.py").unlink()
    assert sorted(recall_package(little)) == [name for name in EVERY if name != "little.one"]
    (memory,) = little.glob("__pycache__/meaning-*.json")
    assert '"little.one": {' not in memory.read_text()


@pytest.mark.parametrize("content", [b"", b"no json", b"\xff"])
def test_a_damaged_memory_is_no_memory(little, read, content):
    first = recall_package(little)
    (memory,) = little.glob("__pycache__/meaning-*.json")
    memory.write_bytes(content)
    assert recall_package(little) == first
    assert len(read) == 2 * len(EVERY)


def test_nothing_half_written_is_left(little):
    recall_package(little)
    assert len(list(little.glob("__pycache__/*"))) == 1
