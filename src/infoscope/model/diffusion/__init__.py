"""The information profile of a diffusion model."""

from .conditional import ConditionalInformation, conditional_information
from .profile import diffusion_profile
from .result import DiffusionProfile

__all__ = ["ConditionalInformation", "DiffusionProfile", "conditional_information", "diffusion_profile"]
