"""The rooms whose statements are broken, and the tests that stand beside each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Room:
    """Source files by pattern, and the folder or files of the tests that are tried first."""

    name: str
    sources: tuple[str, ...]
    tests: str

    def files(self, tree: Path) -> list[str]:
        """Source files below a tree, in order; a pattern without a file was moved or renamed."""
        found = {pattern: sorted(tree.glob(pattern)) for pattern in self.sources}
        gone = [pattern for pattern, files in found.items() if not files]
        if gone:
            raise FileNotFoundError(f"{self.name}: {gone} are no files any more; mend `ROOMS`")
        files = [file for matched in found.values() for file in matched]
        return [file.relative_to(tree).as_posix() for file in files if file.stat().st_size]


_GUARD = (
    *("content", "files", "guard", "meaning", "plan", "reasons", "recall", "record", "settled"),
    *("stamp", "syntax", "tables", "versions"),
)

ROOMS = (
    Room("estimate", ("kj_assets/estimate/*.py",), "kj_assets_tests/estimate/"),
    Room("clean", ("kj_assets/clean/*.py",), "kj_assets_tests/clean/"),
    Room("validate", ("kj_assets/validate/*.py",), "kj_assets_tests/validate/"),
    Room(
        "dagster_kit",
        tuple(f"kj_assets/dagster_kit/{name}.py" for name in _GUARD),
        "kj_assets_tests/dagster_kit/",
    ),
    Room("publish/closing", ("kj_assets/publish/closing/*.py",), "kj_assets_tests/publish/"),
)
