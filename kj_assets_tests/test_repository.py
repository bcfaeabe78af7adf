"""Promises of the repository itself: settings, declarations an editor can check, no strays."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import dagster as dg
import jsonschema
import pytest
import yaml

from kj_assets.dagster_kit.develop import SETTINGS
from kj_assets.definitions import build_definitions
from kj_assets_tests.e2e.building import SHIPPED

DECLARATIONS = sorted(SHIPPED.data.glob("*.yaml")) + sorted(SHIPPED.waves.glob("*/*.yaml"))


def test_a_new_dagster_home_gets_the_settings_in_git():
    assert SETTINGS.read_bytes() == (SHIPPED.dagster_home / "dagster.yaml").read_bytes()


def test_dagster_asks_no_outside_host():
    settings = yaml.safe_load(SETTINGS.read_text(encoding="utf-8"))
    assert settings["telemetry"] == {"enabled": False}
    assert settings["nux"] == {"enabled": False}


def test_definitions_load_with_their_groups_schedule_and_sensors():
    definitions = build_definitions(SHIPPED)
    dg.Definitions.validate_loadable(definitions)
    repository = definitions.get_repository_def()
    groups = {spec.group_name for spec in repository.asset_graph.asset_nodes}
    assert {"wave_2025", "trend", "publication"} <= groups
    assert len(repository.schedule_defs) == 1
    assert {sensor.name for sensor in repository.sensor_defs} >= {"rebuild_what_changed"}


@pytest.mark.parametrize("path", DECLARATIONS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_an_editor_finds_the_schema_and_no_mistake(path: Path):
    first = path.read_text(encoding="utf-8").splitlines()[0]
    found = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
    assert found
    schema = json.loads((path.parent / found[1]).read_text(encoding="utf-8"))
    content = yaml.load(path.read_text(encoding="utf-8"), Loader=_AsEditorsRead)
    jsonschema.Draft202012Validator(schema).validate(content)


class _AsEditorsRead(yaml.SafeLoader):
    """YAML 1.2 as JSON Schema sees it: yes and no are words, dates are strings."""


_AsEditorsRead.yaml_implicit_resolvers = {
    first: [(tag, rule) for tag, rule in rules if not tag.endswith((":bool", ":timestamp"))]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_AsEditorsRead.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf")
)


def test_no_committed_file_names_a_machine_or_a_registry():
    listed = subprocess.run(
        ["git", "grep", "-lIE", r"(/root/|/home/[a-z]+/|files\.pythonhosted|index-url [^-])"],
        cwd=SHIPPED.root,
        text=True,
        capture_output=True,
    )
    own = "kj_assets_tests/test_repository.py"
    assert [name for name in listed.stdout.splitlines() if name != own] == []
