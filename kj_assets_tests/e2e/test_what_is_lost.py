"""What was built and is lost: plan, build, doctor and Dagster see the same, and bring it back."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass

import dagster as dg
import duckdb
import pytest

from kj_assets.dagster_kit.assembly import BUILD_JOB
from kj_assets.dagster_kit.asset import show_key
from kj_assets.dagster_kit.mending import store_sensor
from kj_assets.dagster_kit.published import PUBLISHED, WORK
from kj_assets.dagster_kit.run import run_assets
from kj_assets.dagster_kit.settled import NOTE
from kj_assets.dagster_kit.stamp import STAMP
from kj_assets.definitions import assemble_project
from kj_assets.graph import declare_assets, read_declarations
from kj_assets.project import Project
from kj_assets_tests.e2e.command import call_kj
from kj_assets_tests.e2e.scene import Scene

pytestmark = pytest.mark.usefixtures("own_dagster")
TOPLINES, CLEAN = "wave_2031/toplines", "wave_2031/clean"
PICTURE = "wave_2031/figure_answers"
BOTH = (WORK, PUBLISHED)


def ask(project: Project, names: tuple[str, ...], *statements: str, quietly: bool = False) -> None:
    """Change files of the store behind everybody's back; quietly: with the times they had."""
    for name in names:
        path = project.build / name
        times = path.stat()
        path.chmod(0o644)
        with duckdb.connect(path) as store:
            for statement in statements:
                store.execute(statement)
        if quietly:
            os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def on(
    names: tuple[str, ...], *statements: str, quietly: bool = False
) -> Callable[[Project], None]:
    return lambda project: ask(project, names, *statements, quietly=quietly)


def forget(name: str) -> str:
    schema, _, table = name.partition("/")
    return f"DELETE FROM kj_meta.build WHERE schema_name = '{schema}' AND table_name = '{table}'"


def write_over(name: str, text: bytes) -> Callable[[Project], None]:
    return lambda project: (project.build / name).write_bytes(text) and None


def take_away(*names: str) -> Callable[[Project], None]:
    def remove(project: Project) -> None:
        for name in names:
            (project.build / name).unlink()

    return remove


@dataclass(frozen=True)
class Damage:
    """What was done, and which assets are to run for it; none: only a copy is to be mended."""

    done: Callable[[Project], None]
    lost: set[str]


DROP, EMPTY = "DROP TABLE wave_2031.toplines", "DELETE FROM wave_2031.toplines"
CHANGE = "UPDATE wave_2031.clean SET age = age + 1"
PART = "DROP TABLE wave_2031.figure_answers__data"
DAMAGES = {
    "a table is gone from both files": Damage(on(BOTH, DROP), {TOPLINES}),
    "the same, and the files have their old times": Damage(
        on(BOTH, DROP, quietly=True), {TOPLINES}
    ),
    "a table is gone from the private file": Damage(on((WORK,), DROP), {TOPLINES}),
    "a table is empty in both files": Damage(on(BOTH, EMPTY), {TOPLINES}),
    "a table is empty in the private file": Damage(on((WORK,), EMPTY, quietly=True), {TOPLINES}),
    "answers are others": Damage(on(BOTH, CHANGE), {CLEAN}),
    "answers are others, quietly": Damage(on(BOTH, CHANGE, quietly=True), {CLEAN}),
    "a part of a table is gone": Damage(on(BOTH, PART), {PICTURE}),
    "a record is gone and its table is there": Damage(on(BOTH, forget(CLEAN)), {CLEAN}),
    "a whole wave is gone": Damage(
        on(BOTH, DROP, CHANGE, "DROP TABLE wave_2030.toplines"),
        {TOPLINES, CLEAN, "wave_2030/toplines"},
    ),
    "a picture is gone": Damage(take_away(f"{PICTURE}.txt"), {PICTURE}),
    "a page holds something else": Damage(
        write_over("publication/briefing_2031.txt", b"drowned"), {"publication/briefing_2031"}
    ),
    "a table is gone from the published file": Damage(on((PUBLISHED,), DROP), set()),
    "a row more in the published file": Damage(
        on((PUBLISHED,), "INSERT INTO wave_2031.clean SELECT * FROM wave_2031.clean LIMIT 1"), set()
    ),
    "the published file is gone": Damage(take_away(PUBLISHED), set()),
    "the page that is no asset is gone": Damage(take_away("site/provenance.html"), set()),
}


def plan(project: Project) -> tuple[set[str], bool]:
    """What is certain to run, and whether what everybody opens is to be published again."""
    told = json.loads(call_kj(project, "plan", "--json").output)
    return {step["asset"] for step in told["steps"] if step["certain"]}, told["unpublished"]


def contents(project: Project) -> dict[str, list]:
    """Every row of every asset's table, as readers see it."""
    with duckdb.connect(":memory:") as store:
        store.execute(f"ATTACH '{project.build / PUBLISHED}' AS kj (READ_ONLY)")
        names = store.execute(
            "SELECT schema_name, table_name FROM duckdb_tables() "
            "WHERE database_name = 'kj' AND schema_name <> 'kj_meta'"
        ).fetchall()
        return {
            f"{schema}.{name}": store.execute(f'FROM kj."{schema}"."{name}"').fetchall()
            for schema, name in names
        }


@dataclass
class Dagster:
    """What loads the project and runs it."""

    scene: Scene

    def __post_init__(self) -> None:
        project = self.scene.project
        declared = read_declarations(project)
        self.assets = declare_assets(project, declared)
        self.definitions = assemble_project(project, declared, self.assets)

    def is_asked_for(self) -> list[str] | None:
        """What the sensor asks for."""
        watch = store_sensor(self.assets, self.scene.project.build, BUILD_JOB)
        answer = watch(dg.build_sensor_context(instance=self.scene.instance))
        if isinstance(answer, dg.SkipReason):
            return None
        return [key.to_user_string() for key in answer.asset_selection]

    def materialize_all(self) -> set[str]:
        """Press the button; what was built and not reused."""
        keys = [asset.key for asset in self.assets]
        events = run_assets(self.definitions, self.scene.instance, keys, lambda event: None)
        assert not [event for event in events if event.what in ("failed", "skipped")]
        return {show_key(event.key) for event in events if event.what == "built"}


@pytest.fixture
def before(scene: Scene) -> dict[str, list]:
    assert scene.build().built == []
    assert plan(scene.project) == (set(), False)
    assert Dagster(scene).is_asked_for() is None
    return contents(scene.project)


# The others of the table, and notes that are deleted besides, are tried by `make torture`.
AT_ONCE = (
    ("a table is gone from both files", (NOTE,)),
    ("the page that is no asset is gone", ()),
)
FORGOTTEN: tuple[tuple[str, ...], ...] = ((), (NOTE,), (NOTE, STAMP))
CASES = [
    pytest.param(
        name,
        notes,
        id=f"{name}, {len(notes)} notes deleted",
        marks=() if (name, notes) in AT_ONCE else pytest.mark.torture,
    )
    for name in DAMAGES
    for notes in FORGOTTEN
]


@pytest.mark.parametrize(("name", "forgotten"), CASES)
def test_whoever_asks_is_told_of_what_is_lost_and_gets_it_back(
    scene: Scene, before: dict[str, list], name: str, forgotten: tuple[str, ...]
) -> None:
    project, damage = scene.project, DAMAGES[name]
    call_kj(project, "plan")
    damage.done(project)
    for note in forgotten:
        (project.build / note).unlink(missing_ok=True)
    certain, unpublished = plan(project)
    assert certain >= damage.lost
    assert unpublished or certain
    # Records of what reads a record that is gone are looked at again; nothing else is.
    if "record" not in name and "published" not in name:
        assert certain == damage.lost
    assert "0 assets would run" not in call_kj(project, "plan").output or unpublished
    found = {
        f["about"]: f["status"] for f in json.loads(call_kj(project, "doctor", "--json").output)
    }
    assert {"plan", "published", "kj.duckdb"} & {
        about for about, was in found.items() if was != "ok"
    }
    dagster = Dagster(scene)
    asked = dagster.is_asked_for()
    assert asked is not None
    assert set(asked) == damage.lost or (not damage.lost and len(asked) <= max(1, len(certain)))
    assert dagster.materialize_all() == damage.lost
    assert plan(project) == (set(), False)
    assert dagster.is_asked_for() is None
    assert contents(project) == before


@pytest.mark.slow
@pytest.mark.parametrize("name", DAMAGES)
def test_a_build_brings_back_what_is_lost_and_nothing_else(scene, before, name):
    DAMAGES[name].done(scene.project)
    assert scene.runs() == DAMAGES[name].lost
    assert contents(scene.project) == before


@pytest.mark.slow
def test_a_damage_is_asked_for_once_and_the_same_one_later_again(scene, before):
    dagster = Dagster(scene)

    def name_of_damage() -> str:
        ask(scene.project, BOTH, DROP)
        watch = store_sensor(dagster.assets, scene.project.build, BUILD_JOB)
        first, again = (
            watch(dg.build_sensor_context(instance=scene.instance)).run_key for _ in range(2)
        )
        assert first == again
        dagster.materialize_all()
        return first

    assert name_of_damage() != name_of_damage()


def test_a_copy_of_a_project_is_as_settled_as_the_project(scene, before):
    assert plan(scene.project) == (set(), False)
    (scene.project.build / WORK).unlink()
    assert plan(scene.project) == (set(), False)
