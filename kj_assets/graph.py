"""The graph: every asset of a project, from its declarations. Assembly only, no Dagster."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kj_assets.clean.assets import clean_assets
from kj_assets.dagster_kit.asset import Asset, Key
from kj_assets.figure.assets import trend_figure_assets, wave_figure_assets
from kj_assets.figure.question_assets import question_assets
from kj_assets.model.assets import estimate_assets
from kj_assets.model.beside_assets import beside_assets
from kj_assets.model.loading import load_models
from kj_assets.model.offered import offer_models
from kj_assets.model.printed_known import check_published
from kj_assets.model.raked_assets import raked_assets
from kj_assets.model.registry import Models
from kj_assets.model.within_assets import within_assets
from kj_assets.project import Project
from kj_assets.publish.assets import publication_assets
from kj_assets.publish.closing.sieve import sieve_public
from kj_assets.publish.release.declaration import ReleaseDeclaration, read_release
from kj_assets.publish.site.places import find_page, find_pictures
from kj_assets.trend.assets import list_known, trend_assets, wave_trend_assets
from kj_assets.validate.assets import validate_assets
from kj_assets.waves.assets import wave_assets
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.declarations import read_declaration
from kj_assets.waves.registry import Wave, load_waves, name_joined, refuse_undecided
from kj_assets.weight.assets import weight_assets
from kj_assets.weight.population import check_population


@dataclass(frozen=True)
class Declarations:
    """Everything a project declares."""

    codebook: Codebook
    models: Models
    waves: tuple[Wave, ...]
    release: ReleaseDeclaration = ReleaseDeclaration()

    @property
    def fielded(self) -> tuple[Wave, ...]:
        """Waves that have been fielded."""
        return tuple(wave for wave in self.waves if wave.is_fielded)


def read_declarations(project: Project) -> Declarations:
    """Read the codebook, the models and every wave of a project.

    Raises:
        DeclarationError: F101 to F103, P001 to P006, naming file, line or path.
    """
    codebook = read_declaration(project.codebook, Codebook)
    models = load_models(project.models, codebook)
    waves = load_waves(project.waves, codebook)
    check_published(project.published, name_joined(codebook, waves), [wave.id for wave in waves])
    for rake in (wave.declaration.weight.rake for wave in waves):
        if rake:
            check_population(project.population / f"{rake.population}.csv", codebook)
    return Declarations(codebook, models, waves, read_release(project.release))


def declare_assets(project: Project, declared: Declarations) -> list[Asset]:
    """Every asset of a project, stages in order within each wave."""
    codebook, models, few = declared.codebook, declared.models, declared.release.small_cells
    assets: list[Asset] = []
    for wave in declared.fielded:
        own, possible = wave.codebook(codebook), offer_models(models, wave, codebook)
        stages = [
            *wave_assets(wave, own),
            *clean_assets(wave, own),
            *validate_assets(wave, own),
            *weight_assets(wave, project.population),
            *estimate_assets(wave, own, possible),
            *within_assets(wave, own, possible),
            *raked_assets(wave, own, possible, project.population),
            *beside_assets(wave, own, possible, project.published),
            *wave_figure_assets(wave, own, possible, few if not wave.publishes_respondents else 1),
        ]
        tags = {"provenance": str(wave.declaration.provenance)}
        assets += [replace(asset, tags=tags) for asset in stages]
    for wave in declared.fielded:
        over = [
            *wave_trend_assets(wave, declared.fielded, codebook, models, project.published),
            *trend_figure_assets(wave, declared.fielded, codebook, models),
        ]
        tags = {"provenance": mixed_provenance(list_known(wave, declared.fielded))}
        assets += [replace(asset, tags=tags) for asset in over]
    across = [
        *trend_assets(declared.fielded, codebook, models, project.published),
        *question_assets(declared.fielded, codebook, models),
    ]
    across += publication_assets(
        declared.fielded,
        codebook,
        models,
        declared.release,
        project.releases,
        [*assets, *across],
        project.published,
    )
    tags = {"provenance": mixed_provenance(declared.fielded)}
    assets += [replace(asset, tags=tags) for asset in across]
    return [
        replace(asset, page=find_page(asset.key), pictures=find_pictures(asset.key))
        for asset in sieve_public(assets, declared.fielded, codebook, few)
    ]


def describe_planned(waves: tuple[Wave, ...]) -> dict[Key, str]:
    """The node of each wave that is registered and cannot be built yet, with what is to do."""
    return {
        (wave.schema, "source"): _describe_unbuilt(wave) for wave in waves if not wave.is_fielded
    }


def _describe_unbuilt(wave: Wave) -> str:
    if wave.undecided:
        return refuse_undecided(wave).message
    return (
        f"Wave {wave.id} is planned. When its file is there, say so in wave.yaml "
        "(status: fielded) and its assets appear."
    )


def mixed_provenance(waves: tuple[Wave, ...]) -> str:
    """Provenance of what is made from several waves: reconstructed if any of them is."""
    found = {wave.declaration.provenance for wave in waves}
    return "reconstructed" if "reconstructed" in found else "microdata"
