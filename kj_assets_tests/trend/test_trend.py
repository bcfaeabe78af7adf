"""Waves side by side: what is computed, what is published, and changes tested as differences."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kj_assets.trend.change import measure_changes
from kj_assets.trend.pooled import ONE_WAVE, WaveOrigin, pool_effects, pool_toplines
from kj_assets_tests.builders import levels_item, make_codebook, text

CODEBOOK = make_codebook(q=levels_item(("yes", "no")))
BROKEN = make_codebook(
    q=levels_item(
        ("yes", "no"),
        comparability=[{"wave": "2031", "breaks_trend": True, "note": text("new wording")}],
    )
)


def origin(wave: str, mode: str = "web") -> WaveOrigin:
    return WaveOrigin(wave, mode, "microdata", "an agency")


def toplines(wave: str, share: float, n: int = 1000) -> pd.DataFrame:
    error = np.sqrt(share * (1 - share) / n)
    row = {"wave": wave, "item": "q", "level": "yes", "kind": "level", "share": share}
    return pd.DataFrame(
        [
            row
            | {"std_error": error, "conf_low_95": share - 0.03, "conf_high_95": share + 0.03}
            | {"df": float(n - 1), "n": 600, "n_base": n}
        ]
    )


def pool(*origins: WaveOrigin, **tables: pd.DataFrame):
    return pool_toplines(origins, CODEBOOK, None, **tables)


def test_one_wave_is_said_to_be_one_wave_and_does_not_fail():
    pooled = pool(origin("2030"), wave_2030=toplines("2030", 0.5))
    changes = measure_changes(pooled.frame, CODEBOOK)
    assert pooled.notes == changes.notes == {"waves": ONE_WAVE}
    assert changes.frame.empty
    assert len(pooled.frame) == 1


def two_waves(mode: str = "web") -> pd.DataFrame:
    return pool(
        origin("2030"),
        origin("2031", mode),
        wave_2030=toplines("2030", 0.50),
        wave_2031=toplines("2031", 0.56, n=1200),
    ).frame


def test_a_change_is_tested_with_both_samples_variances():
    (change,) = measure_changes(two_waves(), CODEBOOK).frame.to_dict(orient="records")
    assert change["change"] == pytest.approx(0.06)
    expected = np.sqrt(0.5 * 0.5 / 1000 + 0.56 * 0.44 / 1200)
    assert change["std_error"] == pytest.approx(expected, rel=1e-12)
    assert change["df"] == 999 + 1199
    assert change["p"] == pytest.approx(0.00498, abs=2e-5)
    assert change["conf_low_95"] < 0.06 < change["conf_high_95"]
    assert change["comparable"]


@pytest.mark.parametrize(
    ("mode", "codebook"), [("face_to_face", CODEBOOK), ("web", BROKEN)], ids=["mode", "wording"]
)
def test_a_change_across_a_break_is_marked(mode, codebook):
    (change,) = measure_changes(two_waves(mode), codebook).frame.to_dict(orient="records")
    assert not change["comparable"]


def test_effects_of_all_waves_keep_their_provenance():
    tables = {
        f"wave_{year}": pd.DataFrame({"wave": [year], "model": ["m"], "estimate": [0.1]})
        for year in ("2030", "2031")
    }
    pooled = pool_effects((origin("2030"), origin("2031")), **tables)
    assert pooled.frame["provenance"].to_list() == ["microdata", "microdata"]
    assert pooled.notes == {}
