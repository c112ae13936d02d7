"""What was found in a table, as plain data: what measuring answers and showing is given."""

from dataclasses import dataclass
from typing import Any

__all__ = ["Findings"]


@dataclass(frozen=True, eq=False, repr=False)
class Findings:
    """The data of a `Report`, whose docstring says what each field holds.

    >>> from infoscope import table
    >>> isinstance(table.report({"x": [0, 1] * 20, "y": [0, 1] * 20}, target="y"), Findings)
    True
    """

    source: str
    n_rows: int
    unit: str
    seed: int
    columns: list[dict[str, Any]]
    target: dict[str, Any] | None
    features: list[dict[str, Any]]
    excluded: list[dict[str, Any]]
    selection: list[dict[str, Any]]
    stopped: str
    pairs: list[dict[str, Any]]
    groups: list[list[str]]
    redundancy: dict[str, Any]
    panels: dict[str, dict[str, Any]]
    encodings: list[dict[str, Any]]
    notes: list[str]
