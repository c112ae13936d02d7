"""From columns to what they tell: kinds, bins, information, tests, the choice of columns."""

from .analysis import analyse
from .findings import Findings

__all__ = ["Findings", "analyse"]
