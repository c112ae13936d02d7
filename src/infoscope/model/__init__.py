"""Where the information of a generative model is.

For whoever holds a denoiser, or an encoder and a decoder.
"""

from . import examples, likelihoods, worlds
from ._errors import ModelError
from .autoencoder import VAE, RateDistortionCurve, VAEProfile, rate_distortion_curve, vae, vae_profile
from .conditional import ConditionalInformation, conditional_information
from .decoders import discretised_gaussian
from .denoiser import Denoiser, denoiser
from .diffusion import diffusion_profile
from .images import ImageFolder, image_folder
from .pipelines import from_diffusers
from .profile import DiffusionProfile
from .schedules import (
    Schedule,
    cosine_schedule,
    edm_schedule,
    flow_schedule,
    from_alpha_bar,
    linear_schedule,
    vdm_schedule,
)

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
