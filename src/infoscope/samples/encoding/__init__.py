"""Labels from measurements: bins, chosen alone or for a target, and the patterns of a series."""

from ..reading._encoded import Bins
from .blocks import bayesian_blocks
from .by_target import mdl_bins
from .equal import equal_frequency, equal_width
from .ordinal import ordinal_patterns

__all__ = ["Bins", "bayesian_blocks", "equal_frequency", "equal_width", "mdl_bins", "ordinal_patterns"]
