"""The information bottleneck of Gaussian variables, exactly."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..estimate import Unit, nats_per
from ._input import as_betas, as_count, as_matrix
from ._result import Result

__all__ = ["GaussianBottleneck", "canonical_correlations", "gaussian_bottleneck"]


@dataclass(frozen=True, eq=False)
class GaussianBottleneck(Result):
    """The curve of jointly Gaussian X and Y: what is kept at each β, and what it tells.

    β is that of min I(X;Z) - β I(Z;Y). `encoders` has shape (β, k): the gain α_i of each canonical
    coordinate, Z_i = α_i X_i + N(0, 1). `critical_beta` are the β at which a coordinate more is kept: 1 /
    ρ_i².

    >>> from infoscope import channel
    >>> channel.gaussian_bottleneck([0.8], [2.0, 10.0], unit="bits")
    2 β from 2 to 10, critical β 1.5625: I(X;Z) to 2, I(Z;Y) to 0.660964 of 0.736966 bits
    """

    beta: np.ndarray
    information_x: np.ndarray
    information_y: np.ndarray
    encoders: np.ndarray
    critical_beta: np.ndarray
    total_information: float
    unit: Unit

    def __repr__(self) -> str:
        critical = ", ".join(f"{b:.7g}" for b in self.critical_beta) or "none"
        return (
            f"{len(self.beta)} β from {self.beta.min():g} to {self.beta.max():g}, critical β {critical}: "
            f"I(X;Z) to {self.information_x.max():.6g}, I(Z;Y) to {self.information_y.max():.6g} "
            f"of {self.total_information:.6g} {self.unit}"
        )

    def plot(self, axes: Any = None) -> Any:
        """I(Z;Y) over I(X;Z), and the line I(X;Y) that it approaches."""
        from .._picture import axes_or_new

        axes = axes_or_new(axes)
        axes.plot(self.information_x, self.information_y, ".-")
        axes.axhline(self.total_information, color="0.6", linestyle=":")
        axes.set(xlabel=f"I(X;Z) / {self.unit}", ylabel=f"I(Z;Y) / {self.unit}", title="Gaussian bottleneck")
        return axes.figure


def gaussian_bottleneck(
    correlations: Any, betas: Any, *, first: int | None = None, unit: Unit = "nats"
) -> GaussianBottleneck:
    """min I(X;Z) - β I(Z;Y) where X and Y are jointly Gaussian, of canonical correlations ρ_i.

    `correlations` has shape (k,), each between -1 and 1, both excluded; or, with `first`, is the
    covariance of (X, Y), shape (d, d), of which the `first` coordinates are X (see
    `canonical_correlations`). `betas` is a number or an array of shape (B,), > 0 and without unit.
    Coordinate i is kept where β ρ_i² > 1: then I_x = ½ ln((β-1) ρ²/(1-ρ²)) and I_y = I_x - ½ ln(β ρ²),
    summed over what is kept. Raises ValueError where a correlation or a β lies outside. Chechik,
    Globerson, Tishby & Weiss, Information bottleneck for Gaussian variables (JMLR 2005), theorem 3.1 and
    equation 16.

    >>> from infoscope import channel
    >>> curve = channel.gaussian_bottleneck([0.9, 0.5], [5.0], unit="bits")
    >>> curve.information_x.round(6), curve.information_y.round(6), curve.critical_beta.round(6)
    (array([2.25348]), array([1.083555]), array([1.234568, 4.      ]))
    """
    given = correlations if first is None else canonical_correlations(correlations, first=first)
    rho, beta, per = _correlations(given), as_betas(betas), nats_per(unit)
    shared = rho**2
    kept = beta[:, None] * shared > 1.0
    heard = np.where(kept, (beta[:, None] - 1.0) * shared / (1.0 - shared), 1.0)
    lost = np.where(kept, beta[:, None] * shared, 1.0)
    gain = np.sqrt(heard - 1.0)
    x = 0.5 * np.log(heard).sum(axis=1)
    y = x - 0.5 * np.log(lost).sum(axis=1)
    critical = 1.0 / np.sort(shared[shared > 0])[::-1]
    total = 0.0 - 0.5 * float(np.log1p(-shared).sum())
    return GaussianBottleneck(beta, x / per, y / per, gain, critical, total / per, unit)


def canonical_correlations(covariance: Any, *, first: int) -> np.ndarray:
    """The canonical correlations of X and Y, largest first: the singular values of Σ_xx^(-½) Σ_xy Σ_yy^(-½).

    `covariance` has shape (d, d), that of (X, Y) together, of which the `first` coordinates are X; the answer
    has shape (min(first, d - first),). Raises ValueError where it is not symmetric and positive definite.
    Cover & Thomas do not treat it; see Hotelling, Relations between two sets of variates (1936).

    >>> canonical_correlations([[1.0, 0.8], [0.8, 1.0]], first=1)
    array([0.8])
    """
    s = as_matrix(covariance, "covariance")
    if s.shape[0] != s.shape[1] or not np.allclose(s, s.T):
        raise ValueError("covariance must be a symmetric matrix")
    first = as_count(first, "first", 1)
    if first >= len(s):
        raise ValueError(f"first must lie between 1 and {len(s) - 1}; got {first!r}")
    try:
        a, b = np.linalg.cholesky(s[:first, :first]), np.linalg.cholesky(s[first:, first:])
        np.linalg.cholesky(s)
    except np.linalg.LinAlgError:
        raise ValueError("covariance must be positive definite: drop columns that repeat others") from None
    between = np.linalg.solve(a, np.linalg.solve(b, s[first:, :first]).T)
    return np.linalg.svd(between, compute_uv=False)


def _correlations(correlations):
    rho = np.atleast_1d(np.asarray(correlations, dtype=np.float64))
    if rho.ndim != 1 or not rho.size:
        raise ValueError(
            f"correlations must have shape (k,), k >= 1; got {rho.shape}. A covariance of (X, Y) needs "
            "`first`, the number of coordinates that are X: see canonical_correlations"
        )
    if not (np.abs(rho) < 1.0).all():
        raise ValueError(f"correlations must lie between -1 and 1, both excluded; got {correlations!r}")
    return rho
