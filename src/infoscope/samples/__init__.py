"""For whoever holds observations: estimates of information, each with its standard error."""

from .choices import KSG, KozachenkoLeonenko, MillerMadow, PlugIn, Ross
from .counts import entropy_from_counts
from .entropy import entropy
from .mutual_information import mutual_information

__all__ = [
    "KSG",
    "KozachenkoLeonenko",
    "MillerMadow",
    "PlugIn",
    "Ross",
    "entropy",
    "entropy_from_counts",
    "mutual_information",
]
