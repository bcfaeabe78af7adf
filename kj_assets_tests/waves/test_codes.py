"""One code has one text form, whatever file format brought it."""

from __future__ import annotations

import unicodedata

import pandas as pd
import pytest

from kj_assets.waves.codes import canonical_codes


@pytest.mark.parametrize(
    ("cells", "codes", "reason"),
    [
        (pd.Series([1.0, 1.5, -0.0, None]), ["1", "1.5", "0", None], "SPSS has floats only"),
        (pd.Series([1, None], dtype="Int64"), ["1", None], "Excel has integers"),
        (pd.Series([263357682.0, 1e15]), ["263357682", "1000000000000000"], "ids stay readable"),
        (pd.Series([" 1 ", "007", "1.0"]), ["1", "007", "1.0"], "text is text"),
        (pd.Series(["", "  ", "\u3000", None]), [None] * 4, "blank in any width"),
        (pd.Series(["NA", "__NA__", "nan"]), ["NA", "__NA__", "nan"], "these are answers"),
        (pd.Series([True, None], dtype="boolean"), ["true", None], "as YAML writes them"),
        (pd.Series(pd.to_datetime(["2025-08-01"])), ["2025-08-01T00:00:00"], "dates"),
        (pd.Series([unicodedata.normalize("NFD", "찬성")]), ["찬성"], "Macs write NFD"),
    ],
)
def test_cells_become_codes(cells: pd.Series, codes: list[str | None], reason: str) -> None:
    expected = pd.Series(codes, dtype="str")
    pd.testing.assert_series_equal(canonical_codes(cells), expected, obj=reason)


def test_the_index_is_kept() -> None:
    assert canonical_codes(pd.Series([1.0, 2.0], index=[7, 9])).index.tolist() == [7, 9]
