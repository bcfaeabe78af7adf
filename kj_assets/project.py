"""Where a project's files are: one folder with ``data/`` and ``dagster_home/``.

Here: paths only. The tracker's own repository is one such folder; any other one works too.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

PROJECT_VARIABLE = "KJ_PROJECT"


@dataclass(frozen=True)
class Project:
    """A project folder; every path is absolute."""

    root: Path

    @classmethod
    def at(cls, folder: str | Path | None = None) -> Project:
        """The given folder, else the one in ``KJ_PROJECT``, else the current folder."""
        chosen = folder or os.environ.get(PROJECT_VARIABLE) or Path.cwd()
        return cls(Path(chosen).resolve())

    @property
    def data(self) -> Path:
        """What people declare and deliver."""
        return self.root / "data"

    @property
    def codebook(self) -> Path:
        """The codebook's YAML file."""
        return self.data / "codebook.yaml"

    @property
    def models(self) -> Path:
        """The YAML file of registered models, comparisons and figures."""
        return self.data / "models.yaml"

    @property
    def release(self) -> Path:
        """The YAML file that names the next release."""
        return self.data / "release.yaml"

    @property
    def alerts(self) -> Path:
        """The YAML file that says whom to tell of failures; most projects have none."""
        return self.data / "alerts.yaml"

    @property
    def releases(self) -> Path:
        """Releases that were kept, one folder a version."""
        return self.data / "releases"

    @property
    def waves(self) -> Path:
        """The folder with one folder a wave."""
        return self.data / "waves"

    @property
    def removed(self) -> Path:
        """Folders of waves that were taken out."""
        return self.data / "removed"

    @property
    def published(self) -> Path:
        """Numbers in print, each with its source."""
        return self.data / "published"

    @property
    def population(self) -> Path:
        """Census margins for raking."""
        return self.data / "population"

    @property
    def build(self) -> Path:
        """Everything the tracker makes; may be deleted at any time."""
        return self.data / "build"

    @property
    def figures(self) -> Path:
        """Figures as files."""
        return self.build / "figures"

    @property
    def site(self) -> Path:
        """The briefing as a static page."""
        return self.build / "site"

    @property
    def dagster_home(self) -> Path:
        """Dagster's own folder (settings in git, storage not)."""
        return self.root / "dagster_home"
