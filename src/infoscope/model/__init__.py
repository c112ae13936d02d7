"""Where the information of a generative model is.

For whoever holds a denoiser, or an encoder and a decoder.
"""

from . import worlds
from ._errors import ModelError
from .denoiser import Denoiser, denoiser
from .images import ImageFolder, image_folder
from .pipelines import from_diffusers
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
    "Denoiser",
    "ImageFolder",
    "ModelError",
    "Schedule",
    "cosine_schedule",
    "denoiser",
    "edm_schedule",
    "flow_schedule",
    "from_alpha_bar",
    "from_diffusers",
    "image_folder",
    "linear_schedule",
    "vdm_schedule",
    "worlds",
]
