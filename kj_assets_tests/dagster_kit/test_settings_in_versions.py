"""What of a declared setting is part of a version, and under which name its change is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from importlib import metadata
from pathlib import Path

import pytest
from pydantic import BaseModel

from kj_assets.dagster_kit.content import round_significant
from kj_assets.dagster_kit.versions import (
    Version,
    describe_version,
    digest_of,
    hash_bytes,
    library_version,
    to_plain,
)


class Declared(BaseModel):
    """As read from YAML."""

    name: str
    levels: dict[str, int]


@dataclass(frozen=True)
class Sliced:
    """With something that decides nothing."""

    item: str
    folder: Path = field(metadata={"version": False})


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (Declared(name="a", levels={}), {"name": "a", "levels": {"(order)": []}}),
        (Sliced("q", Path("x")), {"item": "q"}),
        ({"b": 1, "a": (2, None)}, {"b": 1, "a": [2, None], "(order)": ["b", "a"]}),
        ({("w", "t"): True}, {"w/t": True, "(order)": ["w/t"]}),
        (frozenset({"b", "a"}), ["a", "b"]),
        ({3, 1, 2}, [1, 2, 3]),
        (date(2025, 8, 1), "2025-08-01"),
        (1.5, 1.5),
        (None, None),
    ],
)
def test_declared_values_become_plain(value, plain):
    assert to_plain(value) == plain


@pytest.mark.parametrize("value", [Path("x"), print, Sliced, object()])
def test_what_cannot_be_told_by_its_content_is_refused(value):
    with pytest.raises(TypeError, match="cannot be part of a version"):
        to_plain(value)


def settings_of(**settings: object) -> dict[str, str]:
    return dict(describe_version([round_significant], settings).settings)


def changed(before: dict[str, object], now: dict[str, object]) -> set[str]:
    one, other = settings_of(**before), settings_of(**now)
    return {name for name in one | other if one.get(name) != other.get(name)}


def test_a_setting_is_named_down_to_the_place_where_it_differs():
    before = {"models": {"one": {"outcome": "a", "terms": ["x", "y"]}, "two": {"outcome": "a"}}}
    now = {"models": {"one": {"outcome": "b", "terms": ["x", "y"]}, "two": {"outcome": "a"}}}
    assert changed(before, now) == {"models.one.outcome"}


def test_what_lies_deeper_is_named_by_what_holds_it():
    before = {"a": {"b": {"c": {"d": {"e": 1, "f": 1}}}}}
    now = {"a": {"b": {"c": {"d": {"e": 2, "f": 1}}}}}
    assert changed(before, now) == {"a.b.c.d"}


def test_the_order_of_levels_is_a_setting_of_its_own():
    before, now = {"levels": {"a": 1, "b": 2}}, {"levels": {"b": 2, "a": 1}}
    assert changed(before, now) == {"levels.(order)"}


def test_the_order_of_a_list_counts_and_that_of_a_set_does_not():
    assert changed({"x": [1, 2]}, {"x": [2, 1]}) == {"x"}
    assert settings_of(x={"b", "a"}) == settings_of(x={"a", "b"})


def test_a_resource_is_known_by_its_content(tmp_path):
    page = tmp_path / "page.html"
    page.write_bytes(b"<p>")
    version = describe_version([round_significant], {}, [page])
    assert version.definitions["page.html"] == hash_bytes(b"<p>")
    page.write_bytes(b"<b>")
    assert describe_version([round_significant], {}, [page]).digest != version.digest


def test_all_functions_of_an_asset_and_their_libraries_are_part_of_it():
    version = describe_version([round_significant, digest_of], {})
    named = {
        "kj_assets.dagster_kit.content.round_significant",
        "kj_assets.dagster_kit.versions.digest_of",
    }
    assert named < set(version.definitions)
    assert version.libraries == {"numpy": metadata.version("numpy")}
    assert version.code == digest_of(dict(version.definitions))


@pytest.mark.parametrize("part", ["code", "settings", "libraries"])
def test_each_part_changes_the_version_and_definitions_by_themselves_do_not(part):
    parts = {"code": "c", "settings": {"a": "1"}, "libraries": {"b": "2"}}
    other = {"code": "d", "settings": {"a": "2"}, "libraries": {"b": "3"}}
    version = Version(**parts)
    assert Version(**parts | {part: other[part]}).digest != version.digest
    assert Version(**parts, definitions={"f": "1"}).digest == version.digest
    assert version.as_plain() == parts


@pytest.mark.parametrize(
    ("module", "distribution"),
    [("PIL", "pillow"), ("yaml", "PyYAML"), ("pandas", "pandas"), ("vl_convert", None)],
)
def test_a_library_is_asked_by_the_name_it_is_installed_under(module, distribution):
    library_version.cache_clear()
    expected = metadata.version(distribution or "vl-convert-python")
    assert library_version(module) == expected


def test_a_library_that_is_not_there_has_no_version():
    library_version.cache_clear()
    assert library_version("no_such_module") == "unknown"


def test_a_hash_is_short_and_told_by_content_alone():
    assert len(hash_bytes(b"a")) == len(digest_of({"a": 1})) == 16
    assert digest_of({"a": 1, "b": 2}) == digest_of({"b": 2, "a": 1}) != digest_of({"a": 2, "b": 1})
    assert digest_of("한국") == hash_bytes('"한국"'.encode())
