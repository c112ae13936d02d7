"""Laws rounded to the levels of a grid."""

from typing import Any

from ..._check import pick
from .._need import torch_or_say
from ..data._grid import level_count

__all__ = ["discretised_gaussian", "discretised_logistic"]


def discretised_gaussian(
    loc: Any, scale: Any, *, levels: int = 256, low: float = -1.0, high: float = 1.0
) -> Any:
    """A Gaussian rounded to `levels` values from `low` to `high`: a torch distribution whose bins sum to 1.

    `loc` and `scale` are tensors that broadcast to the batch shape; an event is one pixel. With the spacing
    d = (high - low) / (levels - 1), P(x) = Φ((x + d/2 - loc) / scale) - Φ((x - d/2 - loc) / scale); the first
    bin reaches down to -∞ and the last up to ∞. The logarithm, in nats, is taken of exact tails (log-ndtr),
    never of a clamped difference: it stays right, with its gradient, at 40 scales from the centre.
    Raises ValueError where levels < 2 or low >= high; `log_prob` raises it off the grid.

    Ho, Jain & Abbeel, Denoising diffusion probabilistic models (2020), equation 13.

    >>> import torch
    >>> law = discretised_gaussian(torch.tensor(0.0), torch.tensor(0.05))
    >>> round(float(law.log_prob(torch.tensor(77 / 255))), 2)
    -20.97
    >>> round(float(law.probs.sum()), 12)
    1.0
    """
    return _law("gaussian", loc, scale, levels, low, high)


def discretised_logistic(
    loc: Any, scale: Any, *, levels: int = 256, low: float = -1.0, high: float = 1.0
) -> Any:
    """A logistic law rounded to `levels` values from `low` to `high`: its bins sum to 1.

    As `discretised_gaussian`, with the logistic σ in place of Φ: heavier tails, and a logarithm in closed
    form, ln σ(b) + ln σ(-a) + ln(1 - e^(a-b)) for a bin from a to b. Kingma et al., Improved variational
    inference with inverse autoregressive flow (2016); Salimans et al., PixelCNN++ (2017), section 2.1.

    >>> import torch
    >>> law = discretised_logistic(torch.tensor([3.0, 900.0]), torch.tensor(2.0), levels=17, low=0, high=16)
    >>> [round(p, 3) for p in law.log_prob(torch.tensor([3.0, 0.0])).tolist()]
    [-2.085, -449.75]
    """
    return _law("logistic", loc, scale, levels, low, high)


def _law(kind: str, loc: Any, scale: Any, levels: int, low: float, high: float) -> Any:
    torch_or_say("a likelihood on a grid")
    from . import _torch

    levels = level_count(levels)
    if not -float("inf") < low < high < float("inf"):
        raise ValueError(f"low must be below high, both finite; got low={low!r}, high={high!r}")
    family = pick(
        kind, {"gaussian": _torch.DiscretisedGaussian, "logistic": _torch.DiscretisedLogistic}, "kind"
    )
    return family(loc, scale, int(levels), float(low), float(high))
