"""Shares of all waves in one table: computed and in print, with the breaks of each line."""

from __future__ import annotations

import pandas as pd
import pytest

from kj_assets.errors import DeclarationError
from kj_assets.trend.origin import ONE_WAVE
from kj_assets_tests.builders import levels_item, make_codebook
from kj_assets_tests.trend.made_up import origin, pool, pool_two, put_in_print, toplines


def test_one_wave_is_said_to_be_one_wave_and_does_not_fail():
    pooled = pool(origin("2030"), wave_2030=toplines("2030", 0.5))
    assert pooled.notes == {"waves": ONE_WAVE}
    assert list(pooled.frame["line"]) == [0, 0]


def test_a_share_has_the_respondents_of_its_base_and_of_its_level():
    rows = pool_two(origin("2030"), origin("2031")).set_index(["wave", "level"])
    assert tuple(rows.loc[("2031", "yes"), ["n", "n_level"]]) == (1200, 672)


def test_a_change_of_mode_breaks_the_line_and_the_table_says_why():
    rows = pool_two(origin("2030"), origin("2031", "telephone")).query("level == 'yes'")
    assert list(rows["line"]) == [0, 1]
    assert list(rows["break_kinds"]) == ["", "mode"]
    assert list(rows["break_en"]) == ["", "2031: web panel → telephone"]


def test_each_population_has_a_line_of_its_own():
    rows = pool_two(origin("2030"), origin("2031", "telephone", population="japan"))
    assert set(rows["line"]) == {0}


def test_published_shares_stand_beside_computed_ones_with_mode_and_n(tmp_path):
    series = put_in_print(
        tmp_path,
        shares="2029,q,yes,equal,,41.5,,https://x.org\n2029,q,no,above,other,,,https://x.org\n",
        waves="2029,face-to-face,19,1003,https://x.org\n2030,web,18,,https://x.org\n",
    )
    pooled = pool(origin("2030"), published=series, wave_2030=toplines("2030", 0.5))
    printed, computed = pooled.frame.query("level == 'yes'").to_dict(orient="records")
    assert (printed["share"], printed["n"], printed["provenance"]) == (0.415, 1003, "published")
    assert pd.isna(printed["n_level"]) and pd.isna(printed["std_error"])
    assert (computed["line"], computed["break_kinds"]) == (1, "population, mode")
    assert pooled.numbers["published_points"] == 1


def test_what_is_in_print_alone_is_a_trend_too(tmp_path):
    told = "2029,q,yes,equal,,41.5,,https://x.org\n"
    series = put_in_print(tmp_path, shares=told, waves="2029,web,18,1003,https://x.org\n")
    assert len(pool(published=series).frame) == 1


IN_PRINT = {
    "shares": "2028,q,yes,equal,,40,,x\n2029,q,yes,equal,,41,,x\n2029_japan,q,yes,equal,,30,,x\n",
    "waves": "2028,web,18,1003,x\n2029,web,18,1000,x\n2029_japan,telephone,18,1037,x,japan\n",
}


def test_shares_in_print_of_another_population_have_a_line_of_their_own(tmp_path):
    table = pool(published=put_in_print(tmp_path, **IN_PRINT)).frame.set_index("wave")
    assert dict(table["population"]) == {"2028": "korea", "2029": "korea", "2029_japan": "japan"}
    assert table.loc["2029_japan", ["share", "n", "mode", "line"]].to_list() == [
        *(0.30, 1037, "telephone", 0)
    ]
    assert set(table["break_kinds"]) == {""}


def test_shares_in_print_of_a_fielded_wave_are_of_the_population_it_asked(tmp_path):
    series = put_in_print(tmp_path, IN_PRINT["shares"], waves="2028,web,18,1003,x\n")
    other = origin("2029_japan", population="japan")
    pooled = pool(other, published=series, wave_2029_japan=toplines("2029_japan", 0.3)).frame
    assert set(pooled.query("wave == '2029_japan'")["population"]) == {"japan"}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("2029,web,18,1037,x,japan\n", "P003.*stand twice.*2029_japan"),
        ("2029_mars,web,18,900,x,mars\n", "P006.*population: .*'korea', 'japan'.*found 'mars'"),
    ],
    ids=["one id for two populations", "an unknown population"],
)
def test_waves_in_print_that_cannot_be_told_apart_are_refused(tmp_path, line, said):
    series = put_in_print(tmp_path, IN_PRINT["shares"], IN_PRINT["waves"] + line)
    with pytest.raises(DeclarationError, match=said):
        pool(published=series)


def test_a_scale_with_other_answers_breaks_only_its_own_item():
    both = make_codebook(q=levels_item(("yes", "no")), r=levels_item(("yes", "no")))
    tables = {
        f"wave_{year}": pd.concat([toplines(year, 0.5), toplines(year, 0.5, item="r")])
        for year in ("2030", "2031")
    }
    first = origin("2030", offered={"q": ("yes", "no"), "r": ("yes", "no")})
    second = origin("2031", offered={"q": ("yes",), "r": ("yes", "no")})
    rows = pool(first, second, codebook=both, **tables).frame.query("wave == '2031'")
    assert dict(zip(rows["item"], rows["break_kinds"], strict=True)) == {"q": "scale", "r": ""}
