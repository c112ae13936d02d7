"""Exact measures of probabilities: arrays of numpy, torch, jax or any array-API library that sum to 1."""

from .alpha import alpha_divergence, renyi_divergence, tsallis_divergence
from .binary import binary_entropy
from .codes import code_lengths, expected_code_length, kraft_sum
from .distances import (
    bhattacharyya_distance,
    chi_squared_divergence,
    hellinger_distance,
    total_variation_distance,
    wasserstein_distance,
)
from .f_divergence import f_divergence
from .gaussian import gaussian_kl, gaussian_nll
from .jensen import jensen_gap
from .jensen_shannon import jensen_shannon_distance, jensen_shannon_divergence
from .joint import (
    conditional_entropy,
    mutual_information,
    normalized_mutual_information,
    pointwise_mutual_information,
    variation_of_information,
)
from .kullback_leibler import jeffreys_divergence, kl_divergence
from .losses import binary_cross_entropy, categorical_cross_entropy
from .many import (
    conditional_mutual_information,
    dual_total_correlation,
    interaction_information,
    joint_entropy,
    o_information,
    total_correlation,
)
from .markov import entropy_rate, markov_information, stationary_law
from .maximum_entropy import maximum_entropy
from .partial import partial_information
from .renyi import extropy, min_entropy, renyi_entropy, tsallis_entropy
from .shannon import cross_entropy, entropy, perplexity, self_information

__all__ = [
    "alpha_divergence",
    "bhattacharyya_distance",
    "binary_cross_entropy",
    "binary_entropy",
    "categorical_cross_entropy",
    "chi_squared_divergence",
    "code_lengths",
    "conditional_entropy",
    "conditional_mutual_information",
    "cross_entropy",
    "dual_total_correlation",
    "entropy",
    "entropy_rate",
    "expected_code_length",
    "extropy",
    "f_divergence",
    "gaussian_kl",
    "gaussian_nll",
    "hellinger_distance",
    "interaction_information",
    "jeffreys_divergence",
    "jensen_gap",
    "jensen_shannon_distance",
    "jensen_shannon_divergence",
    "joint_entropy",
    "kl_divergence",
    "kraft_sum",
    "markov_information",
    "maximum_entropy",
    "min_entropy",
    "mutual_information",
    "normalized_mutual_information",
    "o_information",
    "partial_information",
    "perplexity",
    "pointwise_mutual_information",
    "renyi_divergence",
    "renyi_entropy",
    "self_information",
    "stationary_law",
    "total_correlation",
    "total_variation_distance",
    "tsallis_divergence",
    "tsallis_entropy",
    "variation_of_information",
    "wasserstein_distance",
]
