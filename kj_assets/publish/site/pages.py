"""The site's pages as products: explore, method, dictionary.

Here: gathering faces and rendering them to files. Not here: what a page shows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

import pandas as pd

from kj_assets.dagster_kit.asset import Product
from kj_assets.figure.wording import LANGUAGES, Language
from kj_assets.model.registry import Models
from kj_assets.publish.briefing.phrases import say
from kj_assets.publish.site.dictionary import face_of_dictionary
from kj_assets.publish.site.explore import ExploreFace
from kj_assets.publish.site.explore_beside import Beside, show_beside
from kj_assets.publish.site.explore_items import face_of_item
from kj_assets.publish.site.explore_models import face_of_model
from kj_assets.publish.site.method import face_of_method
from kj_assets.publish.site.provenances import Provenances
from kj_assets.publish.site.shell import add_fonts, fill_template, render_page
from kj_assets.publish.site.waves_in_print import read_known_waves, tabulate_known_waves
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.outside import OutsideFile
from kj_assets.waves.registry import Wave
from kj_assets.waves.wave_declaration import OWN_POPULATION, Population

SITE = "site/"


@dataclass(frozen=True)
class Link:
    """A link of the explore page's list."""

    path: str
    text: str
    note: str


@dataclass(frozen=True)
class IndexFace:
    """The list of explore pages in one language."""

    language: Language
    title: str
    heading: str
    groups: tuple[tuple[str, tuple[Link, ...]], ...]


def publish_explore(
    codebook: Codebook,
    models: Models,
    provenances: Provenances,
    toplines: pd.DataFrame,
    effects: pd.DataFrame,
    changes: pd.DataFrame,
    effect_changes: pd.DataFrame,
    charted: Population = OWN_POPULATION,
    **beside: pd.DataFrame,
) -> Product:
    """One page a question and a model, over all waves, and the list of them.

    Args:
        codebook: the items; those with levels have a page.
        models: the registered models.
        provenances: whose answers the banner tells of.
        toplines: ``trend/toplines``.
        effects: ``trend/effects``.
        changes: ``trend/changes``.
        effect_changes: ``trend/effect_changes``.
        charted: whose lines the charts show; tables have everybody's.
        beside: tables of `Beside`, each named by what it holds, two underscores and its own name.
    """
    items = {key: item for key, item in codebook.items.items() if item.levels}
    pages: dict[str, tuple[list[ExploreFace], str]] = {
        f"explore/item-{key}.html": (
            [face_of_item(key, toplines, changes, codebook, lang, charted) for lang in LANGUAGES],
            "trend/toplines",
        )
        for key in items
    }
    told = _sort_beside(beside)
    for key, model in models.models.items():
        faces = [
            replace(
                face_of_model(key, model, effects, effect_changes, codebook, lang, charted),
                panels=show_beside(key, models, told, codebook, lang),
            )
            for lang in LANGUAGES
        ]
        pages[f"explore/model-{key}.html"] = (faces, "trend/effects")
    files = {
        path: fill_template("explore_page.html", path, faces, provenances=provenances, asset=asset)
        for path, (faces, asset) in pages.items()
    }
    index = "explore/index.html"
    lists = [_list_pages(pages, codebook, place, lang) for place, lang in enumerate(LANGUAGES)]
    files[index] = fill_template("explore_index.html", index, lists, provenances=provenances)
    return as_pages(add_fonts(files))


def _sort_beside(tables: Mapping[str, pd.DataFrame]) -> Beside:
    kinds = (field.name for field in fields(Beside))
    return Beside(
        **{
            kind: tuple(table for name, table in tables.items() if name.startswith(f"{kind}__"))
            for kind in kinds
        }
    )


def _list_pages(
    pages: Mapping[str, tuple[list[ExploreFace], str]],
    codebook: Codebook,
    place: int,
    language: Language,
) -> IndexFace:
    links = [
        Link(path.removeprefix("explore/"), faces[place].heading, faces[place].question)
        for path, (faces, _) in pages.items()
    ]
    kinds = {"questions": "item-", "models": "model-"}
    return IndexFace(
        language,
        codebook.title.in_language(language),
        say("explore", language),
        tuple(
            (key, tuple(link for link in links if link.path.startswith(prefix)))
            for key, prefix in kinds.items()
        ),
    )


def publish_method(
    codebook: Codebook,
    models: Models,
    waves: tuple[Wave, ...],
    provenances: Provenances,
    in_print: OutsideFile | None = None,
) -> Product:
    """Waves, those known from print as well, questionnaire and how numbers are made."""
    known = read_known_waves(in_print, [wave.id for wave in waves])
    faces = [
        face_of_method(codebook, models, waves, tabulate_known_waves(known, language), language)
        for language in LANGUAGES
    ]
    page = render_page("method.html", "method.html", faces, provenances=provenances)
    return as_pages({"method.html": page})


def publish_dictionary(
    codebook: Codebook, provenances: Provenances, dictionary: pd.DataFrame
) -> Product:
    """The data dictionary as a page."""
    faces = [face_of_dictionary(dictionary, codebook, language) for language in LANGUAGES]
    path = "dictionary.html"
    page = render_page("dictionary.html", path, faces, provenances=provenances)
    return as_pages({path: page})


def as_pages(files: Mapping[str, str | bytes]) -> Product:
    """Pages and files below ``site/``, with a table of their hashes."""
    written = {
        SITE + path: data.encode() if isinstance(data, str) else data
        for path, data in files.items()
    }
    table = pd.DataFrame(
        [
            {"path": path, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for path, data in written.items()
        ]
    )
    return Product(
        table,
        files=written,
        numbers={"pages": len(written), "bytes": int(table["bytes"].sum())},
    )
