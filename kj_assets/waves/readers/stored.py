"""A statistical file as stored, its texts still bytes, and the same decoded.

Here: every text of cells, names and labels, and where a broken one stands. Not here: choosing
the encoding (`texts.py`), calling pyreadstat (`statistical.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from kj_assets.waves.readers.encodings import decode_text
from kj_assets.waves.readers.labels import ColumnLabels
from kj_assets.waves.readers.texts import Encoding, choose_encoding, refuse_broken, tell_marked
from kj_assets.waves.wave_declaration import Population, SurveyFile

# pyreadstat was told this encoding: each letter is one byte as stored.
BYTES = "ISO-8859-1"


@dataclass(frozen=True)
class StoredFile:
    """Columns in the file's order, pyreadstat's metadata, and the encoding the file states."""

    cells: Mapping[str, pd.Series]
    meta: Any
    stated: str | None


@dataclass(frozen=True)
class DecodedFile:
    """The same with texts as texts: cells, what is said of each column, formats, and the whole."""

    cells: dict[str, pd.Series]
    labels: dict[str, ColumnLabels]
    formats: dict[str, str | None]
    note: str
    encoding: str | None
    remarks: tuple[str, ...]


def decode_stored(
    path: Path, stored: StoredFile, declaration: SurveyFile, population: Population
) -> DecodedFile:
    """Decode every text.

    Raises:
        FileError: F003, F005 as `choose_encoding`; F005 letters are broken, with their places.
    """
    texts = sorted({text.encode(BYTES) for text in _list_texts(stored)})
    encoding = choose_encoding(path, texts, declaration, population, stored.stated)
    decoder = _Decoder(encoding)
    decoded = _decode(stored, decoder)
    if decoder.broken and not encoding.marks:
        raise refuse_broken(path, encoding, decoder.broken, texts)
    marked = tell_marked(decoder.broken) if decoder.broken else ""
    return DecodedFile(
        *decoded,
        encoding.codec if encoding.was_found else None,
        tuple(filter(None, (encoding.remark, marked))),
    )


@dataclass
class _Decoder:
    """Texts in one encoding; remembers where it met a broken letter."""

    encoding: Encoding
    broken: list[str] = field(default_factory=list)

    def read(self, stored: Any, place: str) -> Any:
        """One text; a number stays as it is."""
        text, is_whole = self._decode(stored)
        if not is_whole:
            self.broken.append(place)
        return text

    def read_cells(self, cells: pd.Series, column: str) -> pd.Series:
        """A column; what is no text in it stays."""
        found = {cell: self._decode(cell) for cell in cells.dropna().unique()}
        torn = {cell for cell, (_, is_whole) in found.items() if not is_whole}
        rows = [row for row, cell in enumerate(cells, 1) if cell in torn] if torn else []
        self.broken += [f"row {row}, column {column!r}" for row in rows]
        return cells.map({cell: text for cell, (text, _) in found.items()}).astype(object)

    def _decode(self, stored: Any) -> tuple[Any, bool]:
        if not isinstance(stored, str) or stored.isascii():
            return stored, True
        content = stored.encode(BYTES)
        try:
            return decode_text(content, self.encoding.codec), True
        except UnicodeError:
            return decode_text(content, self.encoding.codec, "replace"), False


def _decode(
    stored: StoredFile, decoder: _Decoder
) -> tuple[dict[str, pd.Series], dict[str, ColumnLabels], dict[str, str | None], str]:
    cells: dict[str, pd.Series] = {}
    labels: dict[str, ColumnLabels] = {}
    formats: dict[str, str | None] = {}
    for number, (name, column) in enumerate(stored.cells.items(), 1):
        told = decoder.read(name, f"the name of column {number}")
        has_text = column.dtype == object or pd.api.types.is_string_dtype(column.dtype)
        cells[told] = decoder.read_cells(column, told) if has_text else column
        labels[told] = _decode_labels(stored.meta, name, told, decoder)
        formats[told] = stored.meta.original_variable_types.get(name)
    note = decoder.read(stored.meta.file_label or "", "the label of the file")
    return cells, labels, formats, note


def _decode_labels(meta: Any, name: str, told: str, decoder: _Decoder) -> ColumnLabels:
    place = f"a label of column {told!r}"
    label = meta.column_names_to_labels.get(name) or None
    return ColumnLabels(
        label and decoder.read(label, f"the label of column {told!r}"),
        {
            decoder.read(code, place): decoder.read(text, place)
            for code, text in meta.variable_value_labels.get(name, {}).items()
        },
        tuple(
            {end: decoder.read(code, place) for end, code in span.items()}
            for span in meta.missing_ranges.get(name, ())
        ),
        tuple(meta.missing_user_values.get(name, ())),
    )


def _list_texts(stored: StoredFile) -> Iterator[str]:
    """Every text outside ASCII, as stored."""
    meta = stored.meta
    told = [meta.file_label, *stored.cells, *meta.column_names_to_labels.values()]
    for labels in meta.variable_value_labels.values():
        told += [*labels, *labels.values()]
    for cells in stored.cells.values():
        if cells.dtype == object or pd.api.types.is_string_dtype(cells.dtype):
            told += [*cells.dropna().unique()]
    return (text for text in told if isinstance(text, str) and not text.isascii())
