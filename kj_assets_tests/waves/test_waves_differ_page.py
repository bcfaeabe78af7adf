"""Every example on docs/waves-differ.md is what wave.yaml may say, and fits the codebook."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
import yaml

from kj_assets.plain_yaml import PlainLoader
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.declarations import read_declaration
from kj_assets.waves.offered import find_level_problem, find_undeclared_change
from kj_assets.waves.wave_declaration import WaveDeclaration

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/waves-differ.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^## ([^\n]+)|^```yaml\n(.*?)^```", PAGE, flags=re.M | re.S)
CODEBOOK = read_declaration(ROOT / "data/codebook.yaml", Codebook)
WAVE_2025 = yaml.load((ROOT / "data/waves/2025/wave.yaml").read_text("utf-8"), Loader=PlainLoader)


def list_examples():
    heading = ""
    for title, block in EXAMPLES:
        heading = title or heading
        if block:
            yield pytest.param(block, id=heading)


@pytest.mark.parametrize("block", list_examples())
def test_an_example_stands_in_a_wave_as_it_is(block):
    told = yaml.load(block, Loader=PlainLoader)
    own = {
        key: value for key, value in WAVE_2025.items() if not ("files" in told and key == "file")
    }
    declared = WaveDeclaration.model_validate(own | told)
    for key in told.get("crosswalk", {}):
        assert find_level_problem(CODEBOOK.items[key], declared.crosswalk[key]) is None
        assert find_undeclared_change(CODEBOOK.items[key], declared.crosswalk[key]) is None


def test_published_rows_have_the_columns_of_their_files():
    blocks = re.findall(r"^```csv\n(.*?)^```", PAGE, flags=re.M | re.S)
    for block, name in zip(blocks, ("toplines", "waves") * 2, strict=True):
        head, row = csv.reader(block.splitlines())
        with (ROOT / f"data/published/{name}.csv").open(encoding="utf-8") as stream:
            assert [name for name in head if name != "population"] == next(csv.reader(stream))
        assert len(row) == len(head)
