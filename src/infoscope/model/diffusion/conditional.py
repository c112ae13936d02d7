"""What a condition tells: a conditional model against an unconditional one, on the same data and noise."""

from dataclasses import dataclass, replace
from typing import Any

from ..._rng import as_generator
from ...estimate import Estimate
from ..denoising.denoiser import Denoiser
from .profile import diffusion_profile
from .result import DiffusionProfile

__all__ = ["ConditionalInformation", "conditional_information"]


@dataclass(frozen=True, eq=False)
class ConditionalInformation:
    """What the condition c tells about the data, and about their noised forms.

    total         I(x_0; c) = E ln p(x_0 | c) − E ln p(x_0), by I-MMSE
    information   (T,) I(x_t; c) = I(x_0; x_t) − I(x_0; x_t | c)
    conditional, unconditional   the two profiles

    >>> from infoscope.model import worlds
    >>> worlds.Points().information(0.5).round(6)  # for two equal classes at ±1, of all x_t knows
    np.float64(0.336831)
    """

    total: Estimate
    information: Estimate
    conditional: DiffusionProfile
    unconditional: DiffusionProfile

    def __repr__(self) -> str:
        return f"I(x_0; c) = {self.total}"


def conditional_information(
    conditional: Denoiser, unconditional: Denoiser, data: Any, condition: Any, **options: Any
) -> ConditionalInformation:
    """I(x_0; c) and I(x_t; c), from how much better a network denoises when it is told c.

    `conditional` is asked with the condition (n, …) of each example, `unconditional` without; both see the
    same noise at the same steps, so that their difference is sharper than either. `options` as in
    `diffusion_profile`. The difference of two networks' errors: it is the information where both are exact,
    and a bound on neither side where they are not. Kong et al., Interpretable diffusion via information
    decomposition (2024), equation 5.

    >>> import numpy as np
    >>> from infoscope import model
    >>> schedule = model.cosine_schedule(100)
    >>> two = model.worlds.Mixture([0.5, 0.5], [-2.0, 2.0], [0.5, 0.5])
    >>> centre = np.repeat([[-2.0], [2.0]], 200, axis=0)
    >>> x = centre + 0.5 * np.random.default_rng(1).normal(size=(400, 1))
    >>> def told(y, t, c):  # each class is N(c, 0.25)
    ...     kept = schedule.alpha_bar[t - 1, None]
    ...     return np.sqrt(1 - kept) * (y - np.sqrt(kept) * c) / (0.25 * kept + 1 - kept)
    >>> one = model.denoiser(told, predicts="noise", schedule=schedule)
    >>> found = model.conditional_information(one, two.denoiser(schedule), x, centre, unit="bits")
    >>> bool(abs(found.total.value - 1.0) < 4 * found.total.std_error + 0.001)
    True
    """
    rng = options.pop("rng", 0)
    seed = rng if isinstance(rng, int) else int(as_generator(rng).integers(2**62))  # one for both
    between = conditional.continuous and unconditional.continuous  # asked at the same places, or not paired
    one, other = (replace(d, continuous=between) for d in (conditional, unconditional))
    without = diffusion_profile(other, data, rng=seed, **options)
    shared = options | {"allocation": without.allocation, "rng": seed}
    told = diffusion_profile(one, data, condition=condition, **shared)
    difference = without.compare(told)
    return ConditionalInformation(difference["i_mmse"], difference["information"], told, without)
