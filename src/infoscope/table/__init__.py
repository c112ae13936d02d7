"""For whoever holds a table: a report of what in it carries information."""

from .analysis import report
from .report import Report
from .source import TableError, open_example, open_table

__all__ = ["Report", "TableError", "open_example", "open_table", "report"]
