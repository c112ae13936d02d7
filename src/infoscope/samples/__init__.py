"""For whoever holds observations: estimates of information, each with its standard error."""

from .counts import MillerMadow, PlugIn, entropy_from_counts
from .entropy import conditional_entropy, entropy, joint_entropy
from .many import dual_total_correlation, interaction_information, o_information, total_correlation
from .mutual_information import conditional_mutual_information, mutual_information
from .neighbours import KSG, KozachenkoLeonenko, Ross
from .parametric import Gaussian, GaussianCopula, StudentCopula
from .pointwise import (
    pointwise_conditional_mutual_information,
    pointwise_entropy,
    pointwise_mutual_information,
)

__all__ = [
    "Gaussian",
    "GaussianCopula",
    "KSG",
    "KozachenkoLeonenko",
    "MillerMadow",
    "PlugIn",
    "Ross",
    "StudentCopula",
    "conditional_entropy",
    "conditional_mutual_information",
    "dual_total_correlation",
    "entropy",
    "entropy_from_counts",
    "interaction_information",
    "joint_entropy",
    "mutual_information",
    "o_information",
    "pointwise_conditional_mutual_information",
    "pointwise_entropy",
    "pointwise_mutual_information",
    "total_correlation",
]
