"""What someone with a diffusion model holds: a denoiser, and the schedule of its noise."""

from .denoiser import Denoiser, denoiser
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
    "Schedule",
    "cosine_schedule",
    "denoiser",
    "edm_schedule",
    "flow_schedule",
    "from_alpha_bar",
    "from_diffusers",
    "linear_schedule",
    "vdm_schedule",
]
