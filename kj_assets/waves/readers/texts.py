"""Texts of a file from their bytes: in the encoding that is declared, stated or found.

Here: decoding, broken letters, and refusing with the way out. Not here: which encoding fits
(`encodings.py`), or formats.
"""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kj_assets.errors import FileError
from kj_assets.waves.readers.encodings import (
    BROKEN_SHARE,
    OUTSIDE_ASCII,
    Found,
    decode_all,
    decode_text,
    find_encoding,
    is_plausible,
)
from kj_assets.waves.wave_declaration import Population, SurveyFile

PLACES_SHOWN = 5
MARK = "\ufffd"
LETTERS_SHOWN = 12
SURE = "utf-8"


@dataclass(frozen=True)
class Encoding:
    """The encoding of a file's texts.

    Args:
        codec: its name for Python.
        was_found: by what the texts say, so that it is to be declared.
        marks: whether broken letters are marked, as declared, and not refused.
        remark: what a person should know of it; may be empty.
    """

    codec: str
    was_found: bool
    marks: bool
    remark: str = ""


def choose_encoding(
    path: Path,
    texts: Sequence[bytes],
    declared: SurveyFile,
    population: Population,
    stated: str | None = None,
) -> Encoding:
    """The declared encoding, else the one the file states if its words are words, else found.

    Raises:
        FileError: F003 nothing fits; F005 several do, or the declared one is unknown.
    """
    marks = declared.undecodable == "mark"
    if declared.encoding:
        return Encoding(_look_up(path, declared.encoding), False, marks)
    if stated and _holds(texts, stated):
        return Encoding(stated, False, marks)
    found = find_encoding(texts, population)
    codec = found.codec or found.nearly
    if codec is None:
        raise _refuse_doubt(path, texts, found)
    if codec.startswith("utf-") or codec == stated:
        return Encoding(codec, False, marks)
    said = f"; it says {stated}, and so they are none" if stated else ""
    remark = f"the texts are read as {codec}, in which they are words{said}"
    return Encoding(codec, True, marks, remark)


def refuse_broken(
    path: Path, encoding: Encoding, places: Sequence[str], texts: Sequence[bytes]
) -> FileError:
    """F005 for texts that are not in the encoding: a few broken ones, or the wrong encoding."""
    read = [decode_text(text, encoding.codec, "replace") for text in texts]
    letters = sum(len(run) for text in read for run in OUTSIDE_ASCII.findall(text))
    if sum(text.count(MARK) for text in read) > max(1, BROKEN_SHARE * letters):
        return FileError(
            "F005",
            f"{path}: is not {encoding.codec}: {tell_first(texts, encoding.codec)}. Correct "
            "file.encoding, or leave it out to have it found.",
        )
    more = len(places) - PLACES_SHOWN
    shown = f"{'; '.join(places[:PLACES_SHOWN])}{f' and {more} more' if more > 0 else ''}"
    return FileError(
        "F005",
        f"{path}: its texts are {encoding.codec}, with a broken letter in {shown}. No other "
        f"encoding helps. Mend it in the file, or have such letters marked as {MARK}: "
        "undecodable: mark under file in wave.yaml, --undecodable mark with kj wave add.",
    )


def tell_marked(places: Sequence[str]) -> str:
    """A sentence on broken letters that were marked."""
    more = len(places) - PLACES_SHOWN
    shown = f"{'; '.join(places[:PLACES_SHOWN])}{f' and {more} more' if more > 0 else ''}"
    return f"broken letters are marked as {MARK}, as declared: {shown}"


def tell_first(texts: Sequence[bytes], codec: str) -> str:
    """The first byte that is not in an encoding, with its place."""
    for text in texts:
        try:
            text.decode(codec)
        except UnicodeDecodeError as error:
            return f"byte {error.object[error.start]:#04x} at offset {error.start}"
        except UnicodeError as error:
            return str(error)
    return "half a letter at the end"


def _holds(texts: Sequence[bytes], stated: str) -> bool:
    """Whether the stated encoding is the right one: UTF-8 tells itself, others by their words."""
    read = decode_all(texts, stated)
    return read is not None and (stated == SURE or is_plausible(read, stated))


def _look_up(path: Path, encoding: str) -> str:
    try:
        codecs.lookup(encoding)
        b"a".decode(encoding)
    except UnicodeError:
        return encoding
    except (LookupError, ValueError) as error:
        raise FileError(
            "F005",
            f"{path}: file.encoding {encoding!r} is unknown; use utf-8, cp949, euc-kr, cp932, "
            "euc-jp or another one that Python knows",
        ) from error
    return encoding


def _refuse_doubt(path: Path, texts: Sequence[bytes], found: Found) -> FileError:
    if not found.fits:
        told = "; ".join(f"not {codec}: {tell_first(texts, codec)}" for codec in (SURE, "cp949"))
        return FileError(
            "F003",
            f"{path}: no known text encoding ({told}). Name the right one in file.encoding "
            "(kj wave add --encoding), or fetch the file again if it is damaged.",
        )
    samples = ", ".join(f"{codec} ({_sample(texts, codec)!r})" for codec in found.fits)
    return FileError(
        "F005",
        f"{path}: it is no UTF-8, and its words do not tell which encoding is right: {samples}. "
        "Name it in file.encoding (kj wave add --encoding).",
    )


def _sample(texts: Sequence[bytes], codec: str) -> str:
    """The first words outside ASCII, as that encoding reads them."""
    words = (word for text in texts for word in OUTSIDE_ASCII.findall(decode_text(text, codec)))
    sample = ""
    for word in words:
        sample = f"{sample} {word}".strip()
        if len(sample) >= LETTERS_SHOWN:
            break
    return sample[:LETTERS_SHOWN]
