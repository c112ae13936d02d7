"""What a job of the benchmark is: data, and the routes that answer the same question about it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

__all__ = ["EVERY", "PROCESSES", "Job", "Route", "unit_normal"]

EVERY = "all"  # threads: one for each core
PROCESSES = "2 processes"  # in place of threads: what they spend and hold is not counted


@dataclass(frozen=True)
class Route:
    """One way to the answer.

    run      of the data of the job: a number, or an array of which the first entries alone may be worked
             out; its seconds are then put in proportion, and the table says of how many
    bar      infoscope is to be this many times as fast
    within   how far its answer may lie from infoscope's, nats; None where it estimates something else
    threads  that it may use
    """

    name: str
    run: Callable[..., Any]
    bar: float | None = None
    within: float | None = 1e-9
    threads: str = "1"


@dataclass(frozen=True)
class Job:
    """A question, at the size of its bar and at one that takes no time.

    data    of a size, the arguments of every route
    truth   of a size, the number that the law of the data has, in nats
    moved   of a size, the bytes that have to be read at least once
    routes  infoscope first, then its peers
    """

    name: str
    what: str
    data: Callable[..., tuple]
    full: tuple[int, ...]
    small: tuple[int, ...]
    routes: tuple[Route, ...]
    truth: Callable[..., float] | None = None
    moved: Callable[..., int] | None = None


def unit_normal(columns):
    """Each with mean 0 and variance 1 exactly, so that routes which rescale ask the same question."""
    return (columns - columns.mean(axis=0)) / columns.std(axis=0)
