"""The codebook: what an item may be, and what is told when it is not."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from kj_assets.waves.codebook import Item
from kj_assets_tests.builders import banded_item, levels_item, make_codebook, number_item, text

NET = {"label": text("net"), "levels": ["low", "high"]}

WRONG_ITEMS: list[tuple[str, dict[str, Any], str]] = [
    ("levels and a number", levels_item(type="number"), "an item has levels, or is of type 'num"),
    ("neither", levels_item([]), "an item has levels, or is of type 'number', not both or neither"),
    ("a missing kind as level", levels_item(["low", "refused"]), "['refused'] are missing kinds"),
    (
        "a net of unknown levels",
        levels_item(nets={"n": {**NET, "levels": ["low", "top"]}}),
        "['top'] are not among the levels ['low', 'mid', 'high']",
    ),
    ("an empty net", levels_item(nets={"n": {**NET, "levels": []}}), "at least 1 item"),
    ("a net named as a level", levels_item(nets={"low": NET}), "['low'] are both nets and levels"),
    ("an unknown midpoint", levels_item(midpoint="centre"), "['centre'] are not among the levels"),
    (
        "bands of other levels",
        levels_item(["old", "young"], bands={"of": "n", "ranges": {"young": (0, 1)}}),
        "bands.ranges must name exactly the levels, in their order",
    ),
    (
        "bands that share a number",
        banded_item("n", young=(18, 39), old=(39, None)),
        "bands overlap: both ends are included",
    ),
    ("a band upside down", banded_item("n", young=(39, 18)), "lower end is above its upper end"),
    ("a wording nobody knows", levels_item(wording="heard"), "'published', 'translated' or 'ass"),
]


@pytest.mark.parametrize(
    ("item", "told"), [row[1:] for row in WRONG_ITEMS], ids=[row[0] for row in WRONG_ITEMS]
)
def test_an_item_that_does_not_hold_together_is_refused(item, told):
    with pytest.raises(ValidationError) as mistake:
        Item.model_validate(item)
    assert told in str(mistake.value)


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("Sex", "lower-case letters, digits and '_'"),
        ("성별", "lower-case letters, digits and '_'"),
        ("q-1", "lower-case letters, digits and '_'"),
        ("1q", "lower-case letters, digits and '_'"),
        ("weight", "this name is taken"),
        ("respondent_id", "this name is taken"),
        ("sex_missing", "this name is taken"),
    ],
)
def test_an_item_key_must_do_as_a_column_name(key, told):
    with pytest.raises(ValidationError) as mistake:
        make_codebook(**{key: levels_item()})
    assert told in str(mistake.value)


@pytest.mark.parametrize("of", ["nothing", "q"])
def test_bands_are_cut_from_a_number_item(of):
    with pytest.raises(ValidationError, match=f"items.band.bands.of: '{of}' is not a number item"):
        make_codebook(q=levels_item(), band=banded_item(of, all=(None, None)))


def test_levels_stay_in_their_order():
    codebook = make_codebook(
        q=levels_item(["z", "a", "m"]), n=number_item(), band=banded_item("n", old=(40, None))
    )
    assert list(codebook.items["q"].levels) == ["z", "a", "m"]
    assert list(codebook.items) == ["q", "n", "band"]


@pytest.mark.parametrize(
    ("level", "language", "label"),
    [
        ("low", "en", "low"),
        ("n", "en", "net"),
        ("refused", "en", "Refused"),
        ("no_answer", "ko", "응답 없음"),
        ("not_asked", "ko", "묻지 않음"),
    ],
)
def test_levels_nets_and_missing_kinds_have_labels(level, language, label):
    item = make_codebook(q=levels_item(nets={"n": NET})).items["q"]
    assert item.label_of(level, language) == label


def test_a_codebook_that_was_read_cannot_be_changed():
    item = make_codebook(q=levels_item()).items["q"]
    with pytest.raises(ValidationError, match="frozen"):
        item.midpoint = "mid"
