"""Estimates from counts: how often each label, or each group of labels, was seen."""

from .choices import MillerMadow, PlugIn
from .from_counts import entropy_from_counts

__all__ = ["MillerMadow", "PlugIn", "entropy_from_counts"]
