"""Laws to draw observations from: shapes that trouble an estimator, and laws whose information is known."""

import math

import numpy as np
from scipy.signal import lfilter
from scipy.special import digamma

# name -> (rng, n) -> n numbers, no two alike and, as doubles round them, no two gaps alike
SHAPES = {
    "Gaussian": lambda rng, n: rng.normal(size=n),
    "heavy tails": lambda rng, n: rng.standard_cauchy(size=n),
    "clusters": lambda rng, n: rng.integers(0, 4, size=n) + 1e-6 * rng.normal(size=n),
    "near duplicates": lambda rng, n: rng.normal(size=n // 2 + 1).repeat(2)[:n] + 1e-12 * rng.normal(size=n),
    "lognormal": lambda rng, n: rng.lognormal(sigma=3.0, size=n),
    "far from zero": lambda rng, n: 1e6 + rng.normal(size=n),
    "tiny": lambda rng, n: 1e-280 * rng.normal(size=n),
    "vast": lambda rng, n: 1e280 * rng.normal(size=n),
}


def draw(shape, n, d, seed):
    """(n, d) numbers, each column drawn for itself."""
    rng = np.random.default_rng(seed)
    return np.column_stack([SHAPES[shape](rng, n) for _ in range(d)])


def bivariate_gaussian(rho, n, rng):
    """(x, y) of unit variance; I(X;Y) = -½ ln(1 - ρ²)."""
    x, noise = rng.normal(size=(2, n))
    return x, rho * x + math.sqrt(1 - rho**2) * noise


def gaussian_information(rho):
    return -0.5 * math.log(1 - rho**2)


CLASS_WEIGHTS = np.array([0.5, 0.3, 0.2])
CLASS_MEANS = np.array([-1.5, 0.0, 2.0])
CLASS_WIDTHS = np.array([1.0, 0.5, 1.5])


def gaussian_classes(n, rng):
    """(x, label): label drawn by CLASS_WEIGHTS, x Gaussian about its mean."""
    label = rng.choice(3, size=n, p=CLASS_WEIGHTS)
    return CLASS_MEANS[label] + CLASS_WIDTHS[label] * rng.normal(size=n), label


JOINT = np.array([[0.10, 0.05, 0.15], [0.20, 0.02, 0.03], [0.05, 0.25, 0.15]])


def joint_labels(n, rng):
    """(x, y) of three labels each, drawn from JOINT."""
    cell = rng.choice(9, size=n, p=JOINT.ravel())
    return cell // 3, cell % 3


def joint_information():
    independent = JOINT.sum(axis=1, keepdims=True) * JOINT.sum(axis=0)
    return float((JOINT * np.log(JOINT / independent)).sum())


def bivariate_student(rho, dof, n, rng):
    """(x, y) of a Student law of two columns, correlated as `rho` where that is defined."""
    shrink = np.sqrt(rng.chisquare(dof, size=n) / dof)
    x, y = bivariate_gaussian(rho, n, rng)
    return x / shrink, y / shrink


def student_information(rho, dof):
    """2 h(one column) - h(both), of multivariate Student laws (Kotz & Nadarajah 2004, section 1.11)."""

    def entropy(d):
        half, whole = dof / 2, (dof + d) / 2
        log_norm = math.lgamma(half) - math.lgamma(whole) + 0.5 * d * math.log(dof * math.pi)
        return log_norm + whole * (digamma(whole) - digamma(half))

    return float(2 * entropy(1) - entropy(2) - 0.5 * math.log(1 - rho**2))


def autoregressive(phi, n, rng):
    """(n,) of a stationary series, each value φ times the last and new noise."""
    return lfilter([1.0], [1.0, -phi], rng.normal(size=n + 200))[200:]


def autoregressive_labels(stay, n, rng):
    """(n,) of two labels, each the last one's with chance `stay`."""
    return np.cumsum(rng.random(n) > stay) % 2


def common_cause(n, rng):
    """(x, y, z): x and y independent given z, and far from it without."""
    z, x, y = rng.normal(size=(3, n))
    return z + x, np.sin(2 * z) + 0.5 * y, z
