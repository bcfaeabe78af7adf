"""``data/store.yaml``: which store a project has; none of it is needed for the embedded one.

Secrets are never in the file: it names the environment variables that hold them.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kj_assets.errors import BuildError
from kj_assets.plain_yaml import PlainLoader

SETTINGS = "store.yaml"
DAYS_KEPT = 90


class Setting(BaseModel):
    """Base of the settings: frozen, and an unknown key is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ObjectStore(Setting):
    """An S3-compatible store for the tables' files."""

    endpoint: str = Field(description="Host and port, such as minio:9000.")
    region: str = "us-east-1"
    use_ssl: bool = True
    key_from: str = Field(description="Variable that holds the access key.")
    secret_from: str = Field(description="Variable that holds the secret key.")


class DaskCluster(Setting):
    """A Dask cluster that runs the steps of a build."""

    address_from: str = Field(description="Variable that holds the scheduler's address.")


class StoreSettings(Setting):
    """Where tables and records are kept, and where the steps of a build run."""

    kind: Literal["embedded", "ducklake"] = "embedded"
    catalogue_from: str = Field(
        default="KJ_CATALOGUE",
        description="Variable that holds the address of the PostgreSQL catalogue.",
    )
    name: str = Field(
        default="tracker",
        pattern="^[a-z][a-z0-9_]{0,39}$",
        description="Schema of the catalogue and folder of the files; one for each project.",
    )
    files: str = Field(
        default="",
        description="A folder all machines see, or s3://bucket/prefix; for ducklake.",
    )
    s3: ObjectStore | None = None
    days_kept: int = Field(
        default=DAYS_KEPT, ge=1, description="Days an earlier state can be asked for."
    )
    dask: DaskCluster | None = None

    @property
    def is_lake(self) -> bool:
        """Whether tables are kept in DuckLake."""
        return self.kind == "ducklake"


def read_settings(build_folder: Path) -> StoreSettings:
    """The settings beside a build folder; those of the embedded store where there are none.

    Raises:
        BuildError: B010 naming the file and what is wrong in it.
    """
    path = build_folder.parent / SETTINGS
    if not path.exists():
        return StoreSettings()
    try:
        settings = StoreSettings.model_validate(
            yaml.load(path.read_text("utf-8"), Loader=PlainLoader) or {}
        )
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BuildError("B010", f"{path}: not valid YAML: {error}") from error
    except ValidationError as error:
        wrong = [f"{'.'.join(map(str, e['loc'])) or '(top)'}: {e['msg']}" for e in error.errors()]
        raise BuildError("B010", "\n".join(f"{path}: {line}" for line in wrong)) from error
    _refuse_unfit(path, settings)
    return settings


def _refuse_unfit(path: Path, settings: StoreSettings) -> None:
    is_remote = settings.files.startswith("s3://")
    if settings.is_lake and not (is_remote or Path(settings.files).is_absolute()):
        found = f"found {settings.files!r}" if settings.files else "nothing is said"
        raise BuildError(
            "B010",
            f"{path}: files: name an absolute folder that all machines see, or s3://…; {found}",
        )
    if settings.is_lake and not is_remote and Path(settings.files).is_relative_to(path.parent):
        raise BuildError(
            "B010", f"{path}: files: {settings.files} is inside {path.parent}; choose one outside"
        )
    if settings.is_lake and is_remote and settings.s3 is None:
        raise BuildError("B010", f"{path}: s3: say its endpoint, key_from and secret_from")
    if settings.dask and not settings.is_lake:
        raise BuildError("B010", f"{path}: dask: steps on several machines need kind: ducklake")


def read_variable(name: str) -> str:
    """The content of an environment variable that settings name.

    Raises:
        BuildError: B011 it is not set.
    """
    value = os.environ.get(name)
    if not value:
        raise BuildError(
            "B011",
            f"the environment variable {name}, which {SETTINGS} names, is not set: set it in "
            "this shell, and wherever a builder or the Dagster UI runs",
        )
    return value
