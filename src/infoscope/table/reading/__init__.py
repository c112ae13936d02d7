"""From whatever holds a table to its columns, one at a time."""

from ._column import Column
from ._errors import TableError
from .opening import open_example, open_table
from .source import Source

__all__ = ["Column", "Source", "TableError", "open_example", "open_table"]
