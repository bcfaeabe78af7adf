"""What `meaning` remembers of files; a test that changes them starts afresh."""

from __future__ import annotations

from kj_assets.dagster_kit import meaning


def clear_caches() -> None:
    """Forget every file read."""
    for cached in (meaning._meaning_of, meaning._resolve, meaning._modules):
        cached.cache_clear()
