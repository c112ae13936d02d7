"""A table that is read one column at a time, whatever holds it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from ..._check import nearest
from ._column import Column, without
from ._errors import TableError, shown

__all__ = ["Source"]


@dataclass(frozen=True, eq=False)
class Source:
    """A table that is read one column at a time; `read` may be called from many threads at once.

    Rows are in the same order in every column. `nth` reads the column at a position; `missing` are
    the texts that stand for a missing value; `aliases` are second names, which `resolve` and `read`
    know and `names` does not list; `notes` are sentences on the table as a whole.

    >>> from infoscope.table import open_table
    >>> table = open_table({"x": [1.5, 2.5], "y": ["a", "b"]})
    >>> table.read("z")
    Traceback (most recent call last):
    infoscope.table.reading._errors.TableError: mapping has no column 'z'; it has 'x', 'y'
    """

    label: str
    names: list[str]
    n_rows: int
    nth: Callable[[int], Column] = field(repr=False)
    missing: tuple[str, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def resolve(self, name: object) -> str:
        """The column's own name; a TableError with the nearest one where there is no such column."""
        name = str(name)  # as the names of columns are: a frame may have numbered them
        own = self.aliases.get(name, name)
        if own in self._position:
            return own
        listed = ", ".join(shown(n, 30) for n in self.names[:8]) + (", …" if len(self.names) > 8 else "")
        known = [*self.names, *self.aliases]
        same = [one for one in known if one.casefold().strip() == name.casefold().strip()]
        guess = f" (did you mean {same[0]!r}?)" if same else nearest(name, known)
        raise TableError(f"{self.label} has no column {shown(name)}{guess or f'; it has {listed}'}")

    def read(self, name: str) -> Column:
        """The column of that name, or second name."""
        column = self.nth(self._position[self.resolve(name)])
        return without(column, self.missing) if self.missing else column

    @cached_property
    def _position(self) -> dict[str, int]:
        return {name: i for i, name in enumerate(self.names)}
