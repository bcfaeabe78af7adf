"""Work shared by processes, each with a tree of its own."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
_FORK = multiprocessing.get_context("fork")


def in_turns(
    job: Callable[[Item, Path], Result], items: Sequence[Item], trees: Sequence[Path]
) -> list[Result]:
    """Do a job for every item, as many at once as there are trees; results in no order.

    Raises:
        RuntimeError: a process ended before its work was done.
    """
    results = _FORK.SimpleQueue()
    following = _FORK.Value("i", 0)

    def work(tree: Path) -> None:
        while True:
            with following.get_lock():
                number = following.value
                following.value += 1
            if number >= len(items):
                break
            results.put((job(items[number], tree),))
        results.put(None)

    workers = [_FORK.Process(target=work, args=(tree,)) for tree in trees]
    for worker in workers:
        worker.start()
    return _gather(results, workers)


def _gather(results, workers) -> list:  # noqa: ANN001
    found, working = [], len(workers)
    while working:
        if results.empty() and not all(w.is_alive() or w.exitcode == 0 for w in workers):
            raise RuntimeError("a process that tried mutants died; what it said stands above")
        result = results.get()
        if result is None:
            working -= 1
        else:
            found.append(result[0])
    for worker in workers:
        worker.join()
    return found
