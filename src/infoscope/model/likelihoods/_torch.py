"""Laws on a grid as torch distributions: exact log-CDF differences, in double precision inside."""

import math

import torch
from torch.distributions import Distribution, constraints
from torch.distributions.utils import broadcast_all
from torch.nn.functional import logsigmoid

__all__ = ["DiscretisedGaussian", "DiscretisedLogistic"]


class _Grid(constraints.Constraint):
    """Values low, low + step, …, high."""

    is_discrete = True
    event_dim = 0

    def __init__(self, low: float, high: float, levels: int):
        self.low, self.high, self.levels = low, high, levels

    @property
    def step(self):
        return (self.high - self.low) / (self.levels - 1)

    def place(self, value):
        """Which level, from 0; not whole between two levels."""
        return (value.double() - self.low) / self.step

    def check(self, value):
        place = self.place(value)
        level = place.round()
        # pixels in single precision, such as 77/255, lie within rounding of their level
        return ((place - level).abs() < 1e-3) & (level >= 0) & (level < self.levels)

    def __repr__(self):
        return f"Grid({self.low:g}, {self.low + self.step:g}, …, {self.high:g})"


class _Discretised(Distribution):
    arg_constraints = {"loc": constraints.real, "scale": constraints.positive}  # noqa: RUF012 (torch's protocol)

    def __init__(self, loc, scale, levels, low, high, validate_args=None):
        self.loc, self.scale = broadcast_all(loc, scale)
        self.levels, self.low, self.high = levels, low, high
        super().__init__(self.loc.shape, validate_args=validate_args)

    @property
    def support(self):
        return _Grid(self.low, self.high, self.levels)

    @property
    def values(self):
        """The grid in double precision, shape (levels,)."""
        return torch.linspace(self.low, self.high, self.levels, dtype=torch.float64, device=self.loc.device)

    @property
    def probs(self):
        """The probability of each level in double precision, shape (…batch, levels)."""
        levels = torch.arange(self.levels, dtype=torch.float64, device=self.loc.device)
        return self._log_prob(levels.reshape(-1, *[1] * self.loc.ndim)).exp().movedim(0, -1)

    @property
    def mean(self):
        return (self.probs * self.values).sum(-1)

    @property
    def variance(self):
        return (self.probs * (self.values - self.mean[..., None]) ** 2).sum(-1)

    def entropy(self):
        return torch.special.entr(self.probs).sum(-1)

    def expand(self, batch_shape, _instance=None):
        loc, scale = self.loc.expand(batch_shape), self.scale.expand(batch_shape)
        return type(self)(loc, scale, self.levels, self.low, self.high, validate_args=False)

    def sample(self, sample_shape=torch.Size()):  # noqa: B008 (torch's signature)
        with torch.no_grad():
            level = self.support.place(self._draw(self._extended_shape(sample_shape))).round()
            return self.values[level.clamp(0, self.levels - 1).long()].to(self.loc.dtype)

    def log_prob(self, value):
        value = torch.as_tensor(value, device=self.loc.device)
        if self._validate_args:
            self._validate_sample(value)
        found = self._log_prob(self.support.place(value).round())
        return found.to(torch.promote_types(self.loc.dtype, self.scale.dtype))

    def _draw(self, shape):
        raise NotImplementedError

    def _log_cdf(self, t):
        raise NotImplementedError

    def _between(self, centre, half):
        raise NotImplementedError

    def _log_prob(self, level):
        """Of a whole level from 0; the first bin reaches to -∞, the last to ∞."""
        scale = self.scale.double()
        centre = (level * self.support.step + self.low - self.loc.double()) / scale
        half = 0.5 * self.support.step / scale
        first, last = level == 0, level == self.levels - 1
        edge = self._log_cdf(torch.where(first, centre, -centre) + half)
        return torch.where(first | last, edge, self._between(centre, half))


class DiscretisedGaussian(_Discretised):
    def _draw(self, shape):
        return torch.normal(self.loc.double().expand(shape), self.scale.double().expand(shape))

    def _log_cdf(self, t):
        return torch.special.log_ndtr(t)

    def _between(self, centre, half):
        # Mirrored into the lower tail, where ln Φ keeps its digits: Φ(b) - Φ(a) = Φ(b) (1 - Φ(a)/Φ(b)).
        centre = -centre.abs()
        upper = torch.special.log_ndtr(centre + half)
        return upper + _log1mexp(upper - torch.special.log_ndtr(centre - half))


class DiscretisedLogistic(_Discretised):
    def _draw(self, shape):
        u = torch.rand(shape, dtype=torch.float64, device=self.loc.device)
        return self.loc + self.scale * torch.logit(u)

    def _log_cdf(self, t):
        return logsigmoid(t)

    def _between(self, centre, half):
        # σ(b) - σ(a) = σ(b) σ(-a) (1 - e^(a-b))
        return logsigmoid(centre + half) + logsigmoid(half - centre) + _log1mexp(2.0 * half)


def _log1mexp(t):
    """ln(1 - e^-t) for t > 0, without cancellation on either side of ln 2 (Mächler 2012)."""
    small = t < math.log(2.0)
    near = torch.log(-torch.expm1(-torch.where(small, t, 1.0)))
    return torch.where(small, near, torch.log1p(-torch.exp(-torch.where(small, 1.0, t))))
