"""Word of how far a run is: a bar on stderr where someone is looking, or a function of the caller's."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["Progress", "reporting"]

Progress = bool | Callable[[int, int, str], None] | None


@contextmanager
def reporting(progress: Progress) -> Iterator[Callable[[int, int, str], None]]:
    """A function (done, total, what): None draws a bar only on a terminal, True always, False never."""
    if callable(progress):
        yield progress
    elif progress is False or (progress is None and not sys.stderr.isatty()):
        yield lambda done, total, what: None
    else:
        from rich.console import Console
        from rich.progress import Progress as Bar

        with Bar(console=Console(stderr=True), transient=True) as bar:
            tasks: dict[str, object] = {}

            def show(done: int, total: int, what: str) -> None:
                if what not in tasks:
                    tasks[what] = bar.add_task(what, total=total)
                bar.update(tasks[what], completed=done, total=total)  # type: ignore[arg-type]

            yield show
