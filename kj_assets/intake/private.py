"""Respondents' own words in the column of an item: told by number, never repeated.

Here: which cells are words of a person's own. The draft is committed, and a column may be an
item by name only and hold what people wrote. Not here: columns that are no item (`drafting.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from kj_assets.intake.code_meaning import CodeMeaning

# What fewer people wrote than these may be one's own words; a short number is a code.
FEWEST = 5
CODE = re.compile(r"[-+]?\d{1,4}")


def hide_words(meanings: Iterable[CodeMeaning]) -> list[CodeMeaning]:
    """The same meanings, doubtful texts of few people told together, without the texts."""
    read = list(meanings)
    words = [one for one in read if _may_be_own_words(one)]
    kept = [one for one in read if not _may_be_own_words(one)]
    if words:
        doubt = "in too few cells each to be repeated here: look at the column in the file"
        people = sum(one.count for one in words)
        kept.append(CodeMeaning("", None, people, doubt=doubt, alike=len(words)))
    return kept


def _may_be_own_words(one: CodeMeaning) -> bool:
    is_coded = one.label is not None or CODE.fullmatch(one.code) is not None
    return bool(one.doubt) and not is_coded and one.count < FEWEST
