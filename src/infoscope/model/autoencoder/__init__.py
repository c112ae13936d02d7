"""The information profile of a variational autoencoder."""

from .pair import VAE, vae
from .profile import vae_profile
from .result import VAEProfile

__all__ = ["VAE", "VAEProfile", "vae", "vae_profile"]
