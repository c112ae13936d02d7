"""Word of how far a run is: bars on stderr where someone is looking, else lines, or the caller's function."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

__all__ = ["Progress", "Report", "bars", "lines", "reporting"]

Report = Callable[[int, int, str], None]
Progress = bool | Report | None


@contextmanager
def reporting(progress: Progress) -> Iterator[Report]:
    """A function (done, total, what): None draws bars only on a terminal, True always, False never."""
    if callable(progress):
        yield progress
    elif progress is False or (progress is None and not sys.stderr.isatty()):
        yield lambda done, total, what: None
    else:
        with bars() as report:
            yield report


@contextmanager
def bars() -> Iterator[Report]:
    """A bar on stderr for each stage, gone when all is done."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        tasks = {}

        def report(done: int, total: int, what: str) -> None:
            if what not in tasks:
                tasks[what] = shown.add_task(what, total=total)
            shown.update(tasks[what], completed=done, total=total)

        yield report


def lines(
    say: Callable[[str], None],
    *,
    quiet: float = 5.0,
    every: float = 15.0,
    clock: Callable[[], float] = monotonic,
) -> Report:
    """A line for each stage, and one every so many seconds within it; none of a run that is soon over.

    >>> said, now = [], iter([0, 1, 6, 7, 22])
    >>> report = lines(said.append, clock=lambda: next(now))
    >>> for done in range(4):
    ...     report(done, 4, "reading")
    >>> said
    ['reading: 1 of 4', 'reading: 3 of 4']
    """
    begun = last = clock()
    told = ""

    def report(done: int, total: int, what: str) -> None:
        nonlocal last, told
        now = clock()
        if now - begun < quiet or (what == told and now - last < every):
            return
        last, told = now, what
        say(f"{what}: {done:,} of {total:,}")

    return report
