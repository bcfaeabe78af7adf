"""A wave too large for memory: nothing that every wave needs holds its respondents.

How much it takes is measured in `benchmarks/large`.
"""

from __future__ import annotations

from benchmarks.large.waves import make_project
from kj_assets.dagster_kit.asset import show_key
from kj_assets.graph import declare_assets, read_declarations
from kj_assets_tests.e2e.building import SHIPPED

ONE_ROW_EACH = {"responses", "clean", "rejected", "validated", "weights", "respondents"}
# For waves that fit, as `docs/large-waves.md` says: a bootstrap; respondents under a licence.
WHOLE = {"wave_2025/raked_errors_bilateral_security", "publication/release"}


def test_tables_with_a_row_a_respondent_are_read_in_chunks():
    assets = declare_assets(SHIPPED, read_declarations(SHIPPED))
    holding = {
        show_key(asset.key)
        for asset in assets
        for name, table in asset.inputs.items()
        if table[1] in ONE_ROW_EACH and name not in asset.in_chunks
    }
    assert holding <= WHOLE
    assert sum(bool(asset.in_chunks) for asset in assets) >= 8


def test_the_measured_wave_is_declared_as_large_as_it_is(tmp_path):
    project = make_project(tmp_path, 2_500)
    declared = read_declarations(project)
    (wave,) = (wave for wave in declared.waves if wave.declaration.n == 2_500)
    assert wave.declaration.licence is None
    assert not any(model.raked_errors for model in declared.models.models.values())
    assert not any("raked" in asset.key[1] for asset in declare_assets(project, declared))
