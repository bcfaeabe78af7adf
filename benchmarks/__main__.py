"""The command line: make rows, let the contenders take turns, write the page and its picture."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from benchmarks.measure import FailedError, make_rows, run_rounds
from benchmarks.results import Measured, Result, collect_results
from benchmarks.roster import FLOOR, OURS, SVY_PYTHON, Contender, find_contenders
from benchmarks.survey import SCORE_VALUES

LARGEST_FOR_PEERS = 1_000_000
CELLS_AT = 1_000_000
BLAS_VARIABLES = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS")


def main() -> None:
    """Measure, then write."""
    arguments = parse_arguments(sys.argv[1:])
    load = os.getloadavg()[0]
    try:
        measured = measure_all(arguments)
    except FailedError as error:
        sys.exit(f"this project could not do the job itself: {error}")
    write_page(measured, arguments.out, load)


def parse_arguments(words: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description=(
            "Time this project's weighted logit with 15 average marginal effects beside\n"
            "statsmodels, svy, R survey, and DuckDB's bare GROUP BY of the same file.\n"
            "Each contender's estimates must agree with ours before its time counts."
        ),
        epilog=(
            "examples:\n"
            "  python -m benchmarks                                 the page in docs, ~8 minutes\n"
            "  python -m benchmarks --sizes 1500 --repeats 5 --no-cells --out page.md\n"
            f"  {SVY_PYTHON}=svyenv/bin/python python -m benchmarks    with svy (pip install svy)\n"
            "R survey takes part where Rscript is on the PATH and has the package `survey`.\n"
            "Whoever cannot take part is left out with a line saying so."
        ),
    )
    add = parser.add_argument
    sizes = [1_500, 100_000, 10_000_000]
    add("--sizes", type=int, nargs="+", default=sizes, metavar="N", help="numbers of respondents")
    add("--repeats", type=int, default=5, help="processes per contender and size (default 5)")
    add("--all", action="store_true", help="peers above a million rows too: ten minutes, 16 GB")
    add("--no-cells", action="store_true", help="leave out how time grows with cells")
    threads = "BLAS threads for everybody; 0 leaves them alone (default 1: on busy cores, threads "
    add("--blas-threads", type=int, default=1, help=threads + "wait for one another)")
    add(
        "--out",
        type=Path,
        default=Path("docs/benchmarks.md"),
        help="the page (default %(default)s)",
    )
    return parser.parse_args(words)


def measure_all(arguments: argparse.Namespace) -> Measured:
    """Run every contender on every size, then ours and the floor on more and more cells."""
    contenders, missing = find_contenders()
    for line in missing:
        print(line)
    by_rows = {}
    for rows in arguments.sizes:
        with_peers = arguments.all or rows <= LARGEST_FOR_PEERS
        taking_part = [c for c in contenders if with_peers or not c.is_peer]
        by_rows[rows] = _measure_file(taking_part, rows, 0, arguments)
    if max(arguments.sizes) > LARGEST_FOR_PEERS and not arguments.all:
        missing.append(f"Peers are left out above N = {LARGEST_FOR_PEERS:,} (`--all` has them)")
    values = () if arguments.no_cells else (0, *SCORE_VALUES)
    by_cells = [_measure_file([OURS, FLOOR], CELLS_AT, k, arguments) for k in values]
    return Measured(by_rows, by_cells, missing, arguments.blas_threads)


def write_page(measured: Measured, out: Path, load: float) -> None:
    """Write the page, and the picture beside it in `images/`."""
    from benchmarks.machine import describe_machine, list_versions
    from benchmarks.picture import draw_times
    from benchmarks.report import write_report

    picture = out.parent / "images" / f"{out.stem}.svg"
    picture.parent.mkdir(parents=True, exist_ok=True)
    picture.write_text(draw_times(measured), encoding="utf-8")
    first = measured.by_rows[min(measured.by_rows)].values()
    link = picture.relative_to(out.parent).as_posix()
    page = write_report(
        measured, describe_machine(load), list_versions(first), date.today().isoformat(), link
    )
    out.write_text(page, encoding="utf-8")
    print(f"{out} and {picture} are written")


def _measure_file(
    contenders: list[Contender], rows: int, score_values: int, arguments: argparse.Namespace
) -> dict[str, Result]:
    threads = arguments.blas_threads
    environment = dict.fromkeys(BLAS_VARIABLES, str(threads)) if threads else {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.parquet"
        make_rows(path, rows, score_values)
        results = collect_results(
            run_rounds(contenders, path, arguments.repeats, environment), rows
        )
    for result in results.values():
        what = result.problem or f"{result.compute} s, {result.peak_mb:,.0f} MB"
        print(f"N = {rows:,}, {result.contender.name}: {what}", flush=True)
    return results


if __name__ == "__main__":
    main()
