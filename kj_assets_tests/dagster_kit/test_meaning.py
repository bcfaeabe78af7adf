"""Code versions: meaning counts, appearance does not."""

from __future__ import annotations

import importlib
import sys
import textwrap
from pathlib import Path

import pytest

from kj_assets.dagster_kit import meaning
from kj_assets_tests.dagster_kit.caches import clear_caches

HELPER = "def double(x, unused=1):\n    return 2 * x * unused\n\ndef unused(x):\n    return x\n"
MAIN = """
    import numpy as np

    from little.helper import double as twice

    LIMIT = 3
    OTHER = 4

    class Box:
        def put(self, x):
            return twice(x)

    def inner(x):
        return min(x, LIMIT)

    def start(x):
        '''Doc.'''
        from little import late
        box = Box()
        return box.put(inner(x)) + late.add(x) + np.sum(x)
"""
LATE = "def add(x):\n    return x\n"


@pytest.fixture
def measure(tmp_path: Path, monkeypatch):
    """Write a little package and return the meaning of its `start`."""
    folder = tmp_path / "little"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(meaning, "PACKAGE", "little")

    def write(main: str = MAIN, helper: str = HELPER, late: str = LATE) -> meaning.Meaning:
        (folder / "__init__.py").write_text("")
        (folder / "helper.py").write_text(helper)
        (folder / "late.py").write_text(late)
        (folder / "main.py").write_text(textwrap.dedent(main))
        clear_caches()
        importlib.invalidate_caches()
        return meaning._meaning_of(("little.main", "start"))

    yield write
    sys.modules.pop("little", None)
    clear_caches()


SAME = [
    ("a comment", {"main": MAIN.replace("LIMIT = 3", "LIMIT = 3  # three")}),
    ("a docstring", {"main": MAIN.replace("Doc.", "Another text.")}),
    ("layout", {"main": MAIN.replace("2 * x", "(2 *\n x)")}),
    (
        "a helper that only shares its name with a parameter",
        {"helper": HELPER.replace("return x\n", "return -x\n")},
    ),
    ("an unused constant", {"main": MAIN.replace("OTHER = 4", "OTHER = 5")}),
]
OTHER = [
    ("a helper in another file", {"helper": HELPER.replace("2 * x", "3 * x")}),
    ("a constant", {"main": MAIN.replace("LIMIT = 3", "LIMIT = 5")}),
    ("a method", {"main": MAIN.replace("return twice(x)", "return -twice(x)")}),
    ("a helper imported late", {"late": LATE.replace("return x", "return x + 1")}),
]


@pytest.mark.parametrize(("what", "change"), SAME, ids=[what for what, _ in SAME])
def test_appearance_does_not_change_the_version(measure, what, change):
    assert measure() == measure(**change)


@pytest.mark.parametrize(("what", "change"), OTHER, ids=[what for what, _ in OTHER])
def test_meaning_changes_the_version(measure, what, change):
    assert measure() != measure(**change)


def test_the_libraries_that_decide_numbers_are_found(measure):
    assert measure().libraries == ("numpy",)


def test_a_function_whose_source_is_not_found_has_no_version(measure, monkeypatch):
    measure()

    def stray() -> None:
        """Stands in no file of the package."""

    stray.__module__, stray.__qualname__ = "little.main", "stray"
    with pytest.raises(LookupError, match=r"source of little\.main\.stray"):
        meaning.read_meaning(stray)
    clear_caches()
    monkeypatch.setattr(meaning, "PACKAGE", "no_such_package")
    stray.__module__ = "no_such_package.main"
    with pytest.raises(LookupError, match="source of the package no_such_package"):
        meaning.read_meaning(stray)


def test_a_package_without_init_file_is_read_as_well(measure, tmp_path):
    before = measure()
    (tmp_path / "little" / "__init__.py").unlink()
    sys.modules.pop("little", None)
    clear_caches()
    importlib.invalidate_caches()
    assert meaning._meaning_of(("little.main", "start")) == before
