"""Respondents whom two waves share, by their numbers in both.

Here: matching delivered ids where a wave declares a panel, and forgetting them again: what comes
out are pairs of numbers (see `identity.py`), which say nothing without both files. Not here: what
a shared respondent does to an error (`estimate/matched.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from kj_assets.clean.columns import find_missing_columns
from kj_assets.clean.corrections import apply_corrections
from kj_assets.clean.identity import number_respondents
from kj_assets.clean.ids import read_ids
from kj_assets.clean.problems import Problem, refuse_problems
from kj_assets.dagster_kit.asset import Product
from kj_assets.waves.registry import Wave
from kj_assets.waves.wave_declaration import IdForm

FORMS: tuple[IdForm, ...] = ("as_written", "by_value")
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
        CrosswalkError: K001 no such column, K007 one id of two respondents, K008 nobody in both,
            K009 ids that are the same by their value only, and nothing says what that means.
    """
    own = _read_people(responses, wave)
    pairs = []
    for other in earlier:
        both = _pair(own, _read_people(others[other.schema], other))
        pairs.append(both.assign(wave=other.id))
    table = pd.concat(pairs, ignore_index=True)[list(COLUMNS)].astype("str")
    numbers = {f"matched with {name}": int(n) for name, n in table["wave"].value_counts().items()}
    return Product(table, numbers=numbers)


@dataclass(frozen=True, eq=False)
class People:
    """A wave's respondents: number of each row, and the cell that knows its person."""

    wave: Wave
    numbers: pd.Series
    cells: pd.Series

    def group(self, form: IdForm) -> pd.DataFrame:
        """For each person's id the first number it has, and how many it has (``nunique``)."""
        known = self.numbers.set_axis(read_ids(self.cells, form)).dropna()
        known = known[known.index.notna()]
        return known.groupby(level=0, sort=False).agg(["first", "nunique"])

    def count_alike(self) -> int:
        """Ids that another id equals but for its form."""
        written = read_ids(self.cells, "as_written").dropna().drop_duplicates()
        return int(read_ids(written, "by_value").duplicated(keep=False).sum())


def _read_people(responses: pd.DataFrame, wave: Wave) -> People:
    person, respondent = wave.declaration.person_id, str(wave.declaration.respondent_id)
    named = {"panel.id": person, "respondent_id": respondent}
    refuse_problems(wave, find_missing_columns(responses, named))
    rows = apply_corrections(responses, wave)
    return People(wave, number_respondents(rows[respondent]), rows[person])


def _pair(own: People, theirs: People) -> pd.DataFrame:
    """Numbers of who is in both waves, in the order of the later one."""
    form = own.wave.declaration.panel.ids or _find_form(own, theirs)
    for people in (own, theirs):
        twice = int((people.group(form)["nunique"] > 1).sum())
        if twice:
            how = " by their value" if form == "by_value" else ""
            text = f"{people.wave.declaration.person_id!r}: {twice} ids are{how} each of several"
            _refuse(people, "K007", f"panel.id {text} respondents; mend the file")
    both = _join(own, theirs, form)
    if both.empty:
        _refuse(
            own,
            "K008",
            f"panel.shares_with: no id in {own.wave.declaration.person_id!r} stands in wave "
            f"{theirs.wave.id}, column {theirs.wave.declaration.person_id!r}; name the column "
            "that knows people from wave to wave under panel.id in both, or take the wave out",
        )
    return both


def _find_form(own: People, theirs: People) -> IdForm:
    """As written, where it makes no difference; else that is for a person to say (K009)."""
    written, valued = (_join(own, theirs, form).reset_index(drop=True) for form in FORMS)
    alike = [(people.wave.id, people.count_alike()) for people in (own, theirs)]
    within = [f"; {n} ids of wave {name} differ by form only" for name, n in alike if n]
    if within or not written.equals(valued):
        _refuse(
            own,
            "K009",
            f"panel.ids: {len(written):,} respondents are in wave {theirs.wave.id} too by ids as "
            f"they are written, {len(valued):,} by their value (whatever leading zeros, decimals, "
            f"case, width and spaces){''.join(within)}. Say which: ids: as_written or by_value",
        )
    return "as_written"


def _join(own: People, theirs: People, form: IdForm) -> pd.DataFrame:
    numbers = own.group(form)["first"].to_frame("respondent_id")
    return numbers.join(theirs.group(form)["first"].rename("earlier_id"), how="inner")


def _refuse(people: People, code: str, text: str) -> None:
    refuse_problems(people.wave, [Problem(code, text)])
