"""Numbers and small grammar in both languages.

Here: how a share, a difference, a p value or a list is written, and Korean particles.
Not here: whole sentences (`titles.py`, `publish/briefing/prose.py`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from numbers import Real
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import pandas as pd

Language = Literal["en", "ko"]
LANGUAGES: tuple[Language, ...] = ("en", "ko")
MINUS = "\u2212"

_NUMBERS = {
    "en": ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    "ko": ("0개", "한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉"),
}
_DIGITS = "영일이삼사오육칠팔구"
_LIEUL = 8  # Final consonant ㄹ among the 28 endings of a Korean syllable; 0 is none.


def is_known(value: object) -> bool:
    """Whether a table cell holds a finite number."""
    return isinstance(value, Real) and math.isfinite(value)


def name_wave(wave: str, language: Language) -> str:
    """A wave in a sentence: a year is one in Korean too, another name stays as it is."""
    return f"{wave}년" if language == "ko" and wave.isdigit() and len(wave) == 4 else wave


def percent(share: float, decimals: int = 1) -> str:
    """A proportion as a percentage: ``75.5%``; nothing is ``-0.0%``."""
    return f"{round(share * 100, decimals) + 0.0:.{decimals}f}%"


def percent_range(low: float, high: float, language: Language) -> str:
    """Two proportions as a range: ``73.2–77.7%``, ``73.2~77.7%``."""
    return between(percent(low).removesuffix("%"), percent(high), language)


def between(first: object, last: object, language: Language) -> str:
    """From one to another, as print has it: ``2025–2026``; a swung dash in Korean."""
    return f"{first}{'–' if language == 'en' else '~'}{last}"


def signed(value: float, decimals: int = 1) -> str:
    """A difference of proportions in points with its sign: ``+16.4``; zero has none."""
    text = f"{abs(value) * 100:.{decimals}f}"
    if float(text) == 0:
        return text
    return ("+" if value > 0 else MINUS) + text


def points(value: float, language: Language) -> str:
    """A difference of proportions in percentage points, kept on one line with its unit."""
    unit = "\u00a0point" if signed(value).lstrip("+" + MINUS) == "1.0" else "\u00a0points"
    return signed(value) + (unit if language == "en" else "%p")


def versus(level: str, base: str, language: Language) -> str:
    """What is compared and what it is held against, names and numbers in this one order."""
    return f"{level} {'vs' if language == 'en' else '대'} {base}"


def predicted_text(row: Mapping[str, Any] | pd.Series, language: Language) -> str:
    """Both predicted probabilities in the order a contrast names them: ``80.5% vs 64.1%``."""
    return versus(percent(row["p1"]), percent(row["p0"]), language)


def course_text(before: float, after: float) -> str:
    """A share, and what became of it: ``64.1% → 80.5%``."""
    return f"{percent(before)} → {percent(after)}"


def points_range(low: float, high: float, language: Language) -> str:
    """An interval of a difference, kept on one line: ``+11.2 to +21.6``."""
    joiner = "to" if language == "en" else "~"
    return f"{signed(low)}\u00a0{joiner}\u00a0{signed(high)}"


def p_value(p: float) -> str:
    """A p value as such: never a star, never only 'below .05'."""
    if p < 0.0001:
        return "p\u00a0<\u00a00.0001"
    decimals = 4 if p < 0.001 else 3 if p < 0.1 else 2
    return f"p\u00a0=\u00a0{p:.{decimals}f}"


def count(n: float) -> str:
    """A whole number with thousands separated."""
    return f"{round(n):,}"


def number_word(n: int, language: Language) -> str:
    """A small number as a word that stands before a noun."""
    words = _NUMBERS[language]
    if n < len(words):
        return words[n]
    return str(n) if language == "en" else f"{n}개"


def join_list(parts: Sequence[str], language: Language) -> str:
    """``A, B and C``; in Korean ``A, B, C``."""
    if language == "ko" or len(parts) < 2:
        return ", ".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def quoted(text: str, language: Language) -> str:
    """A label in the language's quotation marks."""
    return f"“{text}”" if language == "en" else f"‘{text}’"


def particle(word: str, pair: str) -> str:
    """The Korean particle that fits a word's last sound; ``pair`` such as ``은/는``.

    The first of the pair follows a consonant, except that ``으로/로`` counts ㄹ as a vowel.
    Closing marks are skipped; digits are read out; ``%``, ``p`` and other Latin letters are
    taken to end in a vowel (퍼센트, 포인트).
    """
    closed, open_ = pair.split("/")
    ending = _final_consonant(word)
    return open_ if ending == 0 or (ending == _LIEUL and closed == "으로") else closed


def _final_consonant(word: str) -> int:
    """Number of the final consonant of the last sound, 0 for a vowel."""
    for character in reversed(word):
        read = _DIGITS[int(character)] if character in "0123456789" else character
        if "가" <= read <= "힣":
            return (ord(read) - ord("가")) % 28
        if read.isalpha() or read == "%":
            return 0
    return 0


def bracketed(text: str, language: Language) -> str:
    """A text in brackets as it follows a word; in Korean there is no space between."""
    return f" ({text})" if language == "en" else f"({text})"


def with_particle(word: str, pair: str) -> str:
    """A word and the particle that fits it."""
    return word + particle(word, pair)


def in_sentence(label: str, language: Language) -> str:
    """A label in the middle of a sentence; a name in capitals (``US trust``) keeps them."""
    is_word = language == "en" and label[:1].isupper() and not label[1:2].isupper()
    return label[0].lower() + label[1:] if is_word and label[1:2].strip() else label


class Word(str):
    """A text for Korean templates: ``{name:은/는}`` adds the particle that fits."""

    def __format__(self, spec: str) -> str:
        """Add the particle named by the format specification, if there is one."""
        return with_particle(str(self), spec) if "/" in spec else format(str(self), spec)
