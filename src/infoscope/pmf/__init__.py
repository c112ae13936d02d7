"""Exact measures of probabilities: arrays of numpy, torch, jax or any array-API library that sum to 1."""

from .jensen_shannon import jensen_shannon_distance, jensen_shannon_divergence
from .joint import conditional_entropy, mutual_information
from .kullback_leibler import jeffreys_divergence, kl_divergence
from .shannon import cross_entropy, entropy, perplexity, self_information

__all__ = [
    "conditional_entropy",
    "cross_entropy",
    "entropy",
    "jeffreys_divergence",
    "jensen_shannon_distance",
    "jensen_shannon_divergence",
    "kl_divergence",
    "mutual_information",
    "perplexity",
    "self_information",
]
