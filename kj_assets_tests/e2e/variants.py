"""One wave declared in every way there is: keys left out, weights, design, items, models."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from kj_assets.project import Project
from kj_assets_tests.e2e.small_project import (
    declare_wave,
    deliver,
    interview_people,
    read_wave,
    write_small_project,
)
from kj_assets_tests.e2e.waves_project import MODELS

CHOICES: dict[str, tuple[Any, ...]] = {
    "weight": ("given", "raked", "none"),
    "design": ("none", "stratum", "unit", "both", "lone"),
    "lone_units": (None, "refuse", "certainty", "adjust", "average", "merge"),
    "items": ("all", "one", "not_asked", "number"),
    "with_models": (True, False),
    "population": ("korea", "japan", "united_states"),
    "mode": ("face-to-face", "telephone", "web", "mixed"),
    "sampling": ("probability", "nonprobability"),
    "provenance": ("microdata", "reconstructed"),
    "absent": ((), ("n",), ("provenance",), ("weight",), ("gate", "n", "provenance", "assumed")),
    "with_dates": (True, False),
}


@dataclass(frozen=True)
class Variant:
    """A way to declare the small project's wave."""

    weight: str = "given"
    design: str = "none"
    lone_units: str | None = None
    items: str = "all"
    with_models: bool = True
    population: str = "korea"
    mode: str = "web"
    sampling: str = "nonprobability"
    provenance: str = "reconstructed"
    absent: tuple[str, ...] = ()
    with_dates: bool = False

    def __str__(self) -> str:
        """What differs from the usual."""
        usual = asdict(Variant())
        return ", ".join(f"{k} {v}" for k, v in asdict(self).items() if v != usual[k]) or "usual"


def each_choice() -> Iterator[Variant]:
    """Every value of every choice, the others as usual; and each weight with each design."""
    yield Variant()
    for name, values in CHOICES.items():
        for value in values:
            if value != getattr(Variant(), name):
                more = {"design": "lone"} if name == "lone_units" else {}
                yield replace(Variant(), **{name: value, **more})
    for weight, design in product(CHOICES["weight"][1:], CHOICES["design"][1:]):
        yield Variant(weight=weight, design=design)


def draw_variant(random: np.random.Generator) -> Variant:
    """Any of all of them together."""
    drawn = {name: values[random.integers(len(values))] for name, values in CHOICES.items()}
    if drawn["design"] == "none":
        drawn["lone_units"] = None
    return Variant(**drawn)


def write_variant(folder: Path, variant: Variant) -> Project:
    """A project with the one wave, declared that way; nothing built."""
    project = write_small_project(folder)
    wave = read_wave(project)
    wave["population"] = variant.population
    wave["provenance"] = variant.provenance
    wave["fieldwork"] |= {"mode": variant.mode, "sampling": variant.sampling}
    if variant.with_dates:
        wave["fieldwork"] |= {"start": "2031-08-01", "end": "2031-08-20"}
    wave["weight"] = {
        "given": {"column": "W"},
        "raked": {"rake": {"population": "2031", "margins": ["age_band"]}},
        "none": {},
    }[variant.weight]
    columns = {"stratum": "STRATUM", "unit": "UNIT"}
    wanted = {"none": (), "both": ("stratum", "unit"), "lone": ("stratum",)}.get(
        variant.design, (variant.design,)
    )
    wave["design"] = {name: columns[name] for name in wanted}
    if variant.lone_units:
        wave["design"]["lone_units"] = variant.lone_units
    _choose_items(wave["crosswalk"], variant)
    for name in variant.absent:
        wave.pop(name, None)
    declare_wave(project, wave)
    _write_population(project)
    _dump(_declare_models(variant), project.models)
    _deliver(project, variant)
    return project


def _choose_items(crosswalk: dict[str, Any], variant: Variant) -> None:
    if variant.items == "one":
        kept = {"support": crosswalk["support"]}
    elif variant.items == "number":
        kept = {"age": crosswalk["age"]}
    elif variant.items == "not_asked":
        kept = crosswalk | {"threat": {"not_asked": True}}
    else:
        return
    if variant.weight == "raked":
        kept["age"] = crosswalk["age"]
    crosswalk.clear()
    crosswalk.update(kept)


def _declare_models(variant: Variant) -> dict[str, Any]:
    weights = {"weights": {"kind": "weighting"}, "missing": {"kind": "missing_answers"}}
    if not variant.with_models:
        trend = MODELS["figures"]["over_waves"]
        return {"models": {}, "figures": weights | {"over_waves": trend}}
    crosstab = {"items": ["support"], "by": ["age_band"]}
    groups = {"kind": "subgroups", "crosstab": "ages", "item": "support", "level": "yes"}
    figures = MODELS["figures"] | weights | {"groups": groups}
    return MODELS | {"crosstabs": {"ages": crosstab}, "figures": figures}


def _write_population(project: Project) -> None:
    project.population.mkdir(parents=True, exist_ok=True)
    rows = "age_band,count,source\nyoung,400,made up\nold,600,made up\n"
    (project.population / "2031.csv").write_text(rows, encoding="utf-8")


def _deliver(project: Project, variant: Variant) -> None:
    people = interview_people()
    place = np.arange(len(people))
    people["STRATUM"] = np.where(place % 3 == 0, "north", "south")
    people["UNIT"] = place % 20
    if variant.design == "lone":
        people.loc[len(people) - 1, "STRATUM"] = "island"
    deliver(project, people)


def _dump(declared: dict[str, Any], path: Path) -> None:
    path.write_text(yaml.safe_dump(declared, sort_keys=False, allow_unicode=True), "utf-8")
