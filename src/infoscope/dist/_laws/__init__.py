"""The one door for laws: what scipy, torch, scikit-learn or the caller made, as one small `Law`."""

from ._door import as_law, as_pair

__all__ = ["as_law", "as_pair"]
