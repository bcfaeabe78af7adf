"""The site's pages and how they link to each other."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """A page: its path below ``site/`` and the key of its name in the navigation."""

    path: str
    name: str


FRONT = "index.html"
PLACES = (
    Place(FRONT, "nav_briefing"),
    Place("explore/index.html", "nav_explore"),
    Place("method.html", "nav_method"),
    Place("dictionary.html", "nav_dictionary"),
    Place("downloads/index.html", "nav_downloads"),
    Place("changes.html", "nav_changes"),
    Place("provenance.html", "nav_provenance"),
)


def briefing_path(wave: str) -> str:
    """The address of a wave's briefing, which it keeps whatever waves come later."""
    return f"{wave}/index.html"


def place_of(path: str) -> str:
    """The place of the navigation that a page is, or is part of: a wave's briefing is of the front.

    Pages of one folder belong to the place in it.
    """
    folder, stroke, _ = path.rpartition("/")
    places = [place.path for place in PLACES]
    if not stroke or path in places:
        return path
    return next((place for place in places if place.startswith(f"{folder}/")), FRONT)


def root_of(path: str) -> str:
    """What leads from a page back to ``site/``: ``../`` for each folder."""
    return "../" * path.count("/")
