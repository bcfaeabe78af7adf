"""A bracket follows a Korean word without a space, in whatever a figure says."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from kj_assets.figure.distribution import list_missing
from kj_assets.figure.refusals import describe_refusal
from kj_assets_tests.figure.made_up import KINDS, draw_plain


@pytest.mark.parametrize("kind", KINDS)
def test_no_korean_figure_leaves_a_space_before_a_bracket(kind: str) -> None:
    drawn = draw_plain(kind, "ko")
    told = (drawn.title, drawn.subtitle, *drawn.footer, drawn.alt)
    assert not [text for text in told if re.search(r"[가-힣%p] \(", text)]


def test_a_refusal_says_its_code_as_each_language_does() -> None:
    told = [describe_refusal("X002", None, language) for language in ("en", "ko")]
    assert told == [
        "Not estimated (X002): not enough valid answers",
        "추정하지 않음(X002): 유효 응답이 충분하지 않음",
    ]


def test_a_missing_kind_of_few_is_told_as_each_language_does() -> None:
    few = {"label": "모름", "kind": "missing", "share": float("nan"), "code": "D900"}
    table = pd.DataFrame([few | {"reason": "n < 5"}])
    assert [list_missing(table, at) for at in ("en", "ko")] == [
        "모름 (n\u00a0<\u00a05)",
        "모름(n\u00a0<\u00a05)",
    ]
