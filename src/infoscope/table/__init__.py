"""For whoever holds a table: a report of what in it carries information."""

from .reading import TableError, open_example, open_table
from .report import Report, report

__all__ = ["Report", "TableError", "open_example", "open_table", "report"]
