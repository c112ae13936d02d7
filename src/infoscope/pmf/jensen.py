"""Jensen's inequality, as a number."""

from collections.abc import Callable, Mapping
from typing import Any

from .._array import is_traced, total
from .._check import as_numbers, check_laws, pick
from ._terms import divergence_terms, exp_or_inf, exp_remainder, root

__all__ = ["jensen_gap"]


def jensen_gap(f: Callable | str, values: Any, p: Any, *, axis: int = -1, normalize: bool = False) -> Any:
    """E f(X) - f(E X): >= 0 for convex f, <= 0 for concave f.

    `f` maps arrays to arrays, or names a generator whose gap is summed from terms of one sign, so that its
    sign holds to the last bit: convex "exp", "negative_log", "reciprocal", "square", "x_log_x", concave
    "entropy" (-x ln x), "log", "sqrt". `values` has shape (..., K) and broadcasts with `p`, which sums to 1
    along `axis`. In units of f. Raises ValueError where p is no law, the name is unknown, or a value is
    outside the domain of a named f. Jensen, Acta Mathematica 30 (1906) 175.

    >>> jensen_gap("square", [0.0, 1.0], [0.5, 0.5])
    np.float64(0.25)
    >>> jensen_gap(lambda x: x**2, [0.0, 1.0], [0.5, 0.5])
    np.float64(0.25)
    """
    xp, (x, p), answer = as_numbers(values=values, p=p)
    (p,) = check_laws(answer, axis, normalize=normalize, p=p)
    if x.shape[axis] != p.shape[axis]:
        raise ValueError(
            f"values must have an entry for each outcome of p; got {tuple(x.shape)}, {tuple(p.shape)}"
        )
    mean = xp.sum(p * x, axis=axis, keepdims=True)
    if callable(f):
        return answer(total(p * f(x), axis) - xp.squeeze(f(mean), axis=axis))
    sign, excess = pick(f, _GENERATORS, "f")
    if f not in ("exp", "square") and not is_traced(x) and not bool(xp.all(x > 0.0)):
        raise ValueError(f"values must be > 0 for f={f!r}")
    return answer(sign * total(p * excess(x, mean), axis))


# f(x) - f(m) - f'(m) (x - m), or its negative for a concave f: what is left of a tangent, which is >= 0.
_GENERATORS: Mapping[str, tuple[float, Callable]] = {
    "entropy": (-1.0, lambda x, m: divergence_terms(x, m)),
    "exp": (1.0, lambda x, m: exp_or_inf(m) * exp_remainder(x - m)),
    "log": (-1.0, lambda x, m: divergence_terms(m, x) / m),
    "negative_log": (1.0, lambda x, m: divergence_terms(m, x) / m),
    "reciprocal": (1.0, lambda x, m: ((x - m) / m) ** 2 / x),
    "sqrt": (-1.0, lambda x, m: (root(x) - root(m)) ** 2 / (2.0 * root(m))),
    "square": (1.0, lambda x, m: (x - m) ** 2),
    "x_log_x": (1.0, lambda x, m: divergence_terms(x, m)),
}
