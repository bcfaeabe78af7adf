"""A table as it may leave: no small cell, nothing a spreadsheet would run.

Here: closing rows, and writing CSV and Parquet. Not here: which tables there are (`folder.py`).
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import numpy as np

from kj_assets.publish.release.complement import ALL, Nets, find_complements

if TYPE_CHECKING:
    import pandas as pd

    from kj_assets.waves.codebook import Codebook

CLOSED = SUPPRESSED, COMPLEMENT = "D900", "D901"
# A row is closed where one of these counts is small and not zero.
COUNTS = (
    *("n", "n_level", "n_level_1", "n_base", "n_base_1"),
    *("n_a", "n_b", "n_level_a", "n_level_b", "n_matched"),
)
# What stays of a closed row: names and declarations, none of what was counted or computed.
KEPT = frozenset(
    (
        *("wave", "population", "item", "level", "kind", "model", "outcome", "subgroup", "term"),
        *("base", "estimand", "provenance", "mode", "source", "weight", "missing_policy"),
        *("variant", "wave_a", "wave_b", "model_a", "model_b", "term_a", "term_b", "level_a"),
        *("level_b", "group", "by", "comparable", "line", "break_kinds", "break_en", "break_ko"),
        *("verdict", "samples"),
    )
)
# Counts of an answer, each with the base it is a share of.
SHARES = (("n", "n_base"), ("n_level", "n"), ("n_level_a", "n_a"), ("n_level_b", "n_b"))
RUNS_IN_A_SPREADSHEET = ("=", "+", "-", "@", "\t", "\r")


def suppress_small_cells(
    table: pd.DataFrame, fewest: int, nets: Nets, everybody: pd.DataFrame | None = None
) -> pd.DataFrame:
    """The table with every row emptied that rests on fewer respondents; ``code`` says so.

    Shares are emptied as well where a smaller one could be computed from them.

    Args:
        table: any result table; one without counts is returned as it is.
        fewest: the least number of respondents a row may rest on; none at all is no secret.
        nets: levels of nets, by item.
        everybody: the same shares among all respondents, where `table` has those of groups.
    """
    if not any(name in table for name in COUNTS):
        return table
    small = _find_small(table, fewest)
    more = _find_complements(table, small, fewest, nets, everybody)
    names = [name for name in COUNTS if name in table]
    closed = table.assign(**{name: table[name].astype("Int64") for name in names})
    if "code" not in closed:
        closed["code"] = None
    closed["code"] = closed["code"].astype("string").mask(small, SUPPRESSED)
    closed["code"] = closed["code"].mask(more, COMPLEMENT)
    for name in closed.columns.difference([*KEPT, "code"]):
        closed[name] = closed[name].mask(small | more)
    return closed


def _find_small(table: pd.DataFrame, fewest: int) -> np.ndarray:
    counts = table[[name for name in COUNTS if name in table]].astype("Float64")
    small = ((counts > 0) & (counts < fewest)).any(axis=1)
    return small.fillna(False).to_numpy(dtype=bool)


def _find_complements(
    table: pd.DataFrame, small: np.ndarray, fewest: int, nets: Nets, everybody: pd.DataFrame | None
) -> np.ndarray:
    import pandas as pd

    more = np.zeros(len(table), dtype=bool)
    if "kind" not in table:
        return more
    if everybody is not None:
        known = suppress_small_cells(everybody, fewest, nets)["code"].isin(CLOSED).to_numpy()
        table = pd.concat([everybody.assign(by=ALL, group=ALL), table], ignore_index=True)
        small, more = np.append(known, small), np.append(np.zeros(len(known), dtype=bool), more)
    for n, base in SHARES:
        if n in table and base in table:
            more |= find_complements(table, small | more, n, base, nets)
    return more if everybody is None else more[len(everybody) :]


def list_nets(codebook: Codebook) -> Nets:
    """Levels of every net of a codebook, by item."""
    return {
        name: {net: declared.levels for net, declared in item.nets.items()}
        for name, item in codebook.items.items()
    }


def write_csv(public: pd.DataFrame) -> bytes:
    """A table as CSV in UTF-8 with formulas made harmless."""
    text = io.StringIO()
    # RFC 4180; with a bare \n a lone \r would not be quoted.
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([_defuse(str(column)) for column in public.columns])
    for row in public.itertuples(index=False):
        writer.writerow([_write(cell) for cell in row])
    return text.getvalue().encode()


def write_parquet(public: pd.DataFrame) -> bytes:
    """A table as Parquet; the same table gives the same bytes."""
    import pyarrow as pa
    from pyarrow import parquet

    file = io.BytesIO()
    parquet.write_table(
        pa.Table.from_pandas(public, preserve_index=False).replace_schema_metadata(None), file
    )
    return file.getvalue()


def _write(cell: Any) -> str:
    import pandas as pd

    if pd.isna(cell):
        return ""
    if isinstance(cell, float):
        return repr(round(float(cell), 10))
    return _defuse(str(cell)) if isinstance(cell, str) else str(cell)


def _defuse(text: str) -> str:
    """A text that a spreadsheet would run as a formula, behind an apostrophe."""
    return f"'{text}" if text.startswith(RUNS_IN_A_SPREADSHEET) else text
