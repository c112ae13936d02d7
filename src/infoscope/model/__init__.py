"""Where the information of a generative model is.

For whoever holds a denoiser, or an encoder and a decoder.
"""

from . import examples, likelihoods, worlds
from ._errors import ModelError
from .autoencoder import VAE, RateDistortionCurve, VAEProfile, rate_distortion_curve, vae, vae_profile
from .data import ImageFolder, image_folder
from .denoising import (
    Denoiser,
    Schedule,
    cosine_schedule,
    denoiser,
    edm_schedule,
    flow_schedule,
    from_alpha_bar,
    from_diffusers,
    linear_schedule,
    vdm_schedule,
)
from .diffusion import (
    ConditionalInformation,
    DiffusionProfile,
    conditional_information,
    diffusion_profile,
)
from .likelihoods.decoders import discretised_gaussian

__all__ = [
    "ConditionalInformation",
    "Denoiser",
    "DiffusionProfile",
    "ImageFolder",
    "ModelError",
    "RateDistortionCurve",
    "Schedule",
    "VAE",
    "VAEProfile",
    "conditional_information",
    "cosine_schedule",
    "denoiser",
    "diffusion_profile",
    "discretised_gaussian",
    "edm_schedule",
    "examples",
    "flow_schedule",
    "from_alpha_bar",
    "from_diffusers",
    "image_folder",
    "likelihoods",
    "linear_schedule",
    "rate_distortion_curve",
    "vae",
    "vae_profile",
    "vdm_schedule",
    "worlds",
]
