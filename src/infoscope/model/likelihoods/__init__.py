"""Normalised laws p(x|z) for pixels on a grid: what a decoder must return for a log-likelihood.

Binary cross-entropy on grey values and the squared error are losses: neither sums to 1 over what x can be,
so no ELBO and no bits per dimension come out of them. These do, and so do torch's `Bernoulli` (x in {0, 1}),
`ContinuousBernoulli` (x in [0, 1], a density), `Binomial` (counts) and `Normal` (a density).
"""

from .on_a_grid import discretised_gaussian, discretised_logistic

__all__ = ["discretised_gaussian", "discretised_logistic"]
