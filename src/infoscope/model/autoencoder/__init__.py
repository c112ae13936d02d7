"""The information profile of a variational autoencoder."""

from .curve import RateDistortionCurve, rate_distortion_curve
from .pair import VAE, vae
from .profile import vae_profile
from .result import VAEProfile

__all__ = ["RateDistortionCurve", "VAE", "VAEProfile", "rate_distortion_curve", "vae", "vae_profile"]
