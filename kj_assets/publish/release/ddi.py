"""A wave as DDI-Codebook 2.5: study, questions, categories and their shares.

Source: the DDI Alliance's codebook 2.5 schema, element by element in its order. No respondent
is in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from kj_assets.figure.declared_words import is_weighted, tell_design
from kj_assets.figure.wording import LANGUAGES
from kj_assets.waves.codebook import Codebook, Item
from kj_assets.waves.declarations import Text
from kj_assets.waves.registry import Wave
from kj_assets.waves.wave_declaration import WaveDeclaration, Weighting

if TYPE_CHECKING:
    import pandas as pd

NAMESPACE = "ddi:codebook:2_5"
# The terms of the DDI's own vocabulary of modes, where it has them.
MODES = {
    "web": "Self-administered questionnaire: Web-based",
    "face-to-face": "Interview: Face-to-face",
    "telephone": "Interview: Telephone",
    "mixed": "Mixed modes",
}


def write_ddi(
    wave: Wave, codebook: Codebook, asked: tuple[str, ...], toplines: pd.DataFrame
) -> bytes:
    """The codebook of one wave.

    Args:
        wave: the wave.
        codebook: wordings and levels of its items.
        asked: the items it asked.
        toplines: the wave's toplines, small cells closed.
    """
    root = ET.Element("codeBook", {"xmlns": NAMESPACE, "version": "2.5", "xml:lang": "en"})
    _describe_study(root, wave)
    data = ET.SubElement(root, "dataDscr")
    weighted = is_weighted(wave.declaration.weight)
    for key in asked:
        shares = toplines[toplines["item"] == key]
        _describe_item(data, key, codebook.items[key], shares, weighted)
    ET.indent(root)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def _describe_study(root: ET.Element, wave: Wave) -> None:
    told = wave.declaration
    study = ET.SubElement(root, "stdyDscr")
    title = ET.SubElement(ET.SubElement(study, "citation"), "titlStmt")
    ET.SubElement(title, "titl").text = told.title.en
    ET.SubElement(title, "parTitl", {"xml:lang": "ko"}).text = told.title.ko
    ET.SubElement(title, "IDNo").text = wave.schema
    about = ET.SubElement(study, "stdyInfo")
    if told.provenance == "reconstructed":
        ET.SubElement(
            about, "abstract"
        ).text = (
            "Reconstructed: respondents drawn to meet published figures; no evidence of anything."
        )
    summary = ET.SubElement(about, "sumDscr")
    for event, day in (("start", told.fieldwork.start), ("end", told.fieldwork.end)):
        if day:
            ET.SubElement(summary, "collDate", {"date": str(day), "event": event})
    population = told.fieldwork.population
    if population:
        _say(summary, "universe", population)
    method = ET.SubElement(ET.SubElement(study, "method"), "dataColl")
    _say(method, "dataCollector", told.fieldwork.agency)
    ET.SubElement(method, "sampProc").text = _tell_sampling(told)
    ET.SubElement(method, "collMode").text = MODES[told.fieldwork.mode]
    ET.SubElement(method, "weight").text = _tell_weight(told.weight)


def _tell_sampling(told: WaveDeclaration) -> str:
    """Whether people were drawn by chance, and the columns of strata and units that are used."""
    sampling = f"{told.fieldwork.sampling.capitalize()} sample."
    return " ".join(text for text in (sampling, tell_design(told.design, "en")) if text)


def _tell_weight(weight: Weighting) -> str:
    if weight.rake:
        return f"Raked to population margins: {', '.join(weight.rake.margins)}."
    return "As delivered." if weight.column else "None: every respondent counts alike."


def _describe_item(
    data: ET.Element, key: str, item: Item, shares: pd.DataFrame, weighted: bool
) -> None:
    variable = ET.SubElement(data, "var", {"ID": key, "name": key})
    _say(variable, "labl", item.label)
    if item.question:
        question = ET.SubElement(variable, "qstn")
        _say(question, "qstnLit", item.question)
    by_level = shares.drop_duplicates("level").set_index("level")
    for level, label in item.levels.items():
        category = ET.SubElement(variable, "catgry")
        ET.SubElement(category, "catValu").text = level
        _say(category, "labl", label)
        if level in by_level.index:
            _count(category, by_level.loc[level], weighted)
    form = "numeric" if not item.levels else "character"
    ET.SubElement(variable, "varFormat", {"type": form})


def _count(category: ET.Element, row: pd.Series, weighted: bool) -> None:
    """Respondents and their share in per cent, unless the cell is closed."""
    import pandas as pd

    if pd.notna(row["n"]):
        ET.SubElement(category, "catStat", {"type": "freq"}).text = str(int(row["n"]))
    if pd.notna(row["share"]):
        kind = {"type": "percent"} | ({"wgtd": "wgtd"} if weighted else {})
        share = ET.SubElement(category, "catStat", kind)
        share.text = f"{100 * row['share']:.4f}"


def _say(parent: ET.Element, tag: str, text: Text) -> None:
    for language in LANGUAGES:
        element = ET.SubElement(parent, tag, {"xml:lang": language})
        element.text = text.in_language(language)
