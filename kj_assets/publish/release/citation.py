"""``CITATION.cff``: how a release is cited, after Citation File Format 1.2.0."""

from __future__ import annotations

import yaml

from kj_assets.publish.release.declaration import ReleaseDeclaration


def write_citation(title: str, notice: str, declared: ReleaseDeclaration) -> bytes:
    """The citation file of a release; without declared authors the tracker itself is one."""
    citation = {
        "cff-version": "1.2.0",
        "message": "Please cite these data with their version.",
        "type": "dataset",
        "title": title,
        "version": declared.version,
        "authors": [{"name": author} for author in declared.authors or (title,)],
    }
    if notice:
        citation["abstract"] = notice
    if declared.licence:
        citation |= {"license": declared.licence.name, "license-url": declared.licence.path}
    return yaml.safe_dump(citation, allow_unicode=True, sort_keys=False, width=100).encode()
