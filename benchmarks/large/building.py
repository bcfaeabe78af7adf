"""Building one project in this process, and what each asset took: seconds and peak memory.

`python -m benchmarks.large.building FOLDER` prints a line of JSON for each asset as it ends, the
whole last. Linux only: the peak is the kernel's own, set back before each asset.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import time
from pathlib import Path

from kj_assets.dagster_kit.dagster_files import open_instance
from kj_assets.dagster_kit.develop import prepare_home
from kj_assets.dagster_kit.run import AssetEvent, build_until_fresh
from kj_assets.definitions import assemble_project
from kj_assets.graph import declare_assets, read_declarations
from kj_assets.project import Project

WHOLE = "everything"


class Meter:
    """Prints what each asset took as its events come."""

    def __init__(self) -> None:
        """Start from here."""
        self.peak = 0.0
        self.restart()

    def restart(self) -> None:
        """What is measured next begins now."""
        self.started = (time.monotonic(), time.process_time())

    def take(self, event: AssetEvent) -> None:
        """One asset has begun or ended."""
        if event.key is None or event.what == "skipped":
            return
        self.peak = max(self.peak, read_peak())
        if event.what == "started":
            reset_peak()
            self.restart()
        else:
            self.tell("/".join(event.key), read_peak(), event.what, event.message)

    def tell(self, name: str, peak: float, what: str, message: str = "") -> None:
        """Print one line: seconds and processor seconds since `restart`, and a peak."""
        wall, processor = (
            now - then
            for now, then in zip((time.monotonic(), time.process_time()), self.started, strict=True)
        )
        told = {"name": name, "what": what, "seconds": wall, "processor_seconds": processor}
        print(json.dumps(told | {"peak_mb": peak, "message": message}), flush=True)


def read_peak() -> float:
    """Peak resident MB of this process since it was last set back."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert found
    return int(found[1]) * 1024 / 1e6


def reset_peak() -> None:
    """Set the peak back to what is resident now."""
    Path("/proc/self/clear_refs").write_text("5", encoding="utf-8")


def build(folder: Path) -> None:
    """Build a project and print what it took."""
    project = Project.at(folder)
    prepare_home(project.dagster_home)
    meter, whole = Meter(), Meter()
    with open_instance(project.dagster_home) as instance:
        declared = read_declarations(project)
        assets = declare_assets(project, declared)
        definitions = assemble_project(project, declared, assets)
        result = build_until_fresh(
            assets, definitions, instance, project.build, lambda plan: None, meter.take
        )
    failed = "; ".join("/".join(key) for key in result.failed)
    whole.tell(WHOLE, max(meter.peak, read_peak()), "failed" if failed else "built", failed)


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    build(Path(sys.argv[1]))
