"""Every fixed word of the page, by key and language.

Here: filling a template. Not here: the words themselves (`headings.py`, `findings.py`,
`cautions.py`), choosing among them (`prose.py`, `remarks.py`).
"""

from __future__ import annotations

from typing import Any

from kj_assets.figure.wording import Language, Word
from kj_assets.publish.briefing.cautions import CAUTIONS
from kj_assets.publish.briefing.findings import FINDINGS
from kj_assets.publish.briefing.headings import HEADINGS
from kj_assets.publish.site.words import SITE_WORDS

PHRASES: dict[str, dict[Language, str]] = HEADINGS | FINDINGS | CAUTIONS | SITE_WORDS


def say(key: str, language: Language, **values: Any) -> str:
    """Fill a template; Korean values carry their particles."""
    words = {k: Word(v) if isinstance(v, str) else v for k, v in values.items()}
    return PHRASES[key][language].format(**words)
