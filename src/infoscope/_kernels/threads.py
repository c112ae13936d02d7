"""How work is shared out among threads: kernels release the interpreter's lock, so plain threads do."""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Thread
from typing import Any

__all__ = ["alone", "each", "in_pieces", "limit", "threads"]

_LIMIT: ContextVar[int | None] = ContextVar("threads", default=None)


def threads() -> int:
    """How many threads a kernel may use here: those of the limit in force, else all this process may run on.

    NUMBA_NUM_THREADS is heeded, by which joblib and dask share out the cores among their processes.

    >>> with limit(1):
    ...     threads()
    1
    """
    allowed = _LIMIT.get()
    if allowed is not None:
        return allowed
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    told = os.environ.get("NUMBA_NUM_THREADS", "")
    return max(1, min(cores, int(told))) if told.isdecimal() else cores


@contextmanager
def limit(n: int | None) -> Iterator[None]:
    """No more than n threads within the block, in this thread and in what it calls; None leaves all.

    It does not reach into threads that are started within; see `alone`.
    """
    token = _LIMIT.set(n)
    try:
        yield
    finally:
        _LIMIT.reset(token)


def alone(work: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The same work in one thread, as befits one of several pieces that run side by side.

    >>> alone(lambda item: (item, threads()))("x")
    ('x', 1)
    """

    def one(item: Any) -> Any:
        with limit(1):
            return work(item)

    return one


def each(work: Callable[[Any], Any], items: Iterable[Any]) -> list[Any]:
    """`[work(item), …]`, side by side where there are threads for it, and each in one.

    >>> each(abs, [-1, 2])
    [1, 2]
    """
    items = list(items)
    side_by_side = min(threads(), len(items))
    if side_by_side <= 1:
        return [work(item) for item in items]
    with ThreadPoolExecutor(side_by_side) as pool:
        return list(pool.map(alone(work), items))


def in_pieces(
    run: Callable[[int, int], Any], size: int, *, at_least: int = 1 << 18, at_most: int = 1 << 62
) -> list[Any]:
    """`[run(first, last), …]` over consecutive pieces of range(size), in order.

    One piece a thread, of `at_least` items each where there are several, and of `at_most`. How they are
    cut depends on the number of threads: only what adds up exactly, as whole numbers do, may be summed.
    """
    pieces = max(1, min(threads(), size // at_least), -(-size // at_most))
    ends = [size * i // pieces for i in range(pieces + 1)]
    answers: list[Any] = [None] * pieces
    failures: list[BaseException] = []
    workers = min(pieces, threads())

    def work(worker: int) -> None:
        try:
            for i in range(worker, pieces, workers):
                answers[i] = run(ends[i], ends[i + 1])
        except BaseException as failure:  # told to whoever waits
            failures.append(failure)

    # One share is done here, and the others in threads of their own: a pool takes longer to start than to
    # count a hundred thousand numbers.
    others = [Thread(target=work, args=(worker,)) for worker in range(1, workers)]
    for thread in others:
        thread.start()
    work(0)
    for thread in others:
        thread.join()
    if failures:
        raise failures[0]
    return answers
