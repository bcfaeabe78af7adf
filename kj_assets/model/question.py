"""Questions that ``models.yaml`` may declare: is a term becoming a stronger or weaker correlate?

Here: the declaration. Not here: the answer (`trend/question.py`), its words (`figure/question`).
"""

from __future__ import annotations

from pydantic import Field

from kj_assets.waves.declarations import Declared, Text


class Question(Declared):
    """How what goes with a key term moves over waves, in each of some models.

    The models it names are its family of tests.
    """

    label: Text
    term: str
    models: tuple[str, ...] = Field(min_length=1)
