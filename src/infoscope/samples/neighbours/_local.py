"""Where normal scores were; they are in _columns.py."""

from ._columns import normal_scores

__all__ = ["normal_scores"]
