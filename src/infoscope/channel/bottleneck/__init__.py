"""The information bottleneck of a joint law: soft and hard clusters, and the curve that they trace."""

from .curve import BottleneckCurve, Knee
from .solve import information_bottleneck

__all__ = ["BottleneckCurve", "Knee", "information_bottleneck"]
