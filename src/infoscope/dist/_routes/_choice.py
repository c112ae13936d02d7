"""Which route is taken: the first there is, or the one that was asked for; the answer names it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..._check import nearest
from ..._rng import as_generator
from ...estimate import Estimate, Unit
from .._laws._law import LINE, Law
from . import _monte_carlo, _quadrature, _summation
from ._integral import Integral

__all__ = ["Effort", "answer"]

NAMES = ("closed_form", "quadrature", "monte_carlo")
_SOME_MASS = 1e-6


@dataclass(frozen=True)
class Effort:
    """Which route, and how far to go on it; the two sampling and integrating routes share rtol and atol."""

    method: str | None = None
    rtol: float | None = None
    atol: float | None = None
    max_samples: int = 10**6
    rng: int | np.random.Generator | None = None
    progress: Callable[[int, int], object] | None = None

    def __post_init__(self) -> None:
        for name, value in (("rtol", self.rtol), ("atol", self.atol)):
            if value is not None and not 0.0 <= value < np.inf:
                raise ValueError(f"{name} must be a finite number >= 0; got {value!r}")
        if not (isinstance(self.max_samples, (int, np.integer)) and self.max_samples >= 2):
            raise ValueError(f"max_samples must be a whole number >= 2; got {self.max_samples!r}")

    def tolerances(self, rtol: float, atol: float) -> dict[str, float]:
        return {
            "rtol": rtol if self.rtol is None else self.rtol,
            "atol": atol if self.atol is None else self.atol,
        }


def answer(
    measure: str,
    closed: Callable[[], Any],
    integral: Integral,
    p: Law,
    q: Law | None,
    effort: Effort,
    unit: Unit,
    others: dict[str, Callable[[], Estimate]] | None = None,
    pure: bool = False,
) -> Estimate:
    """The measure by the route asked for, or by the first there is.

    `closed` gives the closed form or None; `integral` serves the other two; `others` are routes that only
    this measure has, by name, never taken unasked. A `pure` number has no unit to be converted to.
    """
    q = p if q is None else q
    Estimate(0.0, unit=unit)
    routes: dict[str, Callable[[], Estimate]] = {}
    value = closed()
    if value is not None:
        routes["closed_form"] = lambda: Estimate(_plain(value), _zeros(value), method="closed_form")
    batch = bool(p.batch or q.batch)
    if not batch and p.space in LINE:
        routes["quadrature"] = lambda: _quadrature_of(integral, p, q, effort)
    if not batch and all(law.sample is not None for _, law in integral.strata(p, q)):
        routes["monte_carlo"] = lambda: _monte_carlo_of(integral, p, q, effort)
    found = _chosen(measure, routes | (others or {}), effort.method, p, q)()
    return found if pure else found.to(unit)


def _chosen(measure: str, routes: dict, method: str | None, p: Law, q: Law) -> Callable[[], Estimate]:
    pair = p.label if q is p else f"{p.label} and {q.label}"
    said = ", ".join(map(repr, routes)) or "none"
    if method is None and routes:
        return next(iter(routes.values()))
    if method in routes:
        return routes[method]
    if method is not None and method not in NAMES and method not in routes:
        known = {*NAMES, *routes}
        raise ValueError(
            f"method must be one of {', '.join(sorted(known))}; got {method!r}{nearest(method, known)}"
        )
    hint = (
        ". For laws with arrays of parameters only closed forms go; loop over them"
        if p.batch or q.batch
        else ""
    )
    raise ValueError(f"the {measure} of {pair} has no route {method!r}; there is: {said}{hint}")


def _plain(value: Any) -> Any:
    return float(value) if np.ndim(value) == 0 else value


def _zeros(value: Any) -> Any:
    """One zero seen from everywhere: to write as many as there are values took as long as the values."""
    return 0.0 if np.ndim(value) == 0 else np.broadcast_to(0.0, np.shape(value))


def _quadrature_of(integral: Integral, p: Law, q: Law, effort: Effort) -> Estimate:
    tolerances = effort.tolerances(1e-11, 1e-13)
    found = (_sum if p.space == "lattice" else _integral_over)(integral, p, q, effort, **tolerances)
    value, error = map(float, integral.finish(np.float64(found.value), np.float64(found.error)))
    return Estimate(value, error, method="quadrature", n=found.evaluations, warnings=_missed(found))


def _missed(found: _quadrature.Integrated) -> tuple[str, ...]:
    said = []
    if np.isfinite(found.value) and not abs(found.mass - 1.0) <= _SOME_MASS:
        said.append(
            f"the density adds up to {found.mass:.8g}, not 1: part of it was missed, or it is no density"
        )
    if np.isfinite(found.value) and not np.isfinite(found.error):
        said.append("what lies beyond the terms added up has no bound")
    return tuple(said)


def _integral_over(integral: Integral, p: Law, q: Law, effort: Effort, **tolerances: float) -> Any:
    rng = as_generator(effort.rng)
    laws = [law for _, law in integral.strata(p, q)]
    ends = [law.support for law in laws]
    low, high = min(e[0] for e in ends), max(e[1] for e in ends)
    inner = [e for law in (p, q) for e in law.support if low < e < high]
    found = [np.asarray(law.landmarks(rng), dtype=float) for law in (p, q) if law.landmarks]
    marks = np.unique(np.concatenate([*found, [0.0] if p.space == "circle" else []]))

    def terms(x: Any, log_step: Any, edge: Any) -> tuple[Any, Any]:
        return integral.terms(*_densities(p, q, x, edge), log_step)

    def sharp(edge: float, sign: float) -> bool:
        return all(law.beside(edge, sign) or edge not in law.support for law in (p, q))

    edges = np.unique([low, *inner, high])
    return _quadrature.integrate(terms, edges, marks[np.isfinite(marks)], sharp=sharp, **tolerances)


def _sum(integral: Integral, p: Law, q: Law, effort: Effort, **tolerances: float) -> Any:
    def terms(x: Any) -> tuple[Any, Any]:
        return integral.terms(*_densities(p, q, x))

    laws = [law for _, law in integral.strata(p, q)]
    if any(law.points is not None for law in laws):
        known = [law.points if law.points is not None else _whole(law) for law in laws]
        return _summation.over_points(terms, np.unique(np.concatenate(known)))
    low, high = min(law.support[0] for law in laws), max(law.support[1] for law in laws)
    rng = as_generator(effort.rng)
    marks = laws[0].landmarks(rng) if laws[0].landmarks else laws[0].sample(99, rng)
    start = float(np.round(np.median(marks)))
    start = start if not np.isfinite(low) else low + round(start - low)
    return _summation.add_up(terms, low, high, start, **tolerances)


def _whole(law: Law) -> Any:
    low, high = law.support
    if not high - low < 1 << 22:
        raise ValueError(f"{law.label} never ends and cannot be added up beside a law of single points")
    return low + np.arange(high - low + 1.0)


def _densities(p: Law, q: Law, x: Any, edge: Any = None) -> tuple[Any, Any]:
    of_p = _known(p, x, edge)
    return of_p, of_p if q is p else _known(q, x, edge)


def _known(law: Law, x: Any, edge: Any) -> Any:
    beside = None if edge is None else law.beside(*edge[:2])
    found = np.asarray(law.log_density(x) if beside is None else beside(edge[2]), dtype=float)
    # Far out a formula may lose itself in inf - inf; the mass that is missing would be told.
    return np.where(np.isnan(found), -np.inf, found)


def _monte_carlo_of(integral: Integral, p: Law, q: Law, effort: Effort) -> Estimate:
    found = _monte_carlo.estimate(
        integral,
        p,
        q,
        rng=as_generator(effort.rng),
        max_samples=int(effort.max_samples),
        progress=effort.progress,
        **effort.tolerances(1e-3, 1e-6),
    )
    value, error = map(float, integral.finish(np.float64(found.value), np.float64(found.error)))
    return Estimate(value, error, method="monte_carlo", n=found.n, warnings=found.warnings)
