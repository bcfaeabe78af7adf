"""What ``wave.yaml`` may say: file, fieldwork, weight, crosswalk, corrections.

Here: the declaration of one wave. Not here: finding waves and holding them against the codebook
(`registry.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from kj_assets.waves.code_maps import Cell, CodesApart
from kj_assets.waves.codebook import MISSING_KINDS, MissingKind
from kj_assets.waves.declarations import Code, Declared, Name, Text

Provenance = Literal["microdata", "reconstructed"]
Population = Literal["korea", "japan", "united_states"]
Mode = Literal["face-to-face", "telephone", "web", "mixed"]
FileFormat = Literal["csv", "xlsx", "sav", "dta", "parquet"]
OWN_POPULATION: Population = "korea"
POPULATION_LABELS: dict[Population, Text] = {
    "korea": Text(en="South Korea", ko="한국"),
    "japan": Text(en="Japan", ko="일본"),
    "united_states": Text(en="United States", ko="미국"),
}
# The United States have several: a wave there names the one it means.
TIME_ZONES: dict[Population, str] = {"korea": "Asia/Seoul", "japan": "Asia/Tokyo"}
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
IdForm = Literal["as_written", "by_value"]
Combine = Literal["rows", "columns"]
# A tab is hard to type in a shell: \\t written out is one.
Delimiter = Annotated[
    str,
    StringConstraints(pattern=r'^(\\t|[^"\r\n])$'),
    AfterValidator(lambda given: given.replace("\\t", "\t")),
]


def is_zone(name: str) -> bool:
    """Whether a time zone has that name."""
    try:
        ZoneInfo(name)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return False
    return True


def _check_zone(name: str) -> str:
    if not is_zone(name):
        told = "no time zone; write one such as Asia/Seoul or America/New_York"
        raise PydanticCustomError("time_zone", told)
    return name


TimeZone = Annotated[str, AfterValidator(_check_zone)]


class SurveyFile(Declared):
    """The file as delivered; its bytes are pinned by their sha256.

    ``encoding`` is of its texts, where they do not tell it. Letters that are broken there are
    refused, or, with ``undecodable: mark``, read as U+FFFD.
    """

    path: str
    sha256: Sha256
    format: FileFormat | None = None
    encoding: str | None = None
    undecodable: Literal["refuse", "mark"] = "refuse"
    delimiter: Delimiter = ","
    sheet: str | None = None


class SurveyFiles(Declared):
    """Several files of one wave: rows below each other, or columns joined by respondent id."""

    combine: Combine
    parts: tuple[SurveyFile, ...] = Field(min_length=2)


class Fieldwork(Declared):
    """When, how and by whom the wave was fielded."""

    start: date | None = None
    end: date | None = None
    mode: Mode
    sampling: Literal["probability", "nonprobability"]
    agency: Name
    population: Text

    @model_validator(mode="after")
    def _end_after_start(self) -> Self:
        if self.start and self.end and self.end < self.start:
            told = {"below": ("end",), "start": str(self.start), "end": str(self.end)}
            raise PydanticCustomError("ends_first", "{end} is before the start, {start}", told)
        return self


class Raking(Declared):
    """Rake to a population table: each margin is an item or several crossed (``a * b``).

    ``unanswered`` says what becomes of respondents who gave no answer to a margin: they are
    refused, or keep the share they have of the sample.
    """

    population: str
    margins: tuple[str, ...] = Field(min_length=1)
    trim: float | None = Field(default=None, gt=1, le=1000)
    unanswered: Literal["refuse", "keep_share"] = "refuse"

    @property
    def items(self) -> tuple[str, ...]:
        """Items of the margins, crossed ones apart, each once."""
        return split_margins(self.margins)


class Weighting(Declared):
    """Weights given in a column, raked to margins, or none (all equal).

    ``meets`` names the items (crossed: ``a * b``) whose population shares weights given in a
    column were made to meet: what weights fix is never tested as an opinion.
    """

    column: str | None = None
    meets: tuple[str, ...] = ()
    rake: Raking | None = None

    @model_validator(mode="after")
    def _choose_one(self) -> Self:
        if self.column and self.rake:
            raise ValueError("give 'column' or 'rake', not both")
        if self.meets and not self.column:
            raise ValueError("'meets' is about the weights of a 'column'; 'rake' has margins")
        return self

    @property
    def fixed_items(self) -> tuple[str, ...]:
        """Items whose shares the weights fix."""
        return self.rake.items if self.rake else split_margins(self.meets)


def split_margins(margins: Iterable[str]) -> tuple[str, ...]:
    """The items of some margins, crossed ones apart, each once."""
    return tuple(dict.fromkeys(item.strip() for margin in margins for item in margin.split("*")))


LoneUnits = Literal["refuse", "certainty", "adjust", "average", "merge"]


class SampleDesign(Declared):
    """Columns that hold strata and primary sampling units, if the file has them.

    ``lone_units`` says what becomes of a stratum with a single unit, whose variance nobody can
    know: the wave is refused; the unit was certain to be drawn and adds none (R `survey` says
    ``remove`` or ``certainty``); it is held against the grand mean (``adjust``); it adds what the
    other strata add on average (``average``); or its stratum is one with the one before it, in
    the order of their names (``merge``).
    """

    stratum: str | None = None
    unit: str | None = None
    lone_units: LoneUnits = "refuse"


class Panel(Declared):
    """Earlier waves that asked some of the same people.

    ``id`` is the column that knows a person from wave to wave, if that is not ``respondent_id``;
    a wave that shares nobody with an earlier one may name it for later ones. ``ids`` says when
    two ids are one person's, where it makes a difference: if they are written alike to the
    character, or if they have one value, whatever zeros lead, or case, width and spaces it has.
    """

    shares_with: tuple[Code, ...] = ()
    id: str | None = None
    ids: IdForm | None = None


class Joined(Declared):
    """One answer of this wave that stands for several levels of the codebook."""

    label: Text
    levels: tuple[Code, ...] = Field(min_length=2)


class ItemCrosswalk(Declared):
    """How one column's codes become one item's levels and missing kinds.

    ``blank`` says what an empty cell means: a missing kind, or an answer, as in a list of boxes
    to tick. ``unused`` lists declared codes that nobody in this wave chose: any other declared
    code that does not occur is an error, as is a code that occurs and is not declared.
    ``not_offered`` lists levels nobody could choose, with the reason under ``note``; ``joined``
    names answers coarser than the codebook's levels.
    """

    column: str | None = None
    not_asked: bool = False
    codes: Annotated[dict[Cell, Code], CodesApart] = {}
    missing: Annotated[dict[Cell, MissingKind], CodesApart] = {}
    blank: Code | None = None
    unused: tuple[Cell, ...] = ()
    not_offered: tuple[Code, ...] = ()
    joined: dict[Code, Joined] = {}
    note: Text | None = None

    @model_validator(mode="after")
    def _hold_together(self) -> Self:
        if self.not_asked == bool(self.column):
            raise ValueError("give a 'column', or 'not_asked: true'")
        twice = set(self.codes) & set(self.missing)
        if twice:
            raise ValueError(f"codes {sorted(twice)} stand under 'codes' and under 'missing'")
        unknown = set(self.unused) - set(self.codes) - set(self.missing)
        if unknown:
            raise ValueError(f"unused {sorted(unknown)} are not among the declared codes")
        if self.not_offered and self.note is None:
            raise ValueError("levels are 'not_offered': say why, in a 'note'")
        return self

    @property
    def meanings(self) -> dict[str, str]:
        """Level or missing kind of every code."""
        return {**self.codes, **self.missing}

    @property
    def blank_kind(self) -> str | None:
        """The missing kind that an empty cell stands for, if it stands for one."""
        return self.blank if self.blank in MISSING_KINDS else None

    @property
    def blank_level(self) -> str | None:
        """The answer that an empty cell stands for, if it stands for one."""
        return None if self.blank in MISSING_KINDS else self.blank

    @property
    def levels(self) -> frozenset[str]:
        """Every level that some cell stands for."""
        blank = (self.blank_level,) if self.blank_level else ()
        return frozenset([*self.codes.values(), *blank])


class Correction(Declared):
    """One wrong cell: what it should hold now, why, and what it is expected to hold."""

    respondent: Code
    column: str
    expected: Code
    value: Code
    reason: str


class Gate(Declared):
    """How many rows may be rejected before the wave is refused as a whole."""

    rejected_rows_allowed: int = Field(default=0, ge=0, le=100_000_000)


class WaveDeclaration(Declared):
    """Everything that differs between one wave and the next.

    Waves are followed over time, and compared, within one ``population`` only.
    ``licence`` is the one under which respondents may be published, without their identifiers;
    without it they never leave. ``time_zone`` is the one in which its days are counted where a
    file names the zone of its times: Asia/Seoul, and Asia/Tokyo in Japan, unless it says another.
    """

    title: Text
    status: Literal["planned", "fielded"]
    population: Population = OWN_POPULATION
    provenance: Provenance = "microdata"
    fieldwork: Fieldwork
    time_zone: TimeZone | None = None
    n: int | None = Field(default=None, gt=0, le=100_000_000)
    file: SurveyFile | None = None
    files: SurveyFiles | None = None
    respondent_id: str | None = None
    weight: Weighting = Weighting()
    design: SampleDesign = SampleDesign()
    panel: Panel = Panel()
    crosswalk: dict[str, ItemCrosswalk] = {}
    corrections: tuple[Correction, ...] = ()
    gate: Gate = Gate()
    licence: str | None = None
    assumed: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _have_what_is_fielded(self) -> Self:
        if self.file and self.files:
            raise ValueError("give 'file', or 'files' if there are several, not both")
        if self.n and self.gate.rejected_rows_allowed >= self.n:
            raise ValueError("gate.rejected_rows_allowed is not below n: nobody would be left")
        came = self.file or self.files
        if self.status == "fielded" and not (came and self.respondent_id and self.crosswalk):
            raise ValueError("a fielded wave needs 'file', 'respondent_id' and 'crosswalk'")
        return self

    @property
    def parts(self) -> tuple[SurveyFile, ...]:
        """Its files: none, the one, or several in their order."""
        if self.files:
            return self.files.parts
        return (self.file,) if self.file else ()

    @property
    def zone(self) -> str | None:
        """The time zone of its days; None where nothing says which."""
        return self.time_zone or TIME_ZONES.get(self.population)

    @property
    def person_id(self) -> str:
        """The column that knows a person from wave to wave."""
        return str(self.panel.id or self.respondent_id)
