"""The run-time guard: do nothing when nothing would come out differently.

Here: comparing the record with what is about to be done, and doing it. "Materialize all",
the schedule and the command line all pass through it, so all are equally lazy.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import pandas as pd

from kj_assets.dagster_kit.asset import Asset, CheckFailedError, Product, show_key
from kj_assets.dagster_kit.content import TableHash, join_hashes
from kj_assets.dagster_kit.files import write_files
from kj_assets.dagster_kit.reasons import Stored, current_inputs, find_reasons
from kj_assets.dagster_kit.record import Record, pack_check
from kj_assets.dagster_kit.rows import Rows
from kj_assets.dagster_kit.storage import Session
from kj_assets.errors import BuildError


@dataclass(frozen=True)
class Outcome:
    """What became of one asset in a run."""

    record: Record
    reused: bool


def build_or_reuse(asset: Asset, session: Session, run_id: str, *, force: bool = False) -> Outcome:
    """Build one asset, or find that its record still stands.

    Raises:
        BuildError: B001 something it reads has not been built yet.
        CheckFailedError: a blocking check failed; the stored tables stay as they were.
    """
    with session.claim(asset):
        return _build_or_reuse(asset, session, run_id, force=force)


def _build_or_reuse(asset: Asset, session: Session, run_id: str, *, force: bool) -> Outcome:
    absent = [show_key(key) for key in asset.upstream if key not in session.records]
    if absent:
        raise BuildError(
            "B001", f"{show_key(asset.key)} needs {', '.join(absent)}: build that first"
        )
    stored = Stored.of(session.holdings(asset.key), (), session.folder)
    if not (force or find_reasons(asset, stored)):
        return Outcome(session.records[asset.key], reused=True)
    inputs = current_inputs(asset, stored.versions)
    product = asset.run(_read_inputs(asset, session))
    refuse_if_blocked(asset, product)
    # Files first: a crash in between leaves a newer picture, never a record without one.
    write_files(session.folder, product.files)

    def conclude(hashes: Mapping[str, TableHash], written: Rows) -> Record:
        concluded = product.concluded(written)
        refuse_if_blocked(asset, concluded)
        return _make_record(asset, concluded, hashes, inputs, run_id)

    record = session.write(asset, product.tables(asset.key), conclude)
    return Outcome(record, reused=False)


def _read_inputs(asset: Asset, session: Session) -> dict[str, pd.DataFrame | Rows]:
    return {
        name: session.rows(table) if name in asset.in_chunks else session.read(table)
        for name, table in asset.inputs.items()
    }


def refuse_if_blocked(asset: Asset, product: Product) -> None:
    """Raise `CheckFailedError` when a blocking check of a product failed."""
    failed = [check for check in product.checks if check.blocking and not check.passed]
    if failed:
        reasons = "\n".join(f"{check.name}: {check.description}" for check in failed)
        raise CheckFailedError(f"{show_key(asset.key)} was not written.\n{reasons}", product.checks)


def _make_record(
    asset: Asset,
    product: Product,
    hashes: Mapping[str, TableHash],
    inputs: dict[str, str],
    run_id: str,
) -> Record:
    version = asset.version
    return Record(
        key=asset.key,
        code_version=version.digest,
        version_parts=version.as_plain(),
        inputs=inputs,
        data_version=join_hashes(hashes),
        rows=hashes[asset.key[1]].rows,
        tables={name: hashes[name].print for name in sorted(hashes)},
        files={path: hashlib.sha256(data).hexdigest() for path, data in product.files.items()},
        checks=[pack_check(check) for check in product.checks],
        numbers=dict(product.numbers),
        notes=dict(product.notes),
        run_id=run_id,
        built_at=datetime.now(UTC),
        definitions=version.definitions,
    )
