"""From declared assets to Dagster definitions: the store resource and the asset wrapper.

Dagster reads the annotations of what it wraps, so they are not postponed in this file.
"""

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import dagster as dg

from kj_assets.dagster_kit.asset import Asset, CheckFailedError, Key, Source
from kj_assets.dagster_kit.automation import (
    automation_sensor,
    rebuild_when_changed,
    report_sources,
    source_sensor,
    yearly_schedule,
)
from kj_assets.dagster_kit.catalogue import Catalogue
from kj_assets.dagster_kit.cleaning import cleaning_schedules
from kj_assets.dagster_kit.guard import Outcome, build_or_reuse
from kj_assets.dagster_kit.mending import store_sensor
from kj_assets.dagster_kit.metadata import (
    as_check_result,
    describe_asset,
    describe_checks,
    describe_outcome,
)
from kj_assets.dagster_kit.retention import history_sensor
from kj_assets.dagster_kit.storage import (
    AfterPublishing,
    Session,
    choose_backend,
    open_session,
    publish_nothing_more,
)
from kj_assets.dagster_kit.store.settings import read_settings
from kj_assets.machine import telling_refusals

BUILD_JOB = "build"
FORCE_TAG = "kj/force"
OUTCOME_TAG = "kj/outcome"
CLUSTER_EXECUTOR = "dask"


def store_resource(
    folder: Path,
    catalogue: Catalogue,
    sources: Sequence[Source],
    after_publishing: AfterPublishing,
) -> dg.ResourceDefinition:
    """The store, open and locked for as long as a run lasts, waiting for another if need be.

    On a cluster it is open for as long as a step lasts, and what others build is not locked.
    """
    is_step = read_settings(folder).dask is not None

    def open_store(context: dg.InitResourceContext) -> Iterator[Session]:
        say = context.log.info if context.log else print
        # As a step begins Dagster notes what it reads: a file not seen before would look changed.
        # On a cluster the run has told it, before its first step.
        if context.instance and not is_step:
            report_sources(context.instance, sources)
        owner = f"run {context.run_id}"
        opened = open_session(folder, owner, say, catalogue, after_publishing)
        with telling_refusals(), opened as session:
            yield session

    return dg.ResourceDefinition(open_store, description="The store of tables in DuckDB.")


def assemble(
    catalogue: Catalogue,
    folder: Path,
    owners: Sequence[str],
    planned: Mapping[Key, str],
    after_publishing: AfterPublishing = publish_nothing_more,
    load: Callable[[], dg.Definitions] | None = None,
) -> dg.Definitions:
    """Everything Dagster needs to know: assets, sources, job, schedule, sensors, store.

    ``catalogue`` has the assets. ``planned`` is what will be there one day, with what it waits
    for: shown, never run. ``after_publishing`` is called whenever a run has replaced the
    published store. ``load`` makes the same definitions on the workers of a cluster.
    """
    assets = catalogue.assets
    sources = list_sources(catalogue)
    everything = dg.AssetSelection.all()
    return dg.Definitions(
        assets=[
            *(as_source(source, owners) for source in sources),
            *(as_asset(asset, owners) for asset in assets),
            *(
                dg.AssetSpec(
                    dg.AssetKey(key), group_name=key[0], description=awaited, owners=list(owners)
                )
                for key, awaited in planned.items()
            ),
        ],
        jobs=[dg.define_asset_job(BUILD_JOB, selection=everything)],
        schedules=[yearly_schedule(BUILD_JOB), *cleaning_schedules(folder)],
        sensors=[
            automation_sensor(),
            source_sensor(sources),
            store_sensor(assets, folder, BUILD_JOB),
            history_sensor(),
        ],
        resources={"store": store_resource(folder, catalogue, sources, after_publishing)},
        executor=choose_executor(catalogue, folder, after_publishing, load),
    )


def choose_executor(
    catalogue: Catalogue,
    folder: Path,
    after_publishing: AfterPublishing,
    load: Callable[[], dg.Definitions] | None,
) -> dg.ExecutorDefinition:
    """Where the steps of a run are done: in its process, or on the cluster of the settings."""
    cluster = read_settings(folder).dask
    if cluster is None or load is None:
        return dg.in_process_executor
    from kj_assets.dagster_kit.cluster.executor import make_cluster_executor

    return make_cluster_executor(
        CLUSTER_EXECUTOR,
        cluster,
        load,
        before=lambda instance: report_sources(instance, list_sources(catalogue)),
        after=lambda: choose_backend(folder).publish(catalogue, after_publishing),
    )


def list_sources(catalogue: Catalogue) -> list[Source]:
    """Every file outside the store that assets read, once."""
    return list({source.key: source for a in catalogue.assets for source in a.sources}.values())


def as_source(source: Source, owners: Sequence[str]) -> dg.AssetsDefinition:
    """A file outside the store, observed by its hash."""
    spec = dg.AssetSpec(
        key=dg.AssetKey(source.key),
        group_name=source.key[0],
        description=source.description,
        kinds={"file"},
        owners=list(owners),
    )

    def observe() -> dg.ObserveResult:
        return dg.ObserveResult(data_version=dg.DataVersion(source.version()))

    # An ordinary asset spec ignores observations. What observes is in beta, which nobody who
    # builds needs to read once a source.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", dg.BetaWarning)
        wrap = dg.multi_observable_source_asset(name="__".join(source.key), specs=[spec])
        return wrap(observe)


def as_asset(asset: Asset, owners: Sequence[str]) -> dg.AssetsDefinition:
    """One declared asset, run through the guard."""
    read: list[Key] = [*asset.upstream, *(source.key for source in asset.sources)]

    @dg.multi_asset(
        name="__".join(asset.key),
        specs=[
            dg.AssetSpec(
                key=dg.AssetKey(asset.key),
                deps=[dg.AssetKey(key) for key in read],
                description=asset.description,
                group_name=asset.key[0],
                code_version=asset.version.digest,
                kinds=set(asset.kinds),
                owners=list(owners),
                metadata=describe_asset(asset),
                tags={f"kj/{name}": value for name, value in asset.tags.items()},
                automation_condition=rebuild_when_changed(),
            )
        ],
        check_specs=[
            dg.AssetCheckSpec(
                check.name,
                asset=dg.AssetKey(asset.key),
                description=check.description,
                blocking=check.blocking,
            )
            for check in asset.checks
        ],
    )
    def materialize(
        context: dg.AssetExecutionContext, store: dg.ResourceParam[Session]
    ) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
        force = context.run.tags.get(FORCE_TAG) == "true"
        try:
            with telling_refusals():
                outcome = build_or_reuse(asset, store, context.run.run_id, force=force)
        except CheckFailedError as refusal:
            yield from (as_check_result(asset, check) for check in refusal.checks)
            raise dg.Failure(str(refusal), allow_retries=False) from refusal
        except ValueError as error:
            # A coded error is a message for people; any other one is a bug and stays whole.
            if not isinstance(getattr(error, "code", None), str):
                raise
            raise dg.Failure(str(error), allow_retries=False) from error
        yield _as_result(asset, outcome, store)

    return materialize


def _as_result(asset: Asset, outcome: Outcome, store: Session) -> dg.MaterializeResult:
    return dg.MaterializeResult(
        asset_key=dg.AssetKey(asset.key),
        metadata=describe_outcome(asset, outcome.record, store),
        data_version=dg.DataVersion(outcome.record.data_version),
        check_results=describe_checks(asset, outcome.record.checks),
        tags={OUTCOME_TAG: "reused" if outcome.reused else "built"},
    )
