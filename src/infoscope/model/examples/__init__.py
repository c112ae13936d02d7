"""Models small enough to train here, of real data that come with scikit-learn.

`digits_images` are the data, `digits_denoiser` a diffusion model of them, `digits_vae` a VAE, and
`fit_grey_gaussian` the baseline that they must beat.
"""

from .baseline import GreyGaussian, fit_grey_gaussian
from .denoiser import digits_denoiser
from .images import digits_images
from .vae import digits_vae

__all__ = ["GreyGaussian", "digits_denoiser", "digits_images", "digits_vae", "fit_grey_gaussian"]
