"""The bytes of a picture: drawn again from the store alike, small, sharp, and without boxes."""

from __future__ import annotations

import json
from io import BytesIO

import duckdb
import numpy as np
import pandas as pd
import pytest
from PIL import Image

from kj_assets.figure.product import make_product
from kj_assets.figure.registered import has_uncut, register_fonts
from kj_assets.figure.render import draw_apart, render_png, render_svg
from kj_assets_tests.figure.made_up import draw_plain


@pytest.fixture(scope="module")
def stored() -> pd.DataFrame:
    """A figure's rows as they come back from DuckDB."""
    made = make_product("w1/who", lambda language: draw_plain("subgroups", language))
    with duckdb.connect() as connection:
        connection.register("made", made.frame)
        connection.execute("CREATE TABLE figure AS SELECT * FROM made")
        return connection.sql("SELECT * FROM figure").df().set_index("language")


def pixels(png: bytes) -> np.ndarray:
    with Image.open(BytesIO(png)) as image:
        return np.asarray(image.convert("RGB")).astype(int)


def say(text: str) -> str:
    font = 'font-family="Noto Sans KR" font-size="40"'
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="60">'
        f'<rect width="200" height="60" fill="#fff"/><text y="40" {font}>{text}</text></svg>'
    )


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_stored_specification_draws_the_stored_picture_again(
    stored: pd.DataFrame, language: str
) -> None:
    row = stored.loc[language]
    assert render_svg(json.loads(row["specification"])) == row["svg"]
    assert render_svg(json.loads(row["narrow"])) == row["svg_narrow"]
    assert render_png(row["svg"]) == bytes(row["png"])


def test_a_picture_is_small_sharp_and_looks_like_one_of_all_colours(stored: pd.DataFrame) -> None:
    import vl_convert

    row = stored.loc["ko"]
    height = json.loads(row["specification"])["height"]
    ours = pixels(row["png"])
    assert ours.shape == (2 * height, 2 * 640, 3)
    assert len(row["png"]) < 150_000
    with Image.open(BytesIO(row["png"])) as image:
        assert 50 < len(image.getcolors()) <= 256
    register_fonts()
    whole = vl_convert.svg_to_png(row["svg"], scale=2)
    assert len(row["png"]) < len(whole) / 4
    assert np.abs(ours - pixels(whole)).max() <= 24


def test_fonts_without_ideographs_draw_what_whole_fonts_draw(stored: pd.DataFrame) -> None:
    import vl_convert

    register_fonts()
    svg = stored.loc["ko", "svg_narrow"]
    assert vl_convert.svg_to_png(svg, scale=1) == draw_apart(svg, 1)


def test_ideographs_are_drawn_and_are_no_boxes() -> None:
    assert has_uncut("韓日 협력")
    assert not has_uncut("한일 협력 – “Korea” → 75.5%")
    first, second, empty = (render_png(say(text)) for text in ("韓", "日", " "))
    assert first != second
    assert empty not in (first, second)
