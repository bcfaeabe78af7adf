"""In which encoding a file's texts are: found by what they say, or asked.

Here: the candidates, and choosing among them. Not here: reading a format, or what to do with a
text that fits none (`texts.py`).

UTF-8 tells itself. The others do not: any Korean text in CP949 is Chinese in GB18030, and most
Japanese in Shift_JIS is rare Hangul in CP949. So a candidate must read as letters of its language
are used, and where several do, chardet's models and the wave's population decide, or a person.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from kj_assets.waves.wave_declaration import Population

LANGUAGES: dict[Population, str] = {"korea": "ko", "japan": "ja", "united_states": "en"}
# Share of letters outside ASCII that must be in use in the language.
IN_USE = 0.9
# Of which this share is in Hangul in any Korean text, however many Hanja it has.
MAIN_SHARE = 0.5
# How far the likeliest must be ahead of the next: of the wave's language, and of another one.
# The models' figures are weighed by whose language it is.
AHEAD, FAR_AHEAD = 1.5, 5.0
OWN_LANGUAGE, NO_WAVES_LANGUAGE = 3.0, 0.4
# So many different letters must speak for a language that is not the wave's.
FEW_LETTERS = 4
MANY_LETTERS = 40
LOOKED_AT = 10**6
BROKEN_SHARE = 0.05
OUTSIDE_ASCII = re.compile(r"[^\x00-\x7f]+")
KANA = frozenset(map(chr, range(0x3041, 0x30FB)))
MARKS = "·‘’“”–—…•※→℃㎡①②③④⑤⑥⑦⑧⑨"


@dataclass(frozen=True)
class Candidate:
    """One encoding, by Python's name and chardet's, and the language it is used for."""

    codec: str
    language: str
    known_as: tuple[str, ...]


CANDIDATES = (
    Candidate("cp949", "ko", ("CP949", "EUC-KR")),
    Candidate("cp932", "ja", ("CP932", "Shift_JIS")),
    Candidate("euc_jp", "ja", ("EUC-JP",)),
    Candidate("gb18030", "zh", ("GB18030",)),
    Candidate("cp1252", "en", ("Windows-1252",)),
)
SIGNATURES = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Seven bits a byte: without these they would be read as ASCII.
ESCAPES = ((b"\x1b$)C", "iso2022_kr"), (b"\x1b$B", "iso2022_jp"), (b"\x1b$@", "iso2022_jp"))


@dataclass(frozen=True)
class Found:
    """The encoding of some texts.

    Args:
        codec: the encoding, or None where a person must say.
        fits: encodings that fit, the likeliest first; more than one where a person must say.
        nearly: an encoding that fits but for a few broken letters, where none fits.
    """

    codec: str | None
    fits: tuple[str, ...] = ()
    nearly: str | None = None


def find_encoding(texts: Sequence[bytes], population: Population) -> Found:
    """The encoding that all of the texts are in, of a wave of that population."""
    start = texts[0][:4] if texts else b""
    signed = next((codec for mark, codec in SIGNATURES if start.startswith(mark)), None)
    escaped = next((codec for mark, codec in ESCAPES if any(mark in t for t in texts)), None)
    for codec in filter(None, (signed, escaped, _find_wide(texts), "utf-8")):
        if decode_all(texts, codec) is not None:
            return Found(codec)
    fits = [c for c in CANDIDATES if (read := decode_all(texts, c.codec)) and fits_in(c, read)]
    if not fits:
        return Found(None, nearly=_find_nearly(texts))
    return _choose(texts, fits, LANGUAGES[population])


def decode_all(texts: Iterable[bytes], codec: str) -> list[str] | None:
    """The texts, or None if one of them is not in that encoding."""
    try:
        return [decode_text(text, codec) for text in texts]
    except UnicodeError:
        return None


def decode_text(text: bytes, codec: str, errors: str = "strict") -> str:
    """One text; half a letter at its end was cut by a field's width, and is left out."""
    return codecs.getincrementaldecoder(codec)(errors).decode(text)


def is_plausible(texts: Iterable[str], codec: str) -> bool:
    """Whether texts read in an encoding are words of its language; unknown ones are believed."""
    known = codecs.lookup(codec).name
    same = [c for c in CANDIDATES if known in {codecs.lookup(n).name for n in _names(c)}]
    return all(fits_in(candidate, texts) for candidate in same)


def _names(candidate: Candidate) -> tuple[str, ...]:
    western = ("latin-1", "ascii") if candidate.language == "en" else ()
    return candidate.codec, *candidate.known_as, *western


def fits_in(candidate: Candidate, texts: Iterable[str]) -> bool:
    """Whether the letters outside ASCII are such as the candidate's language uses."""
    runs = {run for text in texts for run in OUTSIDE_ASCII.findall(text[:LOOKED_AT])}
    letters = [letter for run in runs for letter in run if letter not in MARKS]
    if candidate.language == "en":
        # Accents and quotes stand alone among plain letters.
        alone = [len(run) == 1 and (run.isalpha() or run in MARKS) for run in runs]
        return sum(alone) >= IN_USE * len(alone)
    has_kana = any(letter in KANA for letter in letters)
    # Chinese has no kana, and only a few words of Japanese do without.
    if {"zh": has_kana, "ja": not has_kana and len(set(letters)) > MANY_LETTERS}.get(
        candidate.language
    ):
        return False
    used, main = _letters(candidate.language)
    shares = (sum(letter in among for letter in letters) for among in (used, main))
    in_use, in_main = (share / max(len(letters), 1) for share in shares)
    return in_use >= IN_USE and in_main >= MAIN_SHARE


@cache
def _letters(language: str) -> tuple[frozenset[str], frozenset[str]]:
    """Letters in use in a language, and those that make up most of a text.

    National standards list the common ones first; what extensions added is rare.
    """
    signs = _rows("euc_kr", 0xA1, 0xA3) | _rows("euc_jp", 0xA1, 0xA3)
    if language == "ko":
        hangul = _rows("euc_kr", 0xB0, 0xC8)
        return hangul | _rows("euc_kr", 0xCA, 0xFD) | signs, hangul | signs
    if language == "ja":
        kanji = _rows("euc_jp", 0xB0, 0xCF) | _rows("euc_jp", 0xA4, 0xA5)
        return kanji | signs, kanji | signs
    hanzi = _rows("gb2312", 0xB0, 0xD7)
    return hanzi | signs, hanzi | signs


def _rows(codec: str, first: int, last: int) -> frozenset[str]:
    return frozenset(
        bytes([row, cell]).decode(codec, "ignore")
        for row in range(first, last + 1)
        for cell in range(0xA1, 0xFF)
    ) - {""}


def _choose(texts: Sequence[bytes], fits: list[Candidate], language: str) -> Found:
    likely = _rank(texts, fits, language) if len(fits) > 1 else {fits[0].codec: 1.0}
    order = sorted(fits, key=lambda candidate: -likely[candidate.codec])
    best, *others = order
    codecs_in_order = tuple(candidate.codec for candidate in order)
    own = best.language == language
    few = len(set(b"".join(texts).decode(best.codec, "ignore")) - set(map(chr, range(128))))
    needed = AHEAD if own else FAR_AHEAD
    ahead = not others or likely[best.codec] >= needed * likely[others[0].codec]
    if ahead and (own or few >= FEW_LETTERS):
        return Found(best.codec, codecs_in_order)
    return Found(None, codecs_in_order)


def _rank(texts: Sequence[bytes], fits: list[Candidate], language: str) -> dict[str, float]:
    """How likely chardet's models find each, the wave's own language more so."""
    import chardet

    names = [name for candidate in fits for name in candidate.known_as]
    told = chardet.detect_all(
        b"\n".join(texts)[:LOOKED_AT],
        ignore_threshold=True,
        include_encodings=names,
        no_match_encoding=names[0],
    )
    found = {one["encoding"]: one["confidence"] for one in told}
    return {
        c.codec: max(found.get(name, 0.0) for name in c.known_as) * _weigh(c.language, language)
        + 1e-9
        for c in fits
    }


def _weigh(language: str, own: str) -> float:
    if language == own:
        return OWN_LANGUAGE
    return 1.0 if language in LANGUAGES.values() else NO_WAVES_LANGUAGE


def _find_wide(texts: Sequence[bytes]) -> str | None:
    """UTF-16 without a signature: every other byte of plain letters is zero."""
    start = texts[0][:4096] if len(texts) == 1 else b""
    low, high = start[0::2].count(0), start[1::2].count(0)
    if not start or max(low, high) < len(start) / 8:
        return None
    return "utf-16-le" if high > low else "utf-16-be"


def _find_nearly(texts: Sequence[bytes]) -> str | None:
    """The first encoding that reads all but a few letters, and plausibly."""
    for codec in ("utf-8", *(candidate.codec for candidate in CANDIDATES[:-1])):
        read = [decode_text(text, codec, "replace") for text in texts]
        letters = sum(len(run) for text in read for run in OUTSIDE_ASCII.findall(text))
        broken = sum(text.count("\ufffd") for text in read)
        whole = [text.replace("\ufffd", "") for text in read]
        if broken <= BROKEN_SHARE * letters and (codec == "utf-8" or is_plausible(whole, codec)):
            return codec
    return None
