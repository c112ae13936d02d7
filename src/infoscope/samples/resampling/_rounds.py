"""The same work many times over, on threads, each round with a seed of its own."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from numbers import Integral
from typing import Any

import numpy as np

from ..._kernels.threads import alone, limit, threads

__all__ = ["heeding", "rounds", "whole"]


def rounds(
    work: Callable[[int, np.random.Generator], Any],
    n: int,
    rng: np.random.Generator,
    *,
    side_by_side: bool,
    progress: bool,
    what: str,
) -> list[Any]:
    """`[work(i, generator of round i) for i in range(n)]`: the same digits on any number of threads.

    `side_by_side` gives each round one of the threads; else each has all of them, one after another. An
    error, or an interrupt from the keyboard, is raised when the rounds under way have ended.
    """
    workers = min(threads(), n) if side_by_side else 1
    seed = int(rng.integers(1 << 63))

    def one(i: int) -> Any:
        return work(i, np.random.default_rng([seed, i]))

    with _told(what, n, progress) as tell:
        if workers <= 1:
            return [tell(one(i)) for i in range(n)]
        with ThreadPoolExecutor(workers) as pool:
            try:
                return [tell(answer) for answer in pool.map(alone(one), range(n))]
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise


@contextmanager
def heeding(n_jobs: Any) -> Iterator[None]:
    """At most so many threads within; None and -1 leave every core."""
    if n_jobs is not None and n_jobs != -1:
        n_jobs = whole(n_jobs, "n_jobs", 1, "or -1 for every core")
    with limit(None if n_jobs == -1 else n_jobs):
        yield


def whole(value: Any, name: str, least: int, also: str = "") -> int:
    if isinstance(value, bool) or not isinstance(value, Integral) or value < least:
        raise ValueError(f"{name} must be a whole number >= {least}{also and ', ' + also}; got {value!r}")
    return int(value)


@contextmanager
def _told(what: str, n: int, progress: bool) -> Iterator[Callable[[Any], Any]]:
    """A function that hands on what it is given and, with `progress`, moves a bar on stderr."""
    if not progress:
        yield lambda answer: answer
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(what, total=n)

        def tell(answer: Any) -> Any:
            bar.advance(task)
            return answer

        yield tell
