"""The bytes of a drawn file: a .csv of bare codes, or a .sav that brings its labels along.

Here: encoding a delivered table. Not here: which columns and codes it has (`deliver.py`).
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import pandas as pd

from kj_assets.errors import DeclarationError
from kj_assets.waves.codebook import Codebook, Item
from kj_assets.waves.marks import RECONSTRUCTED_COLUMN, RECONSTRUCTED_NOTE
from kj_assets.waves.wave_declaration import ItemCrosswalk, WaveDeclaration

MISSING_LABELS = {
    "dont_know": "모름",
    "refused": "응답 거절",
    "no_answer": "무응답",
    "not_asked": "비조사",
    "not_applicable": "비해당",
}


def encode_table(
    table: pd.DataFrame, suffix: str, wave: WaveDeclaration, codebook: Codebook
) -> bytes:
    """Encode a delivered table as the suffix asks: ``.csv`` or ``.sav``.

    The file says of itself that it was drawn, so that its provenance survives being handed on.

    Raises:
        DeclarationError: F104 another suffix.
    """
    table = table.assign(**{RECONSTRUCTED_COLUMN: 1})
    if suffix == ".csv":
        return _encode_csv(table, wave)
    if suffix == ".sav":
        return _encode_sav(table, wave, codebook)
    raise DeclarationError("F104", f"respondents are written as .csv or .sav, not as {suffix!r}")


def _encode_csv(table: pd.DataFrame, wave: WaveDeclaration) -> bytes:
    delimiter = wave.file.delimiter if wave.file else ","
    text = table.to_csv(index=False, sep=delimiter, lineterminator="\n")
    return text.encode((wave.file.encoding if wave.file else None) or "utf-8")


def _encode_sav(table: pd.DataFrame, wave: WaveDeclaration, codebook: Codebook) -> bytes:
    import pyreadstat

    entries = {e.column: (key, e) for key, e in wave.crosswalk.items() if e.column}
    asked = {
        column: codebook.items[key].question or codebook.items[key].label
        for column, (key, _) in entries.items()
    }
    labelled = {
        column: _label_codes(entry, codebook.items[key]) for column, (key, entry) in entries.items()
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "delivered.sav"
        pyreadstat.write_sav(
            table.apply(_as_numbers),
            str(path),
            file_label=RECONSTRUCTED_NOTE,
            column_labels={column: text.ko for column, text in asked.items()},
            variable_value_labels={column: labels for column, labels in labelled.items() if labels},
        )
        return path.read_bytes()


def _as_numbers(cells: pd.Series) -> pd.Series:
    """SPSS holds codes as numbers; a column with any other text stays text."""
    numbers = pd.to_numeric(cells, errors="coerce")
    return cells if numbers.isna().any() else numbers


def _label_codes(entry: ItemCrosswalk, item: Item) -> dict[float, str]:
    """Korean labels of an item's codes; a code that is a text needs none."""
    texts = {code: item.levels[level].ko for code, level in entry.codes.items()}
    texts |= {code: MISSING_LABELS[kind] for code, kind in entry.missing.items()}
    return {float(code): text for code, text in texts.items() if code.isdecimal()}
