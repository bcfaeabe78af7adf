"""What the benchmark ran on: processor, memory, load, versions."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from benchmarks.results import Result

LIBRARIES = ("numpy", "pandas", "scipy")


def describe_machine(load: float) -> str:
    """Return processor, cores, memory, and how many processes wanted a core before it began."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    cores = os.cpu_count() or 1
    shared = "; other work was using it" if load > 0.5 else ""
    return (
        f"{_name_processor()}, {cores} cores, {memory:.0f} GiB, {platform.system()}; "
        f"load average {load:.1f} when it began{shared}"
    )


def list_versions(results: Iterable[Result]) -> str:
    """Return the versions of Python, of what every contender is, and of what they stand on."""
    named = [f"Python {platform.python_version()}"]
    named += [f"{library} {version(library)}" for library in LIBRARIES]
    named += [str(result.runs[0].found["version"]) for result in results if result.runs]
    return ", ".join(dict.fromkeys(named))


def _name_processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
