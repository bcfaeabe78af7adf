"""The page the benchmark writes: one question, its answer in tables, how it was measured.

Belongs here: Markdown. Does not: any figure that is not in `results.py` or `aims.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from benchmarks.aims import judge_aims
from benchmarks.results import Measured, Result
from benchmarks.roster import FLOOR, OURS
from benchmarks.summary import three
from benchmarks.survey import SCORE_VALUES

METHOD = """\
1. Job: read one file, fit a weighted logit of 9 discrete terms (16 parameters), design-based \
covariance, 15 average marginal effects. This project gives both standard errors of each; the \
peers only the delta method's.
2. Rows are made with a fixed seed and written to Parquet. R, which reads no Parquet by itself, \
gets them as raw bytes.
3. Each run is a process of its own. *Compute* is the job done again in that process, file and \
all; *fresh process* is from its start to its first answer; *start-up* is the difference.
4. Contenders take turns; figures are medians over processes (interquartile range in brackets), \
of a single process where it took over a minute. Peak memory is the system's (`ru_maxrss`). \
Nobody's BLAS gets more than {threads}; DuckDB, Polars and svy use threads as they please.
5. A time counts only where coefficients and effects agree with ours to 1e-6 and standard errors \
to 1e-5 of their size. `get_margeff` ignores weights in the average and misreads factors with \
three levels, so statsmodels is held to the coefficients alone.
"""


def write_report(measured: Measured, machine: str, versions: str, date: str, picture: str) -> str:
    """Return the page as Markdown."""
    threads = f"{measured.blas_threads} thread" if measured.blas_threads else "it asks for"
    threads += "s" if measured.blas_threads > 1 else ""
    parts = [
        "# How fast is it, beside its peers?",
        "Written by `python -m benchmarks`; `--help` says how to run it again.",
        "## Against the aims",
        write_table(
            ("aim", "reached", ""),
            [
                (aim.words, aim.reached, {True: "met", False: "**missed**", None: ""}[aim.met])
                for aim in judge_aims(measured)
            ],
        ),
        f"![Seconds against respondents, on log scales]({picture})",
        "## Medians",
        *(_write_size(rows, results) for rows, results in sorted(measured.by_rows.items())),
        *_write_notes(measured),
        *_write_growth(measured),
        *_write_cells(measured),
        "## Method",
        METHOD.format(threads=threads).strip(),
        "## Machine",
        f"{date}. {machine}. {versions}.",
    ]
    return "\n\n".join(parts) + "\n"


def write_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table, all but its first column flush right."""
    rule = ["---", *["---:"] * (len(header) - 1)]
    return "\n".join(f"| {' | '.join(row)} |" for row in (header, rule, *rows))


def _write_size(rows: int, results: dict[str, Result]) -> str:
    ours = results[OURS.name]
    header = ("", "processes", "compute, s", "× ours", "fresh process, s", "× ours", "start-up, s")
    lines = [_write_line(result, ours) for result in results.values()]
    table = write_table((*header, "peak, MB"), lines)
    return f"**N = {rows:,}** ({ours.cells:,} cells)\n\n{table}"


def _write_line(result: Result, ours: Result) -> tuple[str, ...]:
    name = result.contender.name
    if result.problem:
        return (name, str(len(result.runs)), result.problem, *[""] * 5)
    return (
        name,
        str(len(result.runs)),
        str(result.compute),
        three(result.compute.median / ours.compute.median),
        str(result.whole),
        three(result.whole.median / ours.whole.median),
        three(result.startup),
        f"{result.peak_mb:,.0f}",
    )


def _write_notes(measured: Measured) -> list[str]:
    notes = list(measured.missing)
    results = [result for by_name in measured.by_rows.values() for result in by_name.values()]
    notes += [
        f"{result.contender.name} at N = {result.rows:,}: an effect is off by up to "
        f"{100 * result.effects_gap:.2f} percentage points"
        for result in results
        if result.contender.is_peer and not result.contender.same_effects and result.runs
    ]
    return ["\n".join(f"- {note}." for note in notes)] if notes else []


def _write_growth(measured: Measured) -> list[str]:
    names = dict.fromkeys(name for results in measured.by_rows.values() for name in results)
    lines = []
    for name in names:
        sizes = [rows for rows in sorted(measured.by_rows) if measured.find(rows, name)]
        if len(sizes) < 2:
            continue
        first, last = (
            measured.by_rows[rows][name].compute.median for rows in (sizes[0], sizes[-1])
        )
        growth = (f"{sizes[0]:,} to {sizes[-1]:,}", three(sizes[-1] / sizes[0]))
        lines.append((name, *growth, three(last / first)))
    header = ("", "respondents", "times as many", "compute takes × as long")
    return ["## As respondents grow", write_table(header, lines)] if lines else []


def _write_cells(measured: Measured) -> list[str]:
    lines = []
    for results in measured.by_cells:
        ours, floor = results[OURS.name], results[FLOOR.name]
        ratio = three(ours.compute.median / floor.compute.median)
        memory = f"{ours.peak_mb:,.0f}"
        lines.append((f"{ours.cells:,}", str(ours.compute), str(floor.compute), ratio, memory))
    if not lines:
        return []
    rows = measured.by_cells[0][OURS.name].rows
    header = ("cells", "this project, s", "bare GROUP BY, s", "ratio", "peak, MB")
    words = (
        f"{rows:,} respondents. From the second line on, a tenth, numeric term (17 parameters, "
        f"16 effects) has {', then '.join(map(str, SCORE_VALUES))} values."
    )
    return ["## As cells grow", words, write_table(header, lines)]
