"""Names of rows: short where a table is of one wave, told apart where it spans waves."""

from __future__ import annotations

import pandas as pd

from kj_assets.publish.briefing.claim import Claim, name_rows


def test_a_row_of_one_wave_keeps_its_name_from_wave_to_wave():
    named = {
        name_rows("effects", pd.DataFrame({"term": ["us_trust"], "level": ["trust"], "wave": [w]}))
        for w in ("2025", "2026")
    }
    assert named == {("effects-us_trust-trust",)}


def test_rows_of_several_waves_are_told_apart():
    table = pd.DataFrame({"item": ["liking"] * 2, "wave": ["2025", "2026"]})
    assert name_rows("trend", table) == ("trend-liking-2025", "trend-liking-2026")


def test_a_claim_leads_to_the_row_of_its_figure_or_to_the_figure():
    assert Claim("75.5%", "positive").within("answers").place == "answers-positive"
    assert Claim("75.5%", figure="answers").place == "answers"
    assert Claim("75.5%", "positive").place == ""
