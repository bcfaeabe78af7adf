"""How waves are fielded, in both languages."""

from __future__ import annotations

MODES: dict[str, dict[str, str]] = {
    "face-to-face": {"en": "face-to-face", "ko": "대면면접"},
    "telephone": {"en": "telephone", "ko": "전화조사"},
    "web": {"en": "web panel", "ko": "온라인 패널"},
    "mixed": {"en": "mixed modes", "ko": "혼합 방식"},
}


def name_mode(mode: str, language: str) -> str:
    """A mode in words; one that is not declared stays as it is."""
    return MODES[mode][language] if mode in MODES else mode
