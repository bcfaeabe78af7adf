"""A coverage-guided fuzzer of the readers and the YAML: bytes that reach new code are kept.

Run by `test_guided.py` where atheris is installed:
``python -m kj_assets_tests.torture.guided csv CORPUS -max_total_time=60``. Whatever is no coded
refusal is a finding: the process ends and leaves the bytes in a file ``crash-…``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import atheris

with atheris.instrument_imports(include=["kj_assets", "yaml", "openpyxl"]):
    import pyarrow as pa

    from kj_assets.errors import TrackerError
    from kj_assets.waves.codebook import Codebook
    from kj_assets.waves.declarations import read_declaration
    from kj_assets.waves.sources import read_survey_file
    from kj_assets.waves.wave_declaration import SurveyFile, WaveDeclaration

from kj_assets_tests.waves.test_bombs import pack_sheet


def read_file(path: Path) -> None:
    """Read a survey file as far as DuckDB gets it."""
    delivered = read_survey_file(path, SurveyFile(path=path.name, sha256="0" * 64))
    pa.Table.from_pandas(delivered.frame, preserve_index=False)


TARGETS: dict[str, tuple[str, Callable[[Path], object]]] = {
    "csv": ("r.csv", read_file),
    "xlsx": ("r.xlsx", read_file),
    # The sheet inside a sound workbook: in the file as a whole, checksums stop most damage.
    "sheet": ("r.xlsx", read_file),
    "parquet": ("r.parquet", read_file),
    "wave": ("wave.yaml", lambda path: read_declaration(path, WaveDeclaration)),
    "codebook": ("codebook.yaml", lambda path: read_declaration(path, Codebook)),
}


def main(target: str, *options: str) -> None:
    """Fuzz one target until the options say stop."""
    name, read = TARGETS[target]
    with TemporaryDirectory() as folder:
        path = Path(folder) / name

        def try_bytes(content: bytes) -> None:
            if target == "sheet":
                pack_sheet(path, content)
            else:
                path.write_bytes(content)
            with suppress(TrackerError):
                read(path)

        atheris.Setup([sys.argv[0], *options], try_bytes)
        atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
