"""The lessons, in the order of reading; each is the notebook lessons/NAME.py."""

from dataclasses import dataclass
from pathlib import Path

__all__ = ["LESSONS", "Lesson", "lesson"]


@dataclass(frozen=True)
class Lesson:
    """One lesson: the name of its file and address, its title, and what one knows after it.

    >>> lesson("entropy").title
    'Surprise and entropy'
    """

    name: str
    title: str
    promise: str

    @property
    def number(self) -> int:
        """Its place in the course, from 1."""
        return LESSONS.index(self) + 1

    @property
    def path(self) -> Path:
        """The notebook."""
        return Path(__file__).parent / "lessons" / f"{self.name}.py"


LESSONS = (Lesson("entropy", "Surprise and entropy", "A bit is a yes-or-no question; entropy counts them."),)


def lesson(name: str) -> Lesson:
    """The lesson of that name.

    >>> lesson("entropy").number
    1
    """
    return next(one for one in LESSONS if one.name == name)
