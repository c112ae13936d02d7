"""For whoever holds observations: estimates of information, each with its standard error."""

from .._joint_counts import joint_counts
from .classification import Classification
from .counts import (
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
    entropy_from_counts,
)
from .divergence import cross_entropy, jensen_shannon_divergence, kl_divergence, renyi_divergence
from .divergences import Poczos, WangKulkarniVerdu
from .encoding import Bins, bayesian_blocks, equal_frequency, equal_width, mdl_bins, ordinal_patterns
from .entropy import conditional_entropy, entropy, joint_entropy
from .many import dual_total_correlation, interaction_information, o_information, total_correlation
from .matrix import EstimateWarning, mutual_information_matrix
from .mutual_information import conditional_mutual_information, mutual_information
from .neighbours import KSG, KozachenkoLeonenko, LocalNonuniformity, MixedKSG, Ross
from .parametric import Gaussian, GaussianCopula, KernelDensity, Spacings, StudentCopula
from .pointwise import (
    pointwise_conditional_mutual_information,
    pointwise_entropy,
    pointwise_mutual_information,
)
from .resampling import Bootstrapped, PermutationTest, bootstrap, permutation_test
from .transfer import pointwise_transfer_entropy, transfer_entropy

__all__ = [
    "Bins",
    "Bonachela",
    "Bootstrapped",
    "ChaoShen",
    "ChaoWangJost",
    "Classification",
    "Dirichlet",
    "EstimateWarning",
    "Gaussian",
    "GaussianCopula",
    "Grassberger",
    "Jackknife",
    "JamesStein",
    "KSG",
    "KernelDensity",
    "KozachenkoLeonenko",
    "LocalNonuniformity",
    "MillerMadow",
    "MixedKSG",
    "NSB",
    "PermutationTest",
    "PlugIn",
    "Poczos",
    "Ross",
    "Schurmann",
    "Spacings",
    "StudentCopula",
    "WangKulkarniVerdu",
    "Zhang",
    "bayesian_blocks",
    "bootstrap",
    "conditional_entropy",
    "conditional_mutual_information",
    "cross_entropy",
    "dual_total_correlation",
    "entropy",
    "entropy_from_counts",
    "equal_frequency",
    "equal_width",
    "interaction_information",
    "jensen_shannon_divergence",
    "joint_counts",
    "joint_entropy",
    "kl_divergence",
    "mdl_bins",
    "mutual_information",
    "mutual_information_matrix",
    "o_information",
    "ordinal_patterns",
    "permutation_test",
    "pointwise_conditional_mutual_information",
    "pointwise_entropy",
    "pointwise_mutual_information",
    "pointwise_transfer_entropy",
    "renyi_divergence",
    "total_correlation",
    "transfer_entropy",
]
