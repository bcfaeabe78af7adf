"""Made-up results of a tiny survey, as the stages before the figures would hand them over.

Here: builders of tables, and figures drawn from them. Not here: what is declared
(`declared.py`), expectations.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd

from kj_assets.figure.comparison import draw_comparison
from kj_assets.figure.describe import describe_wave, describe_waves
from kj_assets.figure.distribution import draw_distribution
from kj_assets.figure.drawing import Drawing
from kj_assets.figure.effects import draw_effects
from kj_assets.figure.sensitivity import draw_sensitivity
from kj_assets.figure.trend import draw_trend
from kj_assets.figure.wording import Language
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.registry import Wave
from kj_assets_tests.figure.declared import codebook, models, wave


def share(level: str, value: float, kind: str = "level", **more: Any) -> dict[str, Any]:
    return {
        "item": "cooperation",
        "level": level,
        "kind": kind,
        "share": value,
        "conf_low_95": value - 0.02,
        "conf_high_95": value + 0.02,
        "conf_low_99": value - 0.03,
        "conf_high_99": value + 0.03,
        "n": round(value * 1000),
        "n_base": 1000,
        "deff": 1.1,
    } | more


def toplines(positive: float = 0.7) -> pd.DataFrame:
    """Answers of one item; rows stand in no helpful order."""
    rest = 1 - positive
    return pd.DataFrame(
        [
            share("dont_know", 0.05, "missing"),
            share("against", rest * 0.6),
            share("neutral", rest * 0.4),
            share("very", positive * 0.3),
            share("rather", positive * 0.7),
            share("positive", positive, "net"),
            share("negative", rest * 0.6, "net"),
            share("yes", 0.5, item="threat"),
        ]
    )


def effect(term: str, estimate: float | None, p: float = 0.001, **more: Any) -> dict[str, Any]:
    """One effect with intervals of ±5 and ±7 points; without an estimate, a refused one."""
    row: dict[str, Any] = {"term": term, "level": "yes", "model": "one", "n": 900}
    names = ("estimate", "conf_low_95", "conf_high_95", "conf_low_99", "conf_high_99")
    if estimate is None:
        refused = dict.fromkeys((*names, "p", "p_holm", "p0", "p1"), float("nan"))
        return row | refused | {"code": "S001", "reason": "all agree"} | more
    around = (0.0, -0.05, 0.05, -0.07, 0.07)
    numbers = {name: estimate + shift for name, shift in zip(names, around, strict=True)}
    predicted = {"p0": 0.5, "p1": 0.5 + estimate}
    return row | numbers | predicted | {"p": p, "p_holm": p, "code": None, "reason": None} | more


def effects(*rows: dict[str, Any], model_key: str = "one") -> pd.DataFrame:
    made = rows or (effect("liking", 0.258), effect("threat", 0.164), effect("trust", 0.031, 0.24))
    control = effect("sex", 0.4)
    return pd.DataFrame([control, *made]).assign(model=model_key)


def vary(declared: pd.DataFrame) -> pd.DataFrame:
    """Variants of some effects: the same again, one of them without a term."""
    others = ("as_declared", "unweighted", "dont_know_as_level", "without_liking")
    blocks = [declared.assign(variant=name) for name in others]
    blocks[-1] = blocks[-1][blocks[-1]["term"] != "liking"]
    return pd.concat(blocks, ignore_index=True)


def difference(term: str, estimate: float | None, p: float = 0.001) -> dict[str, Any]:
    row = effect(term, estimate, p)
    kept = {k: v for k, v in row.items() if k not in ("term", "level", "n", "p0", "p1", "model")}
    gaps = {"estimate_a": 0.2, "estimate_b": 0.2 - (estimate or 0)}
    return kept | gaps | {"term_a": term, "level_a": "yes", "n_a": 900}


def differences(*rows: dict[str, Any]) -> pd.DataFrame:
    made = rows or (
        difference("threat", 0.012, 0.63),
        difference("trust", -0.095),
        difference("liking", 0.104),
    )
    return pd.DataFrame(list(made))


def point(at: str, value: float, **more: Any) -> dict[str, Any]:
    return {
        "wave": at,
        "item": "cooperation",
        "level": "positive",
        "kind": "net",
        "share": value,
        "conf_low_95": float("nan"),
        "conf_high_95": float("nan"),
        "n": 1000,
        "mode": "face-to-face",
        "provenance": "published",
        "source": f"https://www.example.org/{at}",
    } | more


def computed(at: str, value: float, kind: str = "reconstructed", **more: Any) -> dict[str, Any]:
    interval = {"conf_low_95": value - 0.02, "conf_high_95": value + 0.02}
    return point(at, value, provenance=kind, mode="web", source="An agency") | interval | more


def trend(*rows: dict[str, Any]) -> pd.DataFrame:
    made = rows or (
        point("2021", 0.61),
        point("2023", 0.64),
        point("2024", 0.6649, mode="web"),
        point("2025", 0.70, mode="web"),
        computed("2025", 0.7002),
    )
    return pd.DataFrame(list(made))


@dataclass(frozen=True)
class Results:
    """Everything the figures are drawn from."""

    codebook: Codebook
    toplines: pd.DataFrame
    one: pd.DataFrame
    two: pd.DataFrame
    differences: pd.DataFrame
    trend: pd.DataFrame
    wave: Wave

    def draw(self, kind: str, language: Language) -> Drawing:
        about = describe_wave(self.wave, self.codebook, language)
        if kind == "distribution":
            return draw_distribution(self.toplines, "cooperation", self.codebook, about, language)
        if kind == "effects":
            return draw_effects(self.one, "one", models(), self.codebook, about, language)
        if kind == "comparison":
            tables = (self.one, self.two, self.differences)
            return draw_comparison(*tables, "both", models(), self.codebook, about, language)
        if kind == "sensitivity":
            rows = vary(self.one)
            return draw_sensitivity(rows, "one", models(), self.codebook, about, language)
        waves = describe_waves([self.wave], self.codebook, language)
        levels = ("positive", "negative")
        return draw_trend(self.trend, "cooperation", levels, self.codebook, waves, language)


KINDS: Sequence[str] = ("distribution", "effects", "comparison", "sensitivity", "trend")


def results(**more: Any) -> Results:
    made: dict[str, Any] = {
        "codebook": codebook(),
        "toplines": toplines(),
        "one": effects(),
        "two": effects(model_key="two"),
        "differences": differences(),
        "trend": trend(),
        "wave": wave(),
    }
    return Results(**(made | more))


@cache
def draw_plain(kind: str, language: Language) -> Drawing:
    """A figure of the plain results, drawn once a process."""
    return results().draw(kind, language)
