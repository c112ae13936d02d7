"""Worlds whose information is known: data laws with exact denoiser, score, entropy, I(x_0; x_t) and MMSE.

They hold to account whatever measures a diffusion model, in seconds and without a network.
"""

from ._chain import Chain
from ._laws import Bound, Gaussian, Mixture, Points, World

__all__ = ["Bound", "Chain", "Gaussian", "Mixture", "Points", "World"]
