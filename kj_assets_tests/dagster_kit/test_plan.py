"""The plan says what would run and why, from records and declarations alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from kj_assets.dagster_kit import meaning
from kj_assets.dagster_kit.asset import Asset, Key
from kj_assets.dagster_kit.catalogue import Catalogue
from kj_assets.dagster_kit.guard import build_or_reuse
from kj_assets.dagster_kit.plan import Plan, make_plan, select_steps, sort_assets
from kj_assets.dagster_kit.reasons import Reason, explain_change
from kj_assets.dagster_kit.record import Record
from kj_assets.dagster_kit.storage import open_session
from kj_assets.dagster_kit.versions import Version
from kj_assets_tests.dagster_kit.caches import clear_caches
from kj_assets_tests.dagster_kit.sums import declare_sums

Records = dict[Key, Record]
SHOUT = f"{__name__}.shout"
SAY = "kj_assets_tests.dagster_kit.sums.say"


def lonely() -> pd.DataFrame:
    """Reads nothing."""
    return pd.DataFrame({"n": [1]})


def shout(sign: pd.DataFrame, word: str) -> pd.DataFrame:
    """Another code for the sentence."""
    return pd.DataFrame({"text": [f"{word}! {sign['positive'].iloc[0]}"]})


@pytest.fixture(scope="module", autouse=True)
def _the_sums_are_the_project() -> Iterator[None]:
    clear_caches()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(meaning, "PACKAGE", "kj_assets_tests")
        yield
    clear_caches()


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    numbers = tmp_path_factory.mktemp("plan") / "numbers.txt"
    numbers.write_text("1 2 3")
    return numbers


@pytest.fixture(scope="module")
def folder(file: Path) -> Path:
    return file.parent / "build"


@pytest.fixture(scope="module")
def records(file: Path, folder: Path) -> Records:
    """Records of a build that was done."""
    with open_session(folder, "a test", print, Catalogue()) as session:
        for asset in declare_sums(file):
            build_or_reuse(asset, session, "run")
        return dict(session.records)


def tell(plan: Plan) -> dict[str, list[tuple[str, ...]]]:
    """Reasons by asset: kind and what it is about."""
    return {step.key[1]: [(r.kind, r.name) for r in step.reasons] for step in plan.steps}


def changed(assets: list[Asset], name: str, **more: Any) -> list[Asset]:
    """The assets with one of them declared otherwise."""
    return [replace(a, **more) if a.key[1] == name else a for a in assets]


def test_nothing_changed_means_nothing_planned(file, folder, records):
    plan = make_plan(declare_sums(file), records, folder)
    assert plan.steps == ()
    assert [key[1] for key in plan.kept] == ["numbers", "total", "sign", "sentence"]


def test_what_was_never_built_is_new_and_sure_to_run(file, folder):
    plan = make_plan(declare_sums(file), {}, folder)
    assert all(reasons == [("group new", "sums")] for reasons in tell(plan).values())
    assert all(step.certain for step in plan.steps)


def test_what_only_reads_something_planned_may_stay_as_it_is(file, folder, records):
    plan = make_plan(declare_sums(file, unit=2), records, folder)
    assert tell(plan) == {
        "total": [("setting", "unit")],
        "sign": [("above", "sums/total")],
        "sentence": [("above", "sums/sign")],
    }
    assert [step.certain for step in plan.steps] == [True, False, False]


def test_a_record_that_is_gone_is_missed_by_what_read_it(file, folder, records):
    without = {key: record for key, record in records.items() if key[1] != "sign"}
    plan = make_plan(declare_sums(file), without, folder)
    assert tell(plan) == {"sign": [("new", "")], "sentence": [("input gone", "sums/sign")]}


def test_changed_code_is_a_reason(file, folder, records):
    plan = make_plan(changed(declare_sums(file), "sentence", compute=shout), records, folder)
    assert tell(plan) == {"sentence": [("definition", SAY), ("definition", SHOUT)]}


def test_a_changed_resource_file_counts_as_code(file, folder, records, tmp_path):
    template = tmp_path / "page.html"
    template.write_text("<p>")
    plan = make_plan(
        changed(declare_sums(file), "sentence", resources=(template,)), records, folder
    )
    assert tell(plan) == {"sentence": [("definition", "page.html")]}


def test_a_changed_tag_is_a_setting_too(file, folder, records):
    tags = {"provenance": "measured"}
    plan = make_plan(changed(declare_sums(file), "total", tags=tags), records, folder)
    assert tell(plan)["total"] == [("setting", "tags.provenance")]


def test_a_changed_source_is_named(file, folder, records):
    before = {name: f"not {version}" for name, version in records["sums", "numbers"].inputs.items()}
    stale = records | {("sums", "numbers"): replace(records["sums", "numbers"], inputs=before)}
    assert tell(make_plan(declare_sums(file), stale, folder))["numbers"] == [
        ("source", "sums/file")
    ]


def test_new_content_upstream_is_a_reason_of_its_own(file, folder, records):
    written = replace(records["sums", "sign"], data_version="another")
    plan = make_plan(declare_sums(file), records | {("sums", "sign"): written}, folder)
    assert tell(plan) == {"sentence": [("input", "sums/sign")]}
    assert plan.steps[0].certain


def test_an_input_no_longer_read_is_a_reason(file, folder, records):
    plan = make_plan(changed(declare_sums(file), "sign", inputs={}), records, folder)
    assert ("input gone", "sums/total") in tell(plan)["sign"]


def test_a_lost_file_is_named(file, folder, records):
    lost = replace(records["sums", "total"], files={"sums/other.txt": "0" * 64})
    plan = make_plan(declare_sums(file), records | {("sums", "total"): lost}, folder)
    assert tell(plan)["total"] == [("file", "sums/other.txt")]


def test_several_reasons_are_told_together(file, folder, records):
    both = changed(declare_sums(file, word="other"), "sentence", compute=shout)
    reasons = tell(make_plan(both, records, folder))["sentence"]
    assert reasons == [("setting", "word"), ("definition", SAY), ("definition", SHOUT)]


def test_steps_come_in_the_order_in_which_they_can_run(file, folder):
    backwards = declare_sums(file)[::-1]
    assert [asset.key[1] for asset in sort_assets(backwards)] == [
        "numbers", "total", "sign", "sentence",
    ]  # fmt: skip
    assert list(tell(make_plan(backwards, {}, folder))) == ["numbers", "total", "sign", "sentence"]


@pytest.mark.parametrize(
    ("kind", "before", "now", "reasons"),
    [
        ("settings", {"a": "1"}, {}, [Reason("setting", "a")]),
        ("settings", {}, {"b": "1", "a": "1"}, [Reason("setting", "a"), Reason("setting", "b")]),
        (
            "libraries",
            {"pandas": "3.0"},
            {"pandas": "3.1"},
            [Reason("library", "pandas", "3.0 → 3.1")],
        ),
        ("settings", {"a.(order)": "1"}, {"a.(order)": "2"}, [Reason("order")]),
    ],
    ids=["a setting gone", "settings added", "a library", "only an order"],
)
def test_each_part_of_a_version_is_told_apart(records, kind, before, now, reasons):
    empty: dict[str, Any] = {"code": "c", "settings": {}, "libraries": {}}
    recorded = replace(records["sums", "sign"], version_parts=empty | {kind: before})
    assert explain_change(recorded, Version(**(empty | {kind: now}))) == reasons


def test_code_whose_definitions_were_not_kept_is_only_said_to_have_changed(records):
    recorded = replace(records["sums", "sign"], definitions={})
    other = Version("another", recorded.version_parts["settings"], {"pandas": "3"}, {"f": "1"})
    assert Reason("code") in explain_change(recorded, other)


def test_a_changed_definition_comes_before_those_it_brought_along(records):
    recorded = replace(records["sums", "sign"], definitions={"b": "1", "z": "1"})
    parts = recorded.version_parts
    other = Version("another", parts["settings"], parts["libraries"], {"a": "1", "z": "2"})
    assert [r.name for r in explain_change(recorded, other)] == ["z", "a", "b"]


def test_what_is_stored_and_not_declared_any_more_is_an_orphan(file, folder, records):
    plan = make_plan(declare_sums(file)[:3], records, folder)
    assert plan.orphans == (("sums", "sentence"),)
    assert plan.steps == ()


def test_a_group_that_is_new_or_gone_is_named_as_a_whole(file, folder, records):
    other = Asset(("other", "one"), lonely, "one")
    reading = changed(declare_sums(file), "sentence", inputs={"one": ("other", "one")})
    reasons = tell(make_plan([other, *reading], records, folder))
    assert reasons["one"] == [("group new", "other")]
    assert reasons["sentence"] == [("group new", "other"), ("input gone", "sums/sign")]
    read = records["sums", "sentence"].inputs | {"gone/one": "1"}
    stored = records | {("sums", "sentence"): replace(records["sums", "sentence"], inputs=read)}
    plan = make_plan(declare_sums(file), stored, folder)
    assert tell(plan) == {"sentence": [("group gone", "gone")]}


def test_a_selection_leaves_the_rest_and_tells_what_is_stale_above_it(file, folder, records):
    assets = declare_sums(file, unit=2)
    plan = select_steps(make_plan(assets, records, folder), assets, {("sums", "sign")})
    assert plan.keys == (("sums", "sign"),)
    assert plan.waiting == (("sums", "total"),)
    assert plan.kept == ()
