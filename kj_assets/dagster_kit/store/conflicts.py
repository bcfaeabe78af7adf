"""Writes that met another builder's: done again with growing pauses, and counted.

DuckLake settles races for the next snapshot itself. What reaches this module are changes that
exclude each other, such as two builders that make the same schema.
"""

from __future__ import annotations

from collections.abc import Callable

import duckdb
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception,
    stop_after_attempt,
    wait_random_exponential,
)

MOST_ATTEMPTS = 12
FIRST_PAUSE, LONGEST_PAUSE = 0.05, 5.0
CONFLICT = ("Transaction conflict", "Failed to commit DuckLake transaction", "Write-Write conflict")


def is_conflict(error: BaseException) -> bool:
    """Whether DuckDB's words tell of another builder's commit in between."""
    return isinstance(error, duckdb.Error) and any(words in str(error) for words in CONFLICT)


def retry_conflicts(
    work: Callable[[], None], on_conflict: Callable[[int, str], None], pause: float = FIRST_PAUSE
) -> None:
    """Do some work, again where it met a conflict; `on_conflict` is told the attempt and why.

    Raises:
        duckdb.Error: any other failure, or the last conflict after `MOST_ATTEMPTS`.
    """

    def tell(state: RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome else None
        on_conflict(state.attempt_number, str(error).strip())

    Retrying(
        retry=retry_if_exception(is_conflict),
        wait=wait_random_exponential(multiplier=pause, max=LONGEST_PAUSE),
        stop=stop_after_attempt(MOST_ATTEMPTS),
        before_sleep=tell,
        reraise=True,
    )(work)
