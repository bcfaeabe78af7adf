"""What figures and the tables behind them show of small cells: that they are not shown, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kj_assets.dagster_kit.asset import Key
from kj_assets.figure.wording import LANGUAGES, Language
from kj_assets.publish.briefing.prose import tell_comparison, tell_distribution, tell_effects
from kj_assets.publish.briefing.published import show_published
from kj_assets.publish.briefing.tables import show_figure_table
from kj_assets.publish.closing.rule import KEPT, is_closed
from kj_assets.publish.closing.sieve import sift_public
from kj_assets.publish.site.pages import publish_explore
from kj_assets_tests.figure import made_up
from kj_assets_tests.figure.made_up import KINDS, Results, difference, effect, results
from kj_assets_tests.publish.made_up import MADE_UP, content, printed

FEW, FEWEST = 37, 50
SMALL, WRITTEN = 0.2937, "29.4"
WAVE, TREND = "wave_2025", "trend"
NETS = {"2025": {"cooperation": {"positive": ("very", "rather"), "negative": ("against",)}}}
TOLD = {"en": f"Not shown: too few respondents (n\u00a0<\u00a0{FEWEST})"}
TOLD |= {"ko": f"표시하지 않음: 응답자가 너무 적음(n\u00a0<\u00a0{FEWEST})"}
HIDDEN_WORDS = {"en": "Not shown: would tell", "ko": "표시하지 않음"}
WORD_JOINER = "\u2060"  # A page holds a bracket to the word before it.
COMPARED = ("threat", "trust")
Tables = Mapping[Key, pd.DataFrame]


def few_effects(model: str = "one") -> pd.DataFrame:
    """All effects of a model; few are at the level that trust's is of."""
    rows = [effect("liking", 0.258), effect("threat", 0.164), effect("trust", SMALL)]
    counts = {"n_level": [300, 300, FEW], "n_base": [600, 600, 863]}
    named = {"wave": "2025", "population": "korea", "provenance": "reconstructed"}
    named |= {"outcome": "cooperation"}
    return pd.DataFrame(rows).assign(model=model, **counts, **named, **made_up.UNBROKEN)


def few_answers() -> pd.DataFrame:
    """Few gave one answer, and few gave none."""
    rows = made_up.toplines().assign(wave="2025", n_base=1000)
    rows.loc[rows["level"].isin(["very", "dont_know"]), ["n", "share"]] = FEW, SMALL
    return rows


def beside_print() -> pd.DataFrame:
    """A share and a gap that rest on few, and a share that does not, beside what was printed."""
    rows = [
        printed("cooperation", "very", "equal", "31.0", 100 * SMALL),
        printed("cooperation", "trust", "equal", "31.0", 100 * SMALL, what="effect"),
        printed("cooperation", "positive", "equal", "70.0", 70.04),
    ]
    return pd.DataFrame(rows).assign(wave="2025", code=None, reason=None)


def between_models() -> pd.DataFrame:
    named = {"wave": "2025", "model_a": "one", "model_b": "two", "level_b": "yes"}
    told = [difference(term, SMALL if term == "trust" else 0.012) for term in COMPARED]
    rows = made_up.differences(*told).assign(**named)
    return rows.assign(term_b=rows["term_a"])


def few_groups() -> pd.DataFrame:
    rows = [
        *(made_up.group("threat", "yes", SMALL), made_up.group("threat", "no", 0.55)),
        made_up.group("liking", "yes", 0.71),
    ]
    groups = pd.DataFrame(rows).assign(wave="2025", n=[FEW, 220, 284])
    return pd.concat([groups, groups.assign(level="negative", n=[363, 180, 116])])


def few_within() -> pd.DataFrame:
    rows = made_up.within_trust().assign(wave="2025", n_level=300)
    rows.loc[0, ["n_level", "estimate"]] = FEW, SMALL
    return rows


def within_differences() -> pd.DataFrame:
    rows = made_up.between_trust().assign(wave="2025", model_a="one", model_b="one")
    return rows.assign(term_b=rows["term_a"], level_b=rows["level_a"])


def few_margins() -> pd.DataFrame:
    rows = made_up.margins().assign(n=[FEW, 963], before=[SMALL, 0.6263])
    third = {"margin": "threat", "level": "dont_know", "n": 80, "target": 0.1}
    return pd.concat([rows, pd.DataFrame([third | {"before": 0.08, "after": 0.1}])])


def over_waves() -> dict[Key, pd.DataFrame]:
    """Changes of a share and of an effect that rest on few in 2025."""
    rows = [
        *made_up.trend().to_dict("records"),
        made_up.computed("2025", SMALL, item="threat", level="yes") | {"kind": "level"},
    ]
    toplines = pd.DataFrame(rows).assign(n_base=1000)
    toplines.loc[toplines["provenance"] == "reconstructed", ["n", "share"]] = FEW, SMALL
    both = pd.concat([few_effects("one"), few_effects("two")])
    moved = made_up.effect_changes(trust=SMALL).query("comparable").assign(population="korea")
    told = [
        made_up.change("liking", 0.42, 0.35),
        made_up.change("threat", 0.5, 0.5 + SMALL, n_level_b=FEW),
    ]
    shares = made_up.changes(*told).assign(population="korea")
    answers = made_up.answers(one="stronger", two="no_change").assign(change=SMALL)
    return {
        (TREND, "toplines"): toplines,
        (TREND, "effects"): both,
        (TREND, "changes"): shares,
        (TREND, "effect_changes"): moved,
        (TREND, "question_course"): answers,
    }


def everything() -> dict[Key, pd.DataFrame]:
    """Tables as stored, in each of which a number rests on few."""
    one = few_effects()
    return {
        (WAVE, "toplines"): few_answers(),
        (WAVE, "effects_one"): one,
        (WAVE, "effects_two"): few_effects("two"),
        (WAVE, "effects"): pd.concat([one, few_effects("two")]),
        (WAVE, "compare_both"): between_models(),
        (WAVE, "raked_errors_one"): one.drop(columns=["n", "n_level", "n_base"]),
        (WAVE, "published_vs_computed"): beside_print(),
        (WAVE, "sensitivity_one"): made_up.vary(one),
        (WAVE, "within_one"): few_within(),
        (WAVE, "within_one__differences"): within_differences(),
        (WAVE, "crosstabs"): few_groups(),
        (WAVE, "weights__margins"): few_margins(),
        **over_waves(),
    }


def sift(stored: Tables) -> dict[Key, pd.DataFrame]:
    keys = {"__".join(key): key for key in stored}
    sifted = sift_public({name: stored[key] for name, key in keys.items()}, keys, FEWEST, NETS)
    return {keys[name]: table for name, table in sifted.items()}


def seen() -> Results:
    """What figures are drawn from."""
    return results(
        toplines=SIFTED[WAVE, "toplines"],
        one=SIFTED[WAVE, "effects_one"],
        two=SIFTED[WAVE, "effects_two"],
        differences=SIFTED[WAVE, "compare_both"],
        within=SIFTED[WAVE, "within_one"],
        between=SIFTED[WAVE, "within_one__differences"],
        crosstabs=SIFTED[WAVE, "crosstabs"],
        margins=SIFTED[WAVE, "weights__margins"],
        trend=SIFTED[TREND, "toplines"],
        changes=SIFTED[TREND, "changes"],
        effect_changes=SIFTED[TREND, "effect_changes"],
        answers=SIFTED[TREND, "question_course"],
    )


STORED = everything()
SIFTED = sift(STORED)


def values(tables: Tables, *, closed: bool) -> set[float]:
    """All numbers of closed rows, or of all others, as they are stored."""
    found: set[float] = set()
    for key, table in tables.items():
        rows = table[is_closed(SIFTED[key]) == closed].select_dtypes("number")
        counted = rows[rows.columns.difference(list(KEPT))]
        found |= set(counted.to_numpy(dtype=float, na_value=float("nan")).ravel().tolist())
    return {value for value in found if value == value}


# A round number may be an opacity, or a tick.
HIDDEN = {n for n in values(STORED, closed=True) if n == FEW or round(n, 2) != n}
HIDDEN -= values(STORED, closed=False)


def walk(part: Any) -> Iterator[Any]:
    """Everything in a specification that is no list and no mapping."""
    inside = part.values() if isinstance(part, dict) else part if isinstance(part, list) else None
    yield from [part] if inside is None else (leaf for one in inside for leaf in walk(one))


@pytest.mark.parametrize("key", STORED, ids="/".join)
def test_of_a_closed_row_only_names_are_left(key: Key) -> None:
    table = SIFTED[key]
    closed = table[is_closed(table)]
    assert len(closed) > 0
    assert set(closed["reason"]) == {f"n < {FEWEST}"}
    assert not values({key: table}, closed=True)


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_figure_and_its_table_say_that_a_number_is_not_shown_and_never_show_it(
    kind: str, language: Language
) -> None:
    drawing = seen().draw(kind, language)
    view = show_figure_table(drawing.table, kind, language)
    cells = [cell.text for row in view.rows for cell in row]
    assert any(TOLD[language] in cell for cell in cells)
    leaves = [*walk(drawing.specification), *walk(drawing.narrow)]
    drawn = {leaf for leaf in leaves if isinstance(leaf, float)}
    assert not drawn & (HIDDEN - {FEW})
    texts = " ".join([*(leaf for leaf in leaves if isinstance(leaf, str)), *cells])
    assert WRITTEN not in texts
    numbers = drawing.table.select_dtypes("number").to_numpy(dtype=float, na_value=float("nan"))
    assert not set(numbers.ravel()) & HIDDEN


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_briefing_says_that_a_number_is_not_shown_and_never_tells_it(
    language: Language,
) -> None:
    made = content(seen())
    claims = [
        *tell_distribution(made, language),
        *tell_effects(made, "one", language),
        *tell_comparison(made, "both", language),
    ]
    told = " ".join(claims)
    assert TOLD[language] in told
    assert WRITTEN not in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_printed_stands_beside_no_number_that_is_not_shown(language: Language) -> None:
    rows = show_published(SIFTED[WAVE, "published_vs_computed"], made_up.codebook(), language).rows
    share, gap, shown = ([cell.text for cell in row] for row in rows)
    assert share[2].startswith(HIDDEN_WORDS[language]) and gap[2] == share[2]
    assert share[3] == gap[3] == "–"
    assert shown[2] == "70.0%"


@pytest.mark.slow
def test_the_pages_of_questions_and_models_say_so_too() -> None:
    shown = [SIFTED[TREND, name] for name in ("toplines", "effects", "changes", "effect_changes")]
    files = publish_explore(made_up.codebook(), made_up.models(), MADE_UP, *shown).files
    for page in ("item-cooperation", "model-one"):
        told = files[f"site/explore/{page}.html"].decode()
        told = told.replace("&lt;", "<").replace(WORD_JOINER, "")
        assert all(words in told for words in TOLD.values())
        assert WRITTEN not in told


@settings(max_examples=10)
@given(st.lists(st.sampled_from([0, FEW, FEWEST, 300]), min_size=6, max_size=6))
def test_no_difference_is_shown_of_an_effect_that_is_not(counts: list[int]) -> None:
    both = pd.concat([few_effects("one"), few_effects("two")]).assign(n_level=counts, estimate=0.5)
    public = sift({(WAVE, "effects"): both, (WAVE, "compare_both"): between_models()})
    few = {term for term, n in zip(both["term"], counts, strict=True) if n == FEW}
    differences = public[WAVE, "compare_both"]
    assert set(differences.loc[differences["estimate"].isna(), "term_a"]) == few & set(COMPARED)
