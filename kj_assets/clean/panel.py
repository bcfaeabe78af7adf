"""Respondents whom two waves share, by their numbers in both.

Here: matching delivered ids where a wave declares a panel, and forgetting them again: what comes
out are pairs of numbers (see `identity.py`), which say nothing without both files. Not here: what
a shared respondent does to an error (`estimate/matched.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from kj_assets.clean.columns import find_missing_columns
from kj_assets.clean.corrections import apply_corrections
from kj_assets.clean.identity import number_respondents
from kj_assets.clean.problems import Problem, refuse_problems
from kj_assets.dagster_kit.asset import Product
from kj_assets.waves.codes import canonical_codes
from kj_assets.waves.registry import Wave

COLUMNS = {
    "wave": "The earlier wave that asked the respondent too",
    "respondent_id": "Number of the respondent in this wave",
    "earlier_id": "Number of the same respondent in the earlier wave",
}


def match_respondents(
    responses: pd.DataFrame, wave: Wave, earlier: Sequence[Wave], **others: pd.DataFrame
) -> Product:
    """Pair the respondents of a wave with those of earlier waves whose id is the same.

    Args:
        responses: delivered rows of the wave.
        wave: its ids, panel and corrections.
        earlier: the same of the waves it shares respondents with.
        others: their delivered rows, by schema (``wave_2025``).

    Returns:
        `COLUMNS`, one row a respondent and earlier wave; numbers in text, as in the clean table.

    Raises:
        CrosswalkError: K001 no such column, K007 one id of two respondents, K008 nobody in both.
    """
    own = number_people(responses, wave)
    pairs = []
    for other in earlier:
        theirs = number_people(others[other.schema], other)
        both = own.to_frame("respondent_id").join(theirs.rename("earlier_id"), how="inner")
        if both.empty:
            text = (
                f"panel.shares_with: no id in {wave.declaration.person_id!r} stands in wave "
                f"{other.id}, column {other.declaration.person_id!r}; name the column that knows "
                "people from wave to wave under panel.id in both, or take the wave out"
            )
            refuse_problems(wave, [Problem("K008", text)])
        pairs.append(both.assign(wave=other.id))
    table = pd.concat(pairs, ignore_index=True)[list(COLUMNS)].astype("str")
    numbers = {f"matched with {name}": int(n) for name, n in table["wave"].value_counts().items()}
    return Product(table, numbers=numbers)


def number_people(responses: pd.DataFrame, wave: Wave) -> pd.Series:
    """Numbers of a wave's respondents, by the id that knows them from wave to wave."""
    person, respondent = wave.declaration.person_id, str(wave.declaration.respondent_id)
    named = {"panel.id": person, "respondent_id": respondent}
    refuse_problems(wave, find_missing_columns(responses, named))
    rows = apply_corrections(responses, wave)
    numbers = number_respondents(rows[respondent])
    known = numbers.set_axis(canonical_codes(rows[person])).dropna()
    known = known[known.index.notna()]
    people = known.groupby(level=0, sort=False).agg(["first", "nunique"])
    twice = int((people["nunique"] > 1).sum())
    if twice:
        text = f"panel.id {person!r}: {twice} ids are each of several respondents; mend the file"
        refuse_problems(wave, [Problem("K007", text)])
    return people["first"]
