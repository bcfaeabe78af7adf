"""What a worker of a test imports first: pictures and pages are hashes of what they read."""

from __future__ import annotations

import pytest

from kj_assets_tests.e2e.waves_project import draw_nothing


def dask_setup(worker: object) -> None:
    """Called by Dask when a worker starts."""
    draw_nothing(pytest.MonkeyPatch())
