"""Where the information of a generative model is.

For whoever holds a denoiser, or an encoder and a decoder.
"""

from .denoiser import Denoiser, denoiser
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
    "linear_schedule",
    "vdm_schedule",
]
