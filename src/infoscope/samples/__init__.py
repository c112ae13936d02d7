"""For whoever holds observations: estimates of information, each with its standard error."""

from .counts import MillerMadow, PlugIn, entropy_from_counts
from .encoding import Bins, bayesian_blocks, equal_frequency, equal_width, mdl_bins, ordinal_patterns
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
from .resampling import Bootstrapped, PermutationTest, bootstrap, permutation_test

__all__ = [  # noqa: RUF022
    "Bins",
    "Bootstrapped",
    "Gaussian",
    "GaussianCopula",
    "KSG",
    "KozachenkoLeonenko",
    "MillerMadow",
    "PermutationTest",
    "PlugIn",
    "Ross",
    "StudentCopula",
    "bayesian_blocks",
    "bootstrap",
    "conditional_entropy",
    "conditional_mutual_information",
    "dual_total_correlation",
    "entropy",
    "entropy_from_counts",
    "equal_frequency",
    "equal_width",
    "interaction_information",
    "joint_entropy",
    "mdl_bins",
    "mutual_information",
    "o_information",
    "ordinal_patterns",
    "permutation_test",
    "pointwise_conditional_mutual_information",
    "pointwise_entropy",
    "pointwise_mutual_information",
    "total_correlation",
]
