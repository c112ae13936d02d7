"""Worlds to try an estimator in: laws of two variables whose mutual information is known, in nats.

`benchmark()` lists the 40 tasks of Czyż et al., `others()` laws of other shapes. A world is drawn from
and asked for its information; what an estimator makes of it is for tests, benchmarks and lessons.
"""

from ._benchmark import benchmark
from ._others import others
from ._world import World

__all__ = ["World", "benchmark", "others"]
