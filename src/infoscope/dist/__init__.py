"""Information of, and between, distributions: objects of scipy.stats, torch, scikit-learn, or your own."""

from .closed_forms import multivariate_normal_kl_divergence
from .distances import chi_squared_divergence, f_divergence, hellinger_distance, total_variation_distance
from .divergence import jeffreys_divergence, jensen_shannon_divergence, kl_divergence, renyi_divergence
from .entropy import cross_entropy, entropy
from .maximum_entropy import MaximumEntropy, Solved, maximum_entropy
from .mixtures import Mixture, mixture
from .mutual_information import (
    conditional_mutual_information,
    mutual_information,
    o_information,
    total_correlation,
)
from .projection import Optimum, Projection, project

__all__ = [
    "MaximumEntropy",
    "Mixture",
    "Optimum",
    "Projection",
    "Solved",
    "chi_squared_divergence",
    "conditional_mutual_information",
    "cross_entropy",
    "entropy",
    "f_divergence",
    "hellinger_distance",
    "jeffreys_divergence",
    "jensen_shannon_divergence",
    "kl_divergence",
    "maximum_entropy",
    "mixture",
    "multivariate_normal_kl_divergence",
    "mutual_information",
    "o_information",
    "project",
    "renyi_divergence",
    "total_correlation",
    "total_variation_distance",
]
