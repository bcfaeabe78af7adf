"""What Dagster is given: defined without a word to whoever builds."""

from __future__ import annotations

import warnings

from kj_assets_tests.dagster_kit.running import declare, define


def test_defining_everything_warns_of_nothing(tmp_path):
    file = tmp_path / "numbers.txt"
    file.write_text("1 2 3")
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        define(declare(file), tmp_path / "build")
    assert [str(one.message) for one in told] == []
