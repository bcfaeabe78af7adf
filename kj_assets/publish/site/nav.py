"""The site's pages and how they link to each other."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """A page: its path below ``site/`` and the key of its name in the navigation."""

    path: str
    name: str


PLACES = (
    Place("index.html", "nav_briefing"),
    Place("explore/index.html", "nav_explore"),
    Place("method.html", "nav_method"),
    Place("dictionary.html", "nav_dictionary"),
    Place("downloads/index.html", "nav_downloads"),
    Place("changes.html", "nav_changes"),
    Place("provenance.html", "nav_provenance"),
)


def root_of(path: str) -> str:
    """What leads from a page back to ``site/``: ``../`` for each folder."""
    return "../" * path.count("/")
