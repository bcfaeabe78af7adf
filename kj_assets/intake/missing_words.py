"""Labels that say why there is no answer: as a whole, or by a word among others.

Here: the words, Korean, English and Japanese, and how a label is read. A label that is more than
such a word may be an answer (“협력을 거부해야 한다”, "Not sure it can be trusted"): that is for a
person to say. Not here: what a code means for an item (`meanings.py`).
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from kj_assets.intake.similarity import bare
from kj_assets.waves.codebook import MISSING_KINDS, MissingKind

# On bare text: letters and digits only, lower case. 모른다, 거부 and "not sure" are answers too
# ("Have you heard of it?", "Accept or reject?"): they are no whole words here.
WORDS: dict[MissingKind, str] = {
    "dont_know": "모름 잘모름 모르겠음 잘모르겠음 모르겠다 잘모르겠다 모르겠습니다 잘모르겠습니다 "
    "모르겠어요 잘모르겠어요 dontknow donotknow idontknow idonotknow dk わからない 分からない",
    "refused": "거절 응답거절 응답거부 응답을거절 응답을거부 refused refusal refusedtoanswer "
    "refusestoanswer refusetoanswer prefernottosay prefernottoanswer rathernotsay 回答拒否 拒否",
    "no_answer": "무응답 미응답 응답없음 응답하지않음 noanswer noresponse nonresponse notanswered "
    "didnotanswer missing missingvalue missingdata 결측 결측값 결측치 na nr 無回答 不明",
    "not_asked": "비조사 미조사 조사안함 묻지않음 질문하지않음 조사하지않음 notasked",
    "not_applicable": "비해당 해당없음 해당사항없음 해당안됨 notapplicable inapplicable inap iap "
    "nap na 非該当",
}
INSIDE: dict[MissingKind, str] = {
    "dont_know": r"모름|모르|모른|몰라|dontknow|donotknow|notsure|unsure|わからない",
    "refused": r"거절|거부|refus|nottosay|nottoanswer|拒否",
    "no_answer": r"무응답|미응답|noanswer|noresponse|missing|無回答",
    "not_asked": r"비조사|묻지않|조사하지않|notasked",
    "not_applicable": r"비해당|해당없|해당사항없|notapplicable|inapplicable|非該当",
}
# What an interviewer is told, in brackets beside the label.
NOTES = re.compile(
    "vol|volunteered|spontaneous|dnr|(donot|dont)read(out)?|(보기)?(불러주지|읽지)(말것|마시오)|"
    "(보기)?(제시안함|제시하지말것|비제시)"
)
NUMBER_BEFORE = re.compile(r"^[(\[<{]?\s*[-−]?\d+(?:\.\d+)?\s*[)\]>}]?[\s.:=)\-–]*")
NUMBER_AFTER = re.compile(r"\s*[(\[<{]\s*[-−]?\d+\s*[)\]>}]\s*$")
BRACKETS = re.compile(r"[(\[<{]([^)\]>}]*)[)\]>}]")
BETWEEN = re.compile(r"[/·∙・,;|&+]|\bor\b|\band\b|또는|혹은|\s및\s", re.IGNORECASE)

_KINDS: dict[str, tuple[MissingKind, ...]] = {
    word: tuple(kind for kind in MISSING_KINDS if word in WORDS[kind].split())
    for words in WORDS.values()
    for word in words.split()
}


@cache
def recognise_missing(label: str) -> tuple[MissingKind, ...]:
    """The missing kinds that a label names and nothing else: one, several, or none for an answer.

    Several are one label for all of them ("모름/무응답"), or a word of two meanings ("NA").
    """
    text = NUMBER_AFTER.sub("", unicodedata.normalize("NFKC", label).strip())
    text = NUMBER_BEFORE.sub("", text) or text
    whole = _KINDS.get(bare(text), ()) or _KINDS.get(bare(BRACKETS.sub(_without_note, text)), ())
    if whole:
        return whole
    parts = [_KINDS.get(bare(part), ()) for part in BETWEEN.split(BRACKETS.sub(r"/\1", text))]
    if len(parts) < 2 or not all(parts):
        return ()
    return tuple(dict.fromkeys(part[0] for part in parts))


def suspect_missing(label: str) -> tuple[MissingKind, ...]:
    """The missing kinds of which a label has a word, whatever else it says."""
    words = bare(label)
    return tuple(kind for kind, pattern in INSIDE.items() if re.search(pattern, words))


def _without_note(found: re.Match[str]) -> str:
    return "" if NOTES.fullmatch(bare(found[1])) else found[0]
