"""Estimates from counts: how often each label, or each group of labels, was seen."""

from .choices import (
    NSB,
    Bonachela,
    ChaoShen,
    ChaoWangJost,
    Dirichlet,
    Grassberger,
    Jackknife,
    JamesStein,
    MillerMadow,
    PlugIn,
    Schurmann,
    Zhang,
)
from .from_counts import entropy_from_counts

__all__ = [
    "Bonachela",
    "ChaoShen",
    "ChaoWangJost",
    "Dirichlet",
    "Grassberger",
    "Jackknife",
    "JamesStein",
    "MillerMadow",
    "NSB",
    "PlugIn",
    "Schurmann",
    "Zhang",
    "entropy_from_counts",
]
