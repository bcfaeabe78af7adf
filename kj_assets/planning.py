"""What a build of a project would do: its declarations, its assets, and the plan of a selection.

Here: putting them together without Dagster, which is asked only what a selection means.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from kj_assets.dagster_kit.asset import Asset, Key
from kj_assets.dagster_kit.plan import Plan, Step, plan_stored, select_steps
from kj_assets.dagster_kit.settled import Watch
from kj_assets.dagster_kit.storage import choose_backend
from kj_assets.dagster_kit.store.settings import read_settings
from kj_assets.errors import BuildError
from kj_assets.graph import Declarations, declare_assets, read_declarations
from kj_assets.model.offered import list_not_made
from kj_assets.plan_words import tell_reasons, tell_shortly
from kj_assets.project import Project


@dataclass(frozen=True)
class Planned:
    """A plan with everything it was made from; ``selected`` is None for everything."""

    project: Project
    declared: Declarations
    assets: Sequence[Asset]
    plan: Plan
    selected: Collection[Key] | None

    @property
    def is_unpublished(self) -> bool:
        """Whether what everybody opens is not what was built."""
        return choose_backend(self.project.build).is_ahead()

    @property
    def is_fresh(self) -> bool:
        """Whether there is nothing to build and nothing to publish."""
        return not (self.plan.steps or self.is_unpublished)

    @property
    def models_not_made(self) -> Mapping[str, Mapping[str, str]]:
        """By wave and model, why a wave cannot have it."""
        declared = self.declared
        return {
            wave.id: list_not_made(declared.models, wave, declared.codebook)
            for wave in declared.fielded
        }

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a plan tells whatever its steps: the models a wave cannot have."""
        return tuple(
            f"wave {wave} has no model {model}: {reason}"
            for wave, models in self.models_not_made.items()
            for model, reason in models.items()
        )

    def tell_reasons(self, step: Step) -> list[str]:
        """All reasons of a step in people's words."""
        return tell_reasons(step, self._asset(step))

    def tell_shortly(self, step: Step) -> str:
        """The most telling of them, for a line or two."""
        return tell_shortly(step, self._asset(step))

    def _asset(self, step: Step) -> Asset:
        return next(asset for asset in self.assets if asset.key == step.key)


def plan_project(project: Project, selection: str | None, waves: Collection[str]) -> Planned:
    """Plan a project, or the assets of a Dagster selection and of some waves.

    Raises:
        BuildError: B003 the selection cannot be read or names nothing that is declared.
    """
    declared = read_declarations(project)
    assets = declare_assets(project, declared)
    selected = _select(project, declared, assets, selection, waves)
    plan = plan_stored(assets, project.build)
    if selected is not None:
        plan = select_steps(plan, assets, selected)
    return Planned(project, declared, assets, plan, selected)


def remember_settled(planned: Planned, watch: Watch) -> None:
    """Remember that all is built, if it is and nothing else is to be told of.

    The plan, of everything, may have been carried out since it was made; the watch has to be older.
    """
    build = planned.project.build
    is_undecided = any(wave.undecided for wave in planned.declared.waves)
    # Who builds into a lake elsewhere is not seen from here.
    if is_undecided or read_settings(build).is_lake:
        return

    def count_kept() -> int | None:
        plan = plan_stored(planned.assets, build)
        return None if plan.steps or plan.orphans else len(plan.kept)

    watch.remember(count_kept, planned.remarks)


def _select(
    project: Project,
    declared: Declarations,
    assets: Sequence[Asset],
    selection: str | None,
    waves: Collection[str],
) -> set[Key] | None:
    if not (selection or waves):
        return None
    keys = {asset.key for asset in assets}
    if waves:
        keys = {key for key in keys if key[0] in _groups_of(waves, keys)}
    if selection:
        from kj_assets.dagster_kit.selection import select_keys
        from kj_assets.definitions import assemble_project

        keys &= select_keys(assemble_project(project, declared, assets), selection)
    if not keys:
        raise BuildError("B003", f"no asset is both in {selection} and in wave {', '.join(waves)}")
    return keys


def _groups_of(waves: Collection[str], keys: Collection[Key]) -> set[str]:
    there = {group.removeprefix("wave_") for group, _ in keys if group.startswith("wave_")}
    unknown = set(waves) - there
    if unknown:
        raise BuildError(
            "B003", f"no fielded wave {', '.join(sorted(unknown))}; there are {sorted(there)}"
        )
    return {f"wave_{wave}" for wave in waves}
