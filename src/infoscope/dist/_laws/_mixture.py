"""The law of a mixture, from the laws of its components; scikit-learn's Gaussian mixtures."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from ._gaussian import gaussian_law
from ._law import Law

__all__ = ["from_sklearn", "mixture_law"]


def mixture_law(laws: Sequence[Law], weights: Any, label: str = "mixture", source: Any = None) -> Law:
    first, shares = laws[0], np.asarray(weights, dtype=float)
    if len({(law.space, law.dim) for law in laws}) > 1 or any(law.batch for law in laws):
        said = ", ".join(f"{law.label} ({law.space}, {law.dim})" for law in laws)
        raise ValueError(f"components must be single laws over the same outcomes; got {said}")
    used = [(w, law) for w, law in zip(shares, laws) if w > 0.0]

    def log_density(x: Any) -> np.ndarray:
        each = np.stack([np.log(w) + law.log_density(x) for w, law in used])
        top = each.max(axis=0)
        top = np.where(np.isfinite(top), top, 0.0)
        with np.errstate(divide="ignore"):
            return top + np.log(np.exp(each - top).sum(axis=0))

    def sample(n: int, rng: np.random.Generator) -> np.ndarray:
        counts = rng.multinomial(n, [w for w, _ in used])
        drawn = np.concatenate([law.sample(k, rng) for k, (_, law) in zip(counts, used) if k])
        return rng.permutation(drawn)

    known = all(law.family in ("normal", "multivariate_normal") for law in laws)
    ends = np.array([law.support for _, law in used])
    return Law(
        label=label,
        log_density=log_density,
        sample=sample if all(law.sample for law in laws) else None,
        landmarks=lambda rng: np.concatenate([_landmarks(law, rng) for _, law in used]),
        space=first.space,
        dim=first.dim,
        support=(float(ends[:, 0].min()), float(ends[:, 1].max())),
        points=_all_points([law for _, law in used]),
        family="normal_mixture" if known else "",
        parameters=_normal_parameters(used) if known else (),
        strata=tuple(used),
        source=source,
    )


def _landmarks(law: Law, rng: np.random.Generator) -> np.ndarray:
    ends = [e for e in law.support if np.isfinite(e)]  # within the mixture the density may jump there
    return np.append(law.landmarks(rng) if law.landmarks else (), ends)


def _all_points(laws: Sequence[Law]) -> np.ndarray | None:
    known = [law.points for law in laws if law.points is not None]
    return np.unique(np.concatenate(known)) if len(known) == len(laws) else None


def _normal_parameters(used: Sequence[tuple[float, Law]]) -> tuple:
    means = np.stack([np.atleast_1d(law.parameters[0]) for _, law in used])
    factors = np.stack([np.atleast_2d(law.parameters[1]) for _, law in used])
    return np.array([w for w, _ in used]), means, factors @ np.swapaxes(factors, -1, -2)


def from_sklearn(thing: Any) -> Law | None:
    """GaussianMixture and BayesianGaussianMixture, the latter at its mean parameters."""
    if type(thing).__name__ not in ("GaussianMixture", "BayesianGaussianMixture"):
        return None
    if not hasattr(thing, "weights_"):
        raise ValueError(f"{type(thing).__name__} must be fitted; call its fit(X) first")
    count, dim = thing.means_.shape
    full = {
        "full": lambda c: c,
        "tied": lambda c: np.broadcast_to(c, (count, dim, dim)),
        "diag": lambda c: c[:, :, None] * np.eye(dim),
        "spherical": lambda c: c[:, None, None] * np.eye(dim),
    }[thing.covariance_type](thing.covariances_)
    name = type(thing).__name__
    laws = [gaussian_law(m, c, f"{name} component") for m, c in zip(thing.means_, full)]
    return mixture_law(laws, thing.weights_, name, source=thing)
