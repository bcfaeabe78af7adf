"""What the statistics refuse or warn about, each with its code.

Belongs here: the two carriers (`RefusalError`, `Warned`) and the checks that look at numbers only.
Does not: separation (`separation.py`), the design's rules (`design.py`), plausible answers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

FEW_CASES = 30
FEW_DF = 30
FEW_EVENTS_PER_PARAMETER = 10
LARGE_LOSS = 0.10
# What the answers do not tell. Any other code says that the data are not what was declared.
REFUSES_AN_ESTIMATE = frozenset(
    {"X002", "X003", "X004", "X005", "Y002", "S001", "N001", "C001", "D001"}
)


class RefusalError(ValueError):
    """An estimate that must not be given: `code` says why, the message what to do next."""

    def __init__(
        self,
        code: str,
        message: str,
        *,
        item: str | None = None,
        level: str | None = None,
        counts: Mapping[str, int] | None = None,
    ) -> None:
        """Keep the code, the place and the counts beside the sentence."""
        self.code = code
        self.item = item
        self.level = level
        self.counts = dict(counts or {})
        self.reason = f"{message}{describe_counts(self.counts)}"
        super().__init__(f"{code}: {self.reason}")

    @property
    def is_of_an_estimate(self) -> bool:
        """Whether a table goes on with an empty row: wrong weights or codes spoil every number."""
        return self.code in REFUSES_AN_ESTIMATE


@dataclass(frozen=True)
class Warned:
    """An estimate that is given, with a reservation."""

    code: str
    message: str
    item: str | None = None
    level: str | None = None
    counts: Mapping[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        """Code, sentence and counts on one line."""
        return f"{self.code}: {self.message}{describe_counts(self.counts)}"


def describe_counts(counts: Mapping[str, int]) -> str:
    """Return ` (a: 1, b: 2)`, or nothing where there are no counts."""
    return f" ({', '.join(f'{name}: {n:,}' for name, n in counts.items())})" if counts else ""


def check_weights(weights: np.ndarray) -> None:
    """Refuse weights that are missing, negative or infinite (W001), or all zero (W002)."""
    bad = ~np.isfinite(weights) | (weights < 0)
    refuse_bad_weights(int(bad.sum()), len(weights), float(weights[~bad].sum()))


def refuse_bad_weights(n_bad: int, n: int, total: float) -> None:
    """Refuse by counts alone, for callers that scanned the weights in DuckDB (W001, W002)."""
    if n_bad:
        raise RefusalError(
            "W001",
            "weights are missing, negative or infinite; give each respondent a weight of 0 or more",
            counts={"bad": n_bad, "rows": n},
        )
    if total <= 0:
        raise RefusalError(
            "W002", "all weights are zero; check the weight column", counts={"rows": n}
        )


def check_outcome(values: np.ndarray, n: np.ndarray, item: str) -> None:
    """Refuse a complete-case outcome that is not 0/1 (Y001) or does not vary (Y002).

    `values` (cells) hold the answers, `n` (cells) the respondents behind each.
    """
    undeclared = (values != 0) & (values != 1)
    if undeclared.any():
        codes = sorted(set(values[undeclared].tolist()))[:5]
        raise RefusalError(
            "Y001",
            f"outcome {item!r} must be 0 or 1 but has {codes}; declare which levels count as 1",
            item=item,
            counts={"undeclared": int(n[undeclared].sum())},
        )
    counts = {f"{item}=0": int(n[values == 0].sum()), f"{item}=1": int(n[values == 1].sum())}
    if min(counts.values()) == 0:
        raise RefusalError(
            "Y002",
            f"outcome {item!r} is constant among the complete cases; nothing can explain it",
            item=item,
            counts=counts,
        )


def check_any_complete(n_complete: int, n_rows: int, items: Sequence[str]) -> None:
    """Refuse a model without a single complete case (N001)."""
    if n_complete == 0:
        raise RefusalError(
            "N001",
            f"no respondent answered all of {', '.join(items)}; count_losses shows which item "
            "to leave out",
            counts={"rows": n_rows},
        )


def check_identified(design_matrix: np.ndarray, names: Sequence[str]) -> None:
    """Refuse columns that depend on earlier ones, naming both (X003).

    `design_matrix` is (cells × parameters). The diagonal of R in an unpivoted QR is what is left
    of each column after those before it; 1e-9 of its length is rounding, not information.
    """
    products = design_matrix.T @ design_matrix
    lengths = np.sqrt(products.diagonal())
    lengths[lengths == 0] = 1.0
    if _is_clearly_identified(products / np.outer(lengths, lengths)):
        return
    scaled = design_matrix / lengths
    if len(scaled) < len(names):
        scaled = np.vstack([scaled, np.zeros((len(names) - len(scaled), len(names)))])
    upper = np.asarray(np.linalg.qr(scaled, "r"))
    for j in range(len(names)):
        if abs(upper[j, j]) >= 1e-9:
            continue
        shares = np.linalg.lstsq(upper[:j, :j], upper[:j, j], rcond=None)[0]
        others = [name for name, share in zip(names, shares, strict=False) if abs(share) > 1e-7]
        raise RefusalError(
            "X003",
            f"{names[j]!r} is not identified: it depends on {others or 'nothing (it is zero)'}; "
            "leave one of them out",
            item=names[j],
        )


def _is_clearly_identified(products: np.ndarray) -> bool:
    """Whether even R'R, which squares what is left, shows every column: a tenth of a QR's time."""
    try:
        return bool(np.linalg.cholesky(products).diagonal().min() > 1e-4)
    except np.linalg.LinAlgError:
        return False


def warn_few_df(df: float, of: str = "") -> list[Warned]:
    """Warn of few degrees of freedom (D101), and say `of` what where a table has several."""
    if df >= FEW_DF:
        return []
    named = f" for {of}" if of else ""
    return [Warned("D101", f"only {df:g} degrees of freedom{named}: intervals are wide")]


def warn_small_sample(df: float, events: int, non_events: int, parameters: int) -> list[Warned]:
    """Warn of few degrees of freedom (D101) and few events per parameter (S101)."""
    warned = warn_few_df(df)
    if min(events, non_events) < FEW_EVENTS_PER_PARAMETER * parameters:
        warned.append(
            Warned(
                "S101",
                f"under {FEW_EVENTS_PER_PARAMETER} events per parameter: estimates lean outwards",
                counts={"events": events, "non-events": non_events, "parameters": parameters},
            )
        )
    return warned


def warn_losses(losses: pd.DataFrame) -> list[Warned]:
    """Warn of each item that loses over 10 % of the respondents (N101); see `count_losses`."""
    counted = losses[["item", "n_missing", "n_lost_only_here", "share"]].to_numpy().tolist()
    return [
        Warned(
            "N101",
            f"item {item!r} has no answer from {share:.1%} of the respondents",
            item=item,
            counts={"missing": n_missing, "lost only here": n_lost_only_here},
        )
        for item, n_missing, n_lost_only_here, share in counted
        if share > LARGE_LOSS
    ]
