"""Every figure can be made, whatever its tables lack: no page waits for one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pandas as pd
import pytest

from kj_assets.figure.assets import trend_figure_assets
from kj_assets.figure.wording import LANGUAGES, Language
from kj_assets.publish.briefing.tables import show_figure_table
from kj_assets_tests.figure.boxes import outside, overlapping
from kj_assets_tests.figure.declared import codebook, models, wave
from kj_assets_tests.figure.made_up import (
    KINDS,
    Results,
    changes,
    computed,
    point,
    results,
    trend,
)

TABLES = (
    *("toplines", "one", "two", "differences", "trend", "crosstabs", "group_tests"),
    *("changes", "effect_changes", "answers", "within", "between"),
)
ASKED = {"cooperation": {"column": "c"}}
# Numbers that say which row it is, and stay.
NAMES = ("line", "small", "comparable")


def empty(table: pd.DataFrame) -> pd.DataFrame:
    return table.iloc[:0]


def refuse(code: str, reason: str) -> Callable[[pd.DataFrame], pd.DataFrame]:
    def change(table: pd.DataFrame) -> pd.DataFrame:
        numbers = [c for c in table.select_dtypes("number").columns if c not in NAMES]
        gone = table.assign(**dict.fromkeys(numbers, float("nan")), code=code, reason=reason)
        return gone.assign(verdict="refused") if "verdict" in table else gone

    return change


LOSSES: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "no row": empty,
    "a refusal in every row": refuse("D001", "why"),
    "nothing that may be shown": refuse("D900", "n < 5"),
}
DRAWN = [kind for kind in KINDS if kind != "weighting"]
SAID: dict[str, dict[Language, tuple[str, ...]]] = {
    "no row": {"en": ("no numbers to show",), "ko": ("보여 줄 수치 없음",)},
    "a refusal in every row": {
        "en": ("no", "could not be compared"),
        "ko": ("없음", "추정하지 않음", "불가"),
    },
    "nothing that may be shown": {
        "en": ("not shown", "too few", "could not be compared"),
        "ko": ("표시하지 않음", "불가"),
    },
}


@cache
def lose(loss: str) -> Results:
    made = results()
    return replace(made, **{name: LOSSES[loss](getattr(made, name)) for name in TABLES})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", DRAWN)
@pytest.mark.parametrize("loss", LOSSES)
def test_a_figure_without_numbers_is_drawn_and_says_so(
    loss: str, kind: str, language: Language
) -> None:
    drawing = lose(loss).draw(kind, language)
    assert any(said in drawing.title for said in SAID[loss][language])
    told = " ".join([drawing.title, drawing.subtitle, drawing.alt, *drawing.footer])
    assert "nan" not in told and "NaN" not in told
    for specification in (drawing.specification, drawing.narrow):
        assert not outside(specification)
        assert not overlapping(specification)
    show_figure_table(drawing.table, kind, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("weight", [{}, {"column": "W"}])
def test_every_figure_of_a_wave_that_is_not_raked_has_its_table(
    weight: dict[str, str], kind: str, language: Language
) -> None:
    made = results(wave=wave(weight=weight), margins=None)
    view = show_figure_table(made.draw(kind, language).table, kind, language)
    assert all(len(row) == len(view.headers) for row in view.rows)


def test_shares_that_were_refused_are_not_said_to_lack_nothing() -> None:
    title = lose("a refusal in every row").draw("missing_answers", "en").title
    assert "none on" not in title


def test_changes_of_shares_that_no_step_has_are_no_error() -> None:
    made = results()
    other = made.changes.assign(level="another")
    assert replace(made, changes=other).draw("changes", "en").title.endswith("no numbers to show")


@pytest.mark.parametrize("population", ["korea", "japan", "united_states"])
def test_a_wave_has_lines_of_its_own_population(population: str) -> None:
    elsewhere = "korea" if population == "japan" else "japan"
    made, other = (
        wave(population=name, n=n, crosswalk=ASKED)
        for name, n in ((population, 700), (elsewhere, 800))
    )
    (asset,) = trend_figure_assets(made, [other, made], codebook(), models())
    assert [one.declaration.n for one in asset.settings["waves"]] == [700]
    rows = trend(computed("2025", 0.7, "microdata", population=population))
    product = asset.compute(toplines=rows, changes=changes(), **asset.settings)
    assert product.parts["data"]["share"].unique() == [0.7]


def test_a_trend_tells_how_those_waves_were_made_that_have_its_question() -> None:
    asking, silent = wave(crosswalk=ASKED), wave(crosswalk={"threat": {"column": "t"}})
    (asset,) = trend_figure_assets(silent, [asking, silent], codebook(), models())
    assert len(asset.settings["waves"]) == 1
    (asset,) = trend_figure_assets(silent, [silent], codebook(), models())
    told = {"toplines": trend(point("2024", 0.6)), "changes": changes()}
    product = asset.compute(**told, **asset.settings)
    footer = next(product.draw())["footer"].iloc[0]
    assert "An agency" not in footer
