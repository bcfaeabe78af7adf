"""Wiring of the release: which tables and figures of the store may leave, and what they hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from kj_assets.dagster_kit.asset import Asset, Key, Source
from kj_assets.model.registry import Models
from kj_assets.publish.columns import FILES
from kj_assets.publish.difference.compare import COLUMNS, TABLES
from kj_assets.publish.difference.page import publish_difference
from kj_assets.publish.difference.reading import KeptRelease, find_releases
from kj_assets.publish.release.declaration import ReleaseDeclaration
from kj_assets.publish.release.folder import Offered, publish_release
from kj_assets.publish.site.provenances import Provenances
from kj_assets.publish.site.shell import template_files
from kj_assets.trend.assets import SCHEMA as TREND
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.declarations import Text
from kj_assets.waves.registry import Wave

SCHEMA = "publication"
# Tables that span waves, by their name in a release.
LONG: dict[str, tuple[Key, Text]] = {
    "toplines": (
        (TREND, "toplines"),
        Text(en="Shares of all waves, computed and published", ko="모든 조사의 비율(계산·공표)"),
    ),
    "effects": (
        (TREND, "effects"),
        Text(en="Effects of all models and waves", ko="모든 모형과 조사의 효과"),
    ),
    "changes": (
        (TREND, "changes"),
        Text(en="Change of shares between waves, tested", ko="조사 간 비율 변화와 검정"),
    ),
    "effect_changes": (
        (TREND, "effect_changes"),
        Text(en="Change of effects between waves, tested", ko="조사 간 효과 변화와 검정"),
    ),
    "data_dictionary": (
        (SCHEMA, "data_dictionary"),
        Text(en="Items, levels and codes", ko="문항, 응답 값, 코드"),
    ),
}
# Tables over all waves that are declared, by how their name begins.
OVER_WAVES = {
    "question_": Text(en="Answers to a question over waves", ko="조사에 걸친 질문의 답"),
}
# Tables of a wave, by how their name begins.
OF_A_WAVE = {
    "toplines": Text(en="toplines with intervals and deff", ko="비율, 구간, 설계효과"),
    "published_vs_computed": Text(en="published and computed", ko="공표와 계산 비교"),
    "compare_": Text(en="differences between effects", ko="효과 간 차이"),
    "within_": Text(en="effects within subgroups", ko="집단별 효과"),
    "raked_errors_": Text(en="standard errors and raking", ko="표준오차와 가중치 조정"),
    "sensitivity_": Text(en="sensitivity of a model", ko="모형의 민감도"),
    "crosstabs": Text(en="answers by group", ko="집단별 응답"),
}


def release_asset(
    waves: Sequence[Wave],
    codebook: Codebook,
    release: ReleaseDeclaration,
    provenances: Provenances,
    stages: Sequence[Asset],
    models: Models,
) -> Asset:
    """The folder of the next release; ``stages`` are the assets made so far."""
    offered = tuple(_offer(waves, stages, _name_declared(models)))
    figures = {
        "_".join(asset.key): asset.key for asset in stages if asset.key[1].startswith("figure_")
    }
    inputs = {one.name: one.key for one in offered} | figures
    for wave in waves:
        if wave.publishes_respondents:
            inputs[f"{wave.schema}_respondents"] = (wave.schema, "validated")
            inputs[f"{wave.schema}_weights"] = (wave.schema, "weights")
    return Asset(
        key=(SCHEMA, "release"),
        compute=publish_release,
        description="The next release as a folder of the site: public tables as CSV and Parquet, "
        "small cells closed, figures, data package, citation, DDI codebooks and checksums.",
        inputs=inputs,
        settings={
            "codebook": codebook,
            "release": release,
            "waves": tuple(wave.without_file() for wave in waves),
            "asked": {wave.id: wave.items_asked(codebook) for wave in waves},
            "offered": offered,
            "figures": tuple(figures),
            "provenances": provenances,
        },
        resources=template_files(),
        columns=FILES,
        kinds=frozenset({"duckdb", "html", "csv", "parquet"}),
    )


def difference_asset(
    codebook: Codebook, models: Models, provenances: Provenances, releases: Path
) -> Asset:
    """What changed since the last release that was kept in `releases`."""
    kept = find_releases(releases)
    earlier = kept[-1] if kept else None
    compared = {name: LONG[name][0] for name in TABLES}
    return Asset(
        key=(SCHEMA, "difference"),
        compute=publish_difference,
        description="What changed since the last release: estimates, sign and significance "
        "flips, n, levels new and gone, as a table and a page.",
        inputs=compared,
        settings={
            "codebook": codebook,
            "models": models,
            "earlier": earlier,
            "provenances": provenances,
        },
        sources=(_watch(earlier),) if earlier else (),
        resources=template_files(),
        columns=COLUMNS,
        kinds=frozenset({"duckdb", "html"}),
    )


def _watch(kept: KeptRelease) -> Source:
    return Source(
        key=("releases", "release_" + kept.version.replace(".", "_")),
        version=kept.hash,
        description=f"Release {kept.version} as it was kept, versioned by its descriptor.",
    )


def _name_declared(models: Models) -> dict[str, Text]:
    """Labels of all that tables are made of, by their keys."""
    declared = (models.models, models.comparisons, models.term_comparisons, models.questions)
    return {key: one.label for group in declared for key, one in group.items()}


def _offer(
    waves: Sequence[Wave], stages: Sequence[Asset], names: Mapping[str, Text]
) -> Iterator[Offered]:
    made = {asset.key: asset for asset in stages}
    for name, (key, label) in LONG.items():
        if key in made:
            yield Offered(name, key, label, dict(made[key].columns))
    for schema, table in made:
        over = _tell(table, OVER_WAVES, names)
        if schema == TREND and over:
            yield Offered(table, (schema, table), over, dict(made[schema, table].columns))
        wave = next((wave for wave in waves if wave.schema == schema), None)
        told = _tell(table, OF_A_WAVE, names)
        if wave and told:
            named = Text(en=f"{wave.id}: {told.en}", ko=f"{wave.id}: {told.ko}")
            columns = dict(made[schema, table].columns)
            yield Offered(f"{schema}_{table}", (schema, table), named, columns)


def _tell(table: str, told: Mapping[str, Text], names: Mapping[str, Text]) -> Text | None:
    """What a table holds, by how its name begins, and of what, by how it goes on."""
    for start, text in told.items():
        if table.startswith(start):
            of = names.get(table.removeprefix(start))
            return Text(en=f"{text.en}: {of.en}", ko=f"{text.ko}: {of.ko}") if of else text
    return None
