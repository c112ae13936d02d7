"""Exact measures of probabilities: arrays of numpy, torch, jax or any array-API library that sum to 1."""

from .alpha import alpha_divergence, renyi_divergence, tsallis_divergence
from .binary import binary_entropy
from .distances import (
    bhattacharyya_distance,
    chi_squared_divergence,
    hellinger_distance,
    total_variation_distance,
    wasserstein_distance,
)
from .f_divergence import f_divergence
from .jensen_shannon import jensen_shannon_distance, jensen_shannon_divergence
from .joint import (
    conditional_entropy,
    mutual_information,
    normalized_mutual_information,
    pointwise_mutual_information,
    variation_of_information,
)
from .kullback_leibler import jeffreys_divergence, kl_divergence
from .many import (
    conditional_mutual_information,
    dual_total_correlation,
    interaction_information,
    joint_entropy,
    o_information,
    total_correlation,
)
from .renyi import extropy, min_entropy, renyi_entropy, tsallis_entropy
from .shannon import cross_entropy, entropy, perplexity, self_information

__all__ = [
    "alpha_divergence",
    "bhattacharyya_distance",
    "binary_entropy",
    "chi_squared_divergence",
    "conditional_entropy",
    "conditional_mutual_information",
    "cross_entropy",
    "dual_total_correlation",
    "entropy",
    "extropy",
    "f_divergence",
    "hellinger_distance",
    "interaction_information",
    "jeffreys_divergence",
    "jensen_shannon_distance",
    "jensen_shannon_divergence",
    "joint_entropy",
    "kl_divergence",
    "min_entropy",
    "mutual_information",
    "normalized_mutual_information",
    "o_information",
    "perplexity",
    "pointwise_mutual_information",
    "renyi_divergence",
    "renyi_entropy",
    "self_information",
    "total_correlation",
    "total_variation_distance",
    "tsallis_divergence",
    "tsallis_entropy",
    "variation_of_information",
    "wasserstein_distance",
]
