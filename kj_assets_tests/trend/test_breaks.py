"""Where lines break: by fact, unless the codebook has a note for the step."""

from __future__ import annotations

import pytest

from kj_assets.trend.breaks import Fielded, find_breaks, mark_lines, read_breaks
from kj_assets_tests.trend.made_up import note

FIRST = Fielded("2030", "web", 18, ("yes", "no"))
FACTS = [
    ("mode", Fielded("2031", "telephone", 18, ("yes", "no")), "web panel → telephone"),
    ("population", Fielded("2031", "web", 19, ("yes", "no")), "from age 19"),
    ("scale", Fielded("2031", "web", 18, ("yes", "so so", "no")), "3 answers offered, 2 before"),
]


@pytest.mark.parametrize(("kind", "second", "words"), FACTS, ids=[fact[0] for fact in FACTS])
def test_a_line_breaks_where_a_fact_changes_and_says_which(kind, second, words):
    (found,) = find_breaks([FIRST, second], [])
    assert (found.before, found.after, found.kinds) == ("2030", "2031", (kind,))
    assert words in found.reasons[0].en
    assert find_breaks([FIRST, second], [note("2031", breaks=False)]) == ()


def test_equal_waves_make_one_line():
    assert find_breaks([FIRST, Fielded("2031", "web", 18, ("yes", "no"))], []) == ()


def test_a_note_breaks_where_no_fact_changed_and_is_about_the_wording():
    second = Fielded("2031", "web", 18, ("yes", "no"))
    (found,) = find_breaks([FIRST, second], [note("2031", breaks=True, words="asked anew")])
    assert found.kinds == ("wording",)
    assert found.reasons[0].ko == "2031: asked anew"


def test_a_note_tells_why_a_fact_breaks_the_line():
    second = Fielded("2031", "telephone", 18, ("yes", "no"))
    (found,) = find_breaks([FIRST, second], [note("2031", breaks=True, words="by telephone")])
    assert found.kinds == ("mode",)
    assert [reason.en for reason in found.reasons] == ["2031: by telephone"]


def test_what_is_not_known_neither_breaks_nor_hides_a_break():
    waves = [Fielded("2019", "face-to-face"), Fielded("2020"), Fielded("2021", "web")]
    breaks = find_breaks(waves, [])
    assert [(b.before, b.after) for b in breaks] == [("2020", "2021")]
    assert list(mark_lines(["2019", "2020", "2021"], breaks)["line"]) == [0, 0, 1]


REMEMBERED = [
    ("mode", {"mode": "web"}, {"mode": "telephone"}),
    ("population", {"youngest": 19}, {"youngest": 18}),
    ("population", {"youngest": 0}, {"youngest": 18}),
    ("scale", {"offered": ("yes", "no")}, {"offered": ("yes", "so so", "no")}),
]


@pytest.mark.parametrize(("kind", "first", "last"), REMEMBERED, ids=str)
def test_what_was_last_known_is_remembered_across_waves_and_breaks(kind, first, last):
    """A wave of which nothing is known, behind a break by a note, hides no later break."""
    waves = [Fielded("2019", **first), Fielded("2020"), Fielded("2021"), Fielded("2022", **last)]
    breaks = find_breaks(waves, [note("2020", breaks=True)])
    assert [(b.after, b.kinds) for b in breaks] == [("2020", ("wording",)), ("2022", (kind,))]
    same = [*waves[:3], Fielded("2022", **first)]
    assert [b.after for b in find_breaks(same, [note("2020", breaks=True)])] == ["2020"]
    # The latest that is known counts, not the first.
    turned = [Fielded("2018", **last), *waves[:1], Fielded("2020"), Fielded("2021", **first)]
    assert [b.after for b in find_breaks(turned, [])] == ["2019"]


def test_breaks_come_back_from_the_table_between_the_waves_that_are_shown():
    waves = [Fielded("2019", "face-to-face"), Fielded("2020"), Fielded("2021", "web")]
    marked = mark_lines(["2019", "2020", "2021"], find_breaks(waves, []))
    assert [(b.before, b.after) for b in read_breaks(marked)] == [("2020", "2021")]
    (shown,) = read_breaks(marked, ["2019", "2021"])
    assert (shown.before, shown.after, shown.kinds) == ("2019", "2021", ("mode",))
    assert shown.reasons[0].ko == "2021: 대면면접 → 온라인 패널"


def test_several_reasons_are_listed_apart():
    told = [note("2031", True, "New words."), note("2031", True, "New order.")]
    marked = mark_lines(["2030", "2031"], find_breaks([FIRST, Fielded("2031")], told))
    assert marked["break_en"].iloc[-1] == "2031: New words; 2031: New order."
