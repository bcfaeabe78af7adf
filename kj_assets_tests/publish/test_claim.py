"""Names of rows: short where a table is of one wave, told apart where it spans waves."""

from __future__ import annotations

import pandas as pd

from kj_assets.publish.briefing.claim import name_rows


def test_a_row_of_one_wave_keeps_its_name_from_wave_to_wave():
    named = {
        name_rows("effects", pd.DataFrame({"term": ["us_trust"], "level": ["trust"], "wave": [w]}))
        for w in ("2025", "2026")
    }
    assert named == {("effects-us_trust-trust",)}


def test_rows_of_several_waves_are_told_apart():
    table = pd.DataFrame({"item": ["liking"] * 2, "wave": ["2025", "2026"]})
    assert name_rows("trend", table) == ("trend-liking-2025", "trend-liking-2026")
