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

from kj_assets.figure.changes import draw_changes
from kj_assets.figure.comparison import draw_comparison
from kj_assets.figure.describe import describe_wave, describe_waves
from kj_assets.figure.distribution import draw_distribution
from kj_assets.figure.drawing import Drawing
from kj_assets.figure.effect_trend import draw_effect_trend
from kj_assets.figure.effects import draw_effects
from kj_assets.figure.missing import draw_missing
from kj_assets.figure.question import draw_question
from kj_assets.figure.sensitivity import draw_sensitivity
from kj_assets.figure.subgroups import GroupTables, draw_subgroups
from kj_assets.figure.trend import draw_trend
from kj_assets.figure.weighting import draw_weighting
from kj_assets.figure.within import draw_within
from kj_assets.figure.wording import Language
from kj_assets.model.figures import SubgroupsFigure, WithinFigure
from kj_assets.model.question import Question
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.registry import Wave
from kj_assets_tests.figure.declared import codebook, models, wave, words


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


def within_trust(*rows: dict[str, Any]) -> pd.DataFrame:
    """Effects among those who trust and those who do not."""
    made = rows or [
        effect(term, size) | {"subgroup": f"trust={level}"}
        for level, size in (("yes", 0.21), ("no", 0.12))
        for term in ("threat", "liking")
    ]
    return pd.DataFrame(list(made))


def between_trust(**p: float) -> pd.DataFrame:
    """Differences between the two by their p; Holm leaves them as they are."""
    tested = p or {"threat": 0.002, "liking": 0.4}
    groups = {"subgroup_a": "trust=yes", "subgroup_b": "trust=no"}
    return pd.DataFrame(
        [
            difference(term, 0.09, value) | groups | {"p_holm": value}
            for term, value in tested.items()
        ]
    )


def group(by: str, name: str, value: float | None, n_base: int = 400) -> dict[str, Any]:
    """A group's share of the positive answers; without a value, a refused group."""
    named = {"by": by, "group": name, "small": n_base < 100}
    if value is not None:
        return share("positive", value, "net", **(named | {"n_base": n_base, "code": None}))
    names = ("share", "conf_low_95", "conf_high_95", "conf_low_99", "conf_high_99", "deff")
    refused = dict.fromkeys(names, float("nan")) | {"n": 0, "n_base": 0, "level": None}
    return share("", 0.0) | refused | named | {"code": "X002", "reason": "nobody answered"}


def crosstabs(*rows: dict[str, Any]) -> pd.DataFrame:
    made = rows or (
        *(group("threat", "yes", 0.81), group("threat", "no", 0.55)),
        *(group("liking", "yes", 0.71), group("liking", "no", 0.66, n_base=60)),
    )
    return pd.DataFrame(list(made))


def group_tests(**p: float) -> pd.DataFrame:
    """Rao-Scott tests of the groupings by their p; Holm leaves them as they are."""
    tested = p or {"threat": 0.0004, "liking": 0.42}
    named = {"item": "cooperation", "level": "positive"}
    return pd.DataFrame([named | {"by": by, "p": v, "p_holm": v} for by, v in tested.items()])


def weigh(*weights: float) -> pd.DataFrame:
    return pd.DataFrame({"weight": weights or (0.5, 0.8, 0.9, 1.0, 1.1, 1.7)})


def margins() -> pd.DataFrame:
    rows = [("threat", "yes", 4, 0.6, 0.52, 0.6), ("threat", "no", 2, 0.4, 0.48, 0.4)]
    return pd.DataFrame(rows, columns=["margin", "level", "n", "target", "before", "after"])


def change(item: str, before: float, after: float, **more: Any) -> dict[str, Any]:
    """A share's change from 2025 to 2026 with a standard error of one point."""
    moved = after - before
    return {
        "item": item,
        "level": "positive" if item == "cooperation" else "yes",
        "wave_a": "2025",
        "wave_b": "2026",
        "share_a": before,
        "share_b": after,
        "change": moved,
        "std_error": 0.01,
        "df": 2000.0,
        "p": 0.0001 if abs(moved) > 0.03 else 0.4,
        "conf_low_95": moved - 0.0196,
        "conf_high_95": moved + 0.0196,
        "conf_low_99": moved - 0.0258,
        "conf_high_99": moved + 0.0258,
        "samples": "independent",
        "comparable": True,
        "break_en": "",
        "break_ko": "",
        "code": "",
        "reason": "",
        "p_holm": 0.0002 if abs(moved) > 0.03 else 0.8,
        "n": 1000,
    } | more


def broken(item: str) -> dict[str, Any]:
    """A change across a break: the row stays, without a number."""
    tested = (
        "change",
        "std_error",
        "p",
        *(f"conf_{s}_{k}" for s in ("low", "high") for k in (95, 99)),
    )
    why = {"break_en": "2026: another wording", "break_ko": "2026: 다른 문구"}
    refused = {"comparable": False, "code": "V003"} | why
    return change(item, 0.60, 0.70) | dict.fromkeys(tested, float("nan")) | refused


def changes(*rows: dict[str, Any]) -> pd.DataFrame:
    made = rows or (
        change("liking", 0.42, 0.35),
        change("cooperation", 0.70, 0.76),
        change("threat", 0.50, 0.49),
        broken("trust"),
        change("trust", 0.50, 0.60, wave_a="2024", wave_b="2025"),
    )
    return pd.DataFrame(list(made))


def effect_changes(**moved: float) -> pd.DataFrame:
    """Changes of the effects of model one from 2025 to 2026; trust's crosses a break."""
    found = {"threat": 0.08, "liking": -0.01} | moved
    named = {"model": "one", "level": "yes", "base": "no"}
    named["span"] = "step"
    rows = [
        change(item, 0.1, 0.1 + size)
        | named
        | {"term": item, "p_holm": 0.001 if size > 0.03 else 0.4}
        for item, size in found.items()
    ]
    return pd.DataFrame(
        [*rows, broken("trust") | named | {"term": "trust", "p_holm": float("nan")}]
    ).assign(reason="")


UNBROKEN = {"line": 0, "break_kinds": "", "break_en": "", "break_ko": ""}
MODE_BROKE = {
    "break_kinds": "mode",
    "break_en": "2024: face-to-face → web panel",
    "break_ko": "2024: 대면면접 → 온라인 패널",
}


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
        "fixed_by": "",
        "source": f"https://www.example.org/{at}",
        "population": "korea",
        **UNBROKEN,
    } | more


def computed(at: str, value: float, kind: str = "reconstructed", **more: Any) -> dict[str, Any]:
    interval = {"conf_low_95": value - 0.02, "conf_high_95": value + 0.02}
    return point(at, value, provenance=kind, mode="web", source="An agency") | interval | more


def trend(*rows: dict[str, Any]) -> pd.DataFrame:
    made = rows or (
        point("2021", 0.61),
        point("2023", 0.64),
        point("2024", 0.6649, mode="web", line=1, **MODE_BROKE),
        point("2025", 0.70, mode="web", line=1),
        computed("2025", 0.7002, line=1),
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
    crosstabs: pd.DataFrame
    group_tests: pd.DataFrame
    weights: pd.DataFrame
    margins: pd.DataFrame | None
    changes: pd.DataFrame
    effect_changes: pd.DataFrame
    answers: pd.DataFrame
    within: pd.DataFrame
    between: pd.DataFrame

    @property
    def course(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Shares over waves, and their changes."""
        return self.trend, self.changes

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
        if kind == "within":
            shown = WithinFigure(kind="within", model="one", item="trust")
            tables = (self.within, self.between)
            return draw_within(*tables, shown, models(), self.codebook, about, language)
        if kind in ("subgroups", "missing_answers", "weighting"):
            return self._draw_groups(kind, language)
        return self._draw_waves(kind, language)

    def _draw_groups(self, kind: str, language: Language) -> Drawing:
        about = describe_wave(self.wave, self.codebook, language)
        if kind == "subgroups":
            declared = models()
            figure = declared.figures["who"]
            assert isinstance(figure, SubgroupsFigure)
            tables = GroupTables(self.toplines, self.crosstabs, self.group_tests)
            crosstab = declared.crosstabs["groups"]
            return draw_subgroups(tables, figure, crosstab, self.codebook, about, language)
        if kind == "missing_answers":
            return draw_missing(self.toplines, self.codebook, about, language)
        weight = self.wave.declaration.weight
        return draw_weighting(self.weights, self.margins, weight, 1, self.codebook, about, language)

    def _draw_waves(self, kind: str, language: Language) -> Drawing:
        about = describe_wave(self.wave, self.codebook, language)
        if kind == "changes":
            shown = {"cooperation": "positive", "threat": "yes", "trust": "yes", "liking": "yes"}
            return draw_changes(self.changes, shown, self.codebook, about, language)
        if kind == "effect_trend":
            rows = pd.concat([self.one.assign(wave=wave) for wave in ("2025", "2026")])
            rows = rows.assign(provenance="reconstructed")
            told = (rows, self.effect_changes, "one", models(), self.codebook, about, language)
            return draw_effect_trend(*told)
        if kind == "question":
            return self._draw_question(language)
        waves = describe_waves([self.wave], self.codebook, language)
        levels = ("positive", "negative")
        return draw_trend(*self.course, "cooperation", levels, self.codebook, waves, language)

    def _draw_question(self, language: Language) -> Drawing:
        """Trust in both models: its gap grows in one, and moved across a break in the other."""
        both = pd.concat(
            [
                table.assign(wave=wave, model=key, provenance="reconstructed", population="korea")
                for key, table in (("one", self.one), ("two", self.two))
                for wave in ("2025", "2026")
            ]
        )
        effects = both[both["term"] == "trust"]
        declared = Question.model_validate(ASKED)
        told = (effects, declared, models(), self.codebook)
        about = describe_wave(self.wave, self.codebook, language)
        return draw_question(self.answers, *told, about, language)


ASKED = {"label": words("Does trust matter more?", "신뢰와의 연관이 강해지는가?"), "term": "trust"}
ASKED |= {"models": ["one", "two"]}


def answers(**verdicts: str) -> pd.DataFrame:
    """Verdicts on trust by model, with numbers to go with them."""
    told = verdicts or {"one": "stronger", "two": "not_comparable"}
    named = {"term": "trust", "level": "yes", "base": "no", "population": "korea", "reason": ""}
    numbers = {"estimate_a": 0.04, "estimate_b": 0.12}
    rows = []
    for key, verdict in told.items():
        row = broken("trust") if verdict == "not_comparable" else change("trust", 0.04, 0.12)
        one = {"wave_a": "", "change": float("nan")} if verdict == "one_wave" else {}
        p = 0.3 if verdict == "no_change" else row["p"]
        more = {"model": key, "verdict": verdict, "p": p, "p_holm": p}
        rows.append(row | named | numbers | more | one)
    return pd.DataFrame(rows)


KINDS: Sequence[str] = (
    *("distribution", "effects", "comparison", "sensitivity", "within", "trend"),
    *("subgroups", "missing_answers", "weighting", "changes", "effect_trend"),
    "question",
)


def results(**more: Any) -> Results:
    made: dict[str, Any] = {
        "codebook": codebook(),
        "toplines": toplines(),
        "one": effects(),
        "two": effects(model_key="two"),
        "differences": differences(),
        "trend": trend(),
        "wave": wave(weight={"rake": {"population": "p", "margins": ["threat"]}}),
        "crosstabs": crosstabs(),
        "group_tests": group_tests(),
        "weights": weigh(),
        "margins": margins(),
        "changes": changes(),
        "effect_changes": effect_changes(),
        "answers": answers(),
        "within": within_trust(),
        "between": between_trust(),
    }
    return Results(**(made | more))


@cache
def draw_plain(kind: str, language: Language) -> Drawing:
    """A figure of the plain results, drawn once a process."""
    return results().draw(kind, language)
