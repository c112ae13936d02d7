"""A joint law as the bottleneck sees it, and what a compression keeps of it; nats throughout."""

import numpy as np
from scipy.special import xlogy

from .._result import at_least_zero

__all__ = ["Law", "informations", "safe_log"]

SMALL = 256  # rows times the longer side, up to which many starts and long searches cost little


class Law:
    """p(x), p(y|x) and their entropies; outputs that never occur are left out."""

    def __init__(self, joint: np.ndarray):
        joint = joint[:, joint.any(axis=0)]
        self.joint = joint
        self.x, self.y = joint.sum(axis=1), joint.sum(axis=0)
        self.given = joint / self.x[:, None]  # row x is p(y|x)
        self.entropy_x = 0.0 - float(xlogy(self.x, self.x).sum())  # 0, not -0, where one outcome is certain
        self.entropy_y = 0.0 - float(xlogy(self.y, self.y).sum())
        # as a mean of divergences: no digits are lost where X and Y are almost independent
        self.information = at_least_zero((joint * safe_log(self.given / self.y)).sum())
        self.correlation = _maximal_correlation(self)
        self.small = len(joint) * max(joint.shape) <= SMALL
        self.y_is_a_function_of_x = bool((np.count_nonzero(joint, axis=1) == 1).all())

    @property
    def direction(self) -> np.ndarray:
        """The function of X, shape (x,), whose correlation with a function of Y is the maximal one."""
        root = np.sqrt(np.outer(self.x, self.y))
        return np.linalg.svd(self.joint / root - root)[0][:, 0] / np.sqrt(self.x)


def safe_log(a: np.ndarray) -> np.ndarray:
    """ln a, and where a = 0 a number so low that its exponential is 0 and its product with 0 is too."""
    with np.errstate(divide="ignore"):
        logs = np.log(a)
    return np.maximum(logs, -1e300, out=logs)


def informations(law: Law, encoder: np.ndarray) -> tuple[float, float]:
    """`(I(X;Z), I(Z;Y))` of an encoder p(z|x), shape (x, z)."""
    with_x = law.x[:, None] * encoder
    z = with_x.sum(axis=0)
    used = z > 0
    with_x, z = with_x[:, used], z[used]
    with_y = with_x.T @ law.given
    about_x = (with_x * safe_log(encoder[:, used] / z)).sum()
    about_y = (with_y * safe_log(with_y / z[:, None] / law.y)).sum()
    return at_least_zero(about_x), at_least_zero(about_y)


def _maximal_correlation(law):
    """The largest correlation of a function of X with a function of Y: the second singular value of
    p(x, y) / √(p(x) p(y)). Witsenhausen, On sequences of pairs of dependent random variables (1975)."""
    if 1 in law.joint.shape:
        return 0.0
    root = np.sqrt(np.outer(law.x, law.y))
    return float(np.linalg.svd(law.joint / root - root, compute_uv=False)[0])
