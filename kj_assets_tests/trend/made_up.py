"""Small waves for the trends: toplines as an analyst would write them down."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from kj_assets.dagster_kit.asset import Product
from kj_assets.trend.origin import PublishedSeries, WaveOrigin
from kj_assets.trend.toplines import pool_toplines
from kj_assets.waves.codebook import Codebook, Comparability
from kj_assets.waves.outside import OutsideFile
from kj_assets_tests.builders import levels_item, make_codebook, text

CODEBOOK = make_codebook(q=levels_item(("yes", "no")))


def note(wave: str, breaks: bool, words: str = "new wording") -> Comparability:
    return Comparability.model_validate({"wave": wave, "breaks_trend": breaks, "note": text(words)})


def origin(wave: str, mode: str = "web", **more: Any) -> WaveOrigin:
    told: dict[str, Any] = {"population": "korea", "provenance": "microdata", "source": "A"}
    return WaveOrigin(id=wave, mode=mode, **(told | more))


def toplines(wave: str, share: float, n: int = 1000, **more: Any) -> pd.DataFrame:
    """Shares of a yes/no question under simple random sampling."""
    error = np.sqrt(share * (1 - share) / n)
    rows = [
        {"level": level, "share": p, "n": round(p * n)}
        for level, p in (("yes", share), ("no", 1 - share))
    ]
    told = {"wave": wave, "item": "q", "kind": "level", "std_error": error, "df": n - 1.0}
    told |= {"conf_low_95": 0.0, "conf_high_95": 1.0, "n_base": n, "fixed_by": ""}
    return pd.DataFrame(rows).assign(**(told | more))


def pool(
    *origins: WaveOrigin,
    codebook: Codebook = CODEBOOK,
    notes: tuple[Comparability, ...] = (),
    published: PublishedSeries | None = None,
    **tables: pd.DataFrame,
) -> Product:
    return pool_toplines(origins, codebook, {"q": notes}, published, **tables)


def pool_two(first: WaveOrigin, second: WaveOrigin, **more: Any) -> pd.DataFrame:
    """Half yes of 1,000, then 56 per cent yes of 1,200."""
    tables = {
        first.schema: toplines(first.id, 0.50),
        second.schema: toplines(second.id, 0.56, n=1200),
    }
    return pool(first, second, **tables, **more).frame


def put_in_print(folder: Any, shares: str, waves: str, effects: str = "") -> PublishedSeries:
    """Published files, each from its lines below the header."""
    heads = {
        "toplines": "wave,item,level,relation,reference,percent,tolerance,source",
        "effects": "wave,outcome,term,relation,value,tolerance,source",
        "waves": "wave,mode,age_min,n,source,population",
    }
    lines = {"toplines": shares, "effects": effects, "waves": waves}
    for name, head in heads.items():
        (folder / f"{name}.csv").write_text(f"{head}\n{lines[name]}", encoding="utf-8")
    return PublishedSeries(
        *(OutsideFile(n, folder / f"{n}.csv") for n in ("toplines", "effects", "waves"))
    )
