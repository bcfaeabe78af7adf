"""A graph without a survey: two numbers, their sum, and what is made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from kj_assets.dagster_kit.asset import Asset, CheckReport, CheckSpec, Key, Part, Product, Source

UNIT = 1


@dataclass(frozen=True)
class NumberFile:
    """A file with a number a line."""

    path: Path = field(metadata={"version": False})


def read_numbers(file: NumberFile) -> pd.DataFrame:
    """Numbers of a file."""
    return pd.DataFrame({"number": [float(x) for x in file.path.read_text().split()]})


def add_up(numbers: pd.DataFrame, unit: int) -> Product:
    """Their sum; a negative one is refused."""
    total = numbers["number"].sum() * unit * UNIT
    check = CheckReport("not_negative", total >= 0, f"the sum is {total:g}", blocking=True)
    return Product(
        pd.DataFrame({"total": [total]}),
        parts={"count": pd.DataFrame({"n": [len(numbers)]})},
        files={"sums/total.txt": f"{total:g}\n".encode()},
        checks=(check,),
        numbers={"total": float(total)},
    )


def sign(total: pd.DataFrame) -> pd.DataFrame:
    """Only the sign: many sums give the same."""
    return pd.DataFrame({"positive": total["total"] > 0})


def hide_large(
    tables: Mapping[str, pd.DataFrame], keys: Mapping[str, Key], most: int
) -> Mapping[str, pd.DataFrame]:
    """The one table there is, its numbers no higher than the most."""
    (name,) = keys
    return {name: tables[name].clip(upper=most)}


def say(sign: pd.DataFrame, word: str) -> pd.DataFrame:
    """A sentence."""
    return pd.DataFrame({"text": [f"{word}: {sign['positive'].iloc[0]}"]})


def declare_sums(file: Path, *, unit: int = 1, word: str = "positive") -> list[Asset]:
    """numbers → total → sign → sentence, and a lonely one beside them."""
    source = Source(("sums", "file"), lambda: file.read_text(), "the numbers")
    return [
        Asset(
            ("sums", "numbers"),
            read_numbers,
            "numbers",
            settings={"file": NumberFile(file)},
            sources=(source,),
        ),
        Asset(
            ("sums", "total"),
            add_up,
            "their sum",
            inputs={"numbers": ("sums", "numbers")},
            settings={"unit": unit},
            checks=(CheckSpec("not_negative", "sums are not negative", blocking=True),),
            columns={"total": 'the sum\'s "own" column'},
            parts={"count": Part("how many were added", {"n": "numbers"})},
            tags={"provenance": "made up"},
        ),
        Asset(("sums", "sign"), sign, "its sign", inputs={"total": ("sums", "total")}),
        Asset(
            ("sums", "sentence"),
            say,
            "in words",
            inputs={"sign": ("sums", "sign")},
            settings={"word": word},
        ),
    ]
