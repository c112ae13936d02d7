"""The most that a channel carries, with the input that achieves it and a bound on what is missing."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.special import xlogy

from .._kernels.blas import alone_where_small
from ..estimate import Unit, nats_per
from ._input import as_channel, as_cost, as_count, as_number, as_tolerance
from ._interior import interior_minimum
from ._result import Result, at_least_zero

__all__ = ["Capacity", "capacity", "capacity_cost_curve"]

MANY = 64  # letters from which on it pays to look first which are likely to be used
BEFOREHAND = 10  # steps of such a look


@dataclass(frozen=True, eq=False)
class Capacity(Result):
    """The capacity of a channel, between two bounds.

    `value` is I(X;Y) at `input`, and so a lower bound; `value + gap` is an upper bound: max_x D(w_x ‖ q),
    less the price of the budget. `converged` says whether the gap is at most the tolerance asked for.
    `cost` is what the input costs on average, `price` the capacity gained by a unit more of the budget.

    >>> from infoscope import channel
    >>> channel.capacity(channel.bec(0.25), unit="bits")
    capacity 0.75 bits, at most 0e+00 more (0 steps)
    """

    value: float
    input: np.ndarray
    gap: float
    unit: Unit
    converged: bool
    iterations: int
    cost: float | None
    price: float | None
    channel: np.ndarray = field(repr=False)
    over_budget: np.ndarray | None = field(repr=False)  # what each letter costs, less the budget

    def __float__(self) -> float:
        return self.value

    def __repr__(self) -> str:
        missed = "" if self.converged else "; NOT converged: the gap is larger than the tolerance"
        return (
            f"capacity {self.value:.10g} {self.unit}, at most {self.gap:.0e} more "
            f"({self.iterations} steps){missed}"
        )

    def plot(self, axes: Any = None) -> Any:
        """The input law, and what each letter tells, D(w_x ‖ q), less its price under a budget: at most the
        line, which is the bound value + gap, and on it where the letter is used."""
        from .._picture import axes_or_new

        axes = axes_or_new(axes)
        letters = np.arange(len(self.input))
        axes.bar(letters, self.input, color="0.75")
        axes.xaxis.get_major_locator().set_params(integer=True)
        axes.set(xlabel="input x", ylabel="p(x)", title=f"capacity {self.value:.6g} {self.unit}")
        right = axes.twinx()
        told = self._in_unit(_Told(self.channel)(self.input))
        tells = r"$D(w_x\,\|\,q)$"
        if self.over_budget is not None:
            told, tells = told - self.price * self.over_budget, tells + " - price × (cost - budget)"
        right.plot(letters, told, ".", color="tab:blue")
        right.axhline(self.value + self.gap, color="tab:blue", linewidth=0.8, linestyle=":")
        right.set_ylabel(f"{tells} / {self.unit}")
        finite = told[np.isfinite(told)]
        high = 1.1 * max(finite.max(), 1e-9)  # or rounding fills the picture
        right.set_ylim(min(0.0, 1.1 * finite.min()), high)
        return axes.figure


def capacity(
    w: Any,
    *,
    cost: Any = None,
    budget: float | None = None,
    tol: float = 1e-10,
    unit: Unit = "nats",
) -> Capacity:
    """C = max_p I(X;Y) of the channel w, over inputs p with Σ p(x) cost(x) <= budget where one is given.

    `w` has shape (inputs, outputs); row x is p(y|x) and sums to 1. `cost` has one entry >= 0 for each
    input. The problem of Blahut and Arimoto, solved by Newton steps along an
    interior path (some twelve, where their multiplicative steps may need a hundred thousand), until the
    certificate `gap` is at most `tol` nats. Raises ValueError where w is no channel, a cost is negative or no
    input meets the budget. Blahut, Computation of channel capacity (1972), theorems 1 to 3; Arimoto (1972).

    >>> from infoscope import channel
    >>> c = channel.capacity(channel.z_channel(0.5), unit="bits")
    >>> round(c.value, 6), c.input.round(6), c.gap < 1e-9
    (0.321928, array([0.6, 0.4]), True)
    """
    channel, tol = as_channel(w), as_tolerance(tol)
    per, costs = nats_per(unit), _limits(channel, cost, budget)
    told, over = _Told(channel), None
    if costs is None or budget == np.inf:
        with alone_where_small(max(channel.shape)):
            p, steps = _free(told, tol)
        price, spent = (None, None) if costs is None else (0.0, float(p @ costs))
        bounds = told(p)
    else:
        p, price, steps = _within_budget(told, costs, float(budget), tol)  # type: ignore[arg-type]
        over = costs - budget
        spent, within = float(p @ costs), (costs == budget) | (budget > costs.min())
        paid = price * (costs[within] - budget) if budget > costs.min() else 0.0
        bounds = told(p)[within] - paid
    value = at_least_zero(told.information(p))
    gap = max(float(bounds.max()) - value, 0.0)  # rounding may put the bound below what is achieved
    price = None if price is None else price / per
    return Capacity(value / per, p, gap / per, unit, gap <= tol, steps, spent, price, channel, over)


def capacity_cost_curve(
    w: Any, cost: Any, *, points: int = 33, unit: Unit = "nats"
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """`(budgets, capacities, gaps)`: C(B) from the cheapest budget to the one beyond which money is no help.

    `w` and `cost` as in `capacity`; the arrays have shape (points,). C(B) is concave and never falls.
    Raises ValueError where w is no channel or a cost is negative. Blahut (1972), section IV.

    >>> from infoscope import channel
    >>> w = channel.bsc(0.1)
    >>> budgets, capacities, gaps = channel.capacity_cost_curve(w, [0, 1], points=3, unit="bits")
    >>> budgets.round(3), capacities.round(3)
    (array([0.  , 0.25, 0.5 ]), array([0.   , 0.412, 0.531]))
    """
    points = as_count(points, "points", 1)
    free = capacity(w, cost=cost, budget=float(np.max(cost)), unit=unit)
    budgets = np.linspace(float(np.min(cost)), free.cost, points)  # type: ignore[arg-type]
    found = [capacity(w, cost=cost, budget=b, unit=unit) for b in budgets]
    return budgets, np.array([c.value for c in found]), np.array([c.gap for c in found])


def _limits(channel, cost, budget):
    if (cost is None) != (budget is None):
        raise ValueError("cost and budget go together: give both, or neither")
    if cost is None:
        return None
    costs = as_cost(cost, len(channel))
    if as_number(budget, "budget") < costs.min():
        raise ValueError(f"no input meets the budget {budget:g}: the cheapest letter costs {costs.min():g}")
    return costs


class _Told:
    """D(w_x ‖ q) of each x, q = pW: what an input letter tells."""

    def __init__(self, channel):
        self.channel = channel[:, channel.any(axis=0)]
        self.own = xlogy(self.channel, self.channel).sum(axis=1)

    def __call__(self, p):
        q = p @ self.channel
        if q.all():
            return self.own - self.channel @ np.log(q)
        heard = q > 0
        told = self.own - self.channel[:, heard] @ np.log(q[heard])
        return np.where(self.channel[:, ~heard].any(axis=1), np.inf, told)

    def information(self, p):
        used = p > 0  # an unused letter may tell infinitely much
        return float(p[used] @ self(p)[used])

    def slopes(self, x):
        """-I as a function of x >= 0, whether or not x sums to 1: gradient and a root of the Hessian."""
        q = x @ self.channel
        return self.channel @ np.log(q) + 1.0 - self.own, self.channel / np.sqrt(q)


def _free(told, tol):
    """`(p, steps)`: letters that a few steps of Blahut's leave behind come back where they are missed."""
    size, steps = len(told.channel), 0
    kept = np.ones(size, dtype=bool) if size < MANY else _likely(told, tol)
    while True:
        x, taken = _of_all(_Told(told.channel[kept]), tol)
        p, steps = np.zeros(size), steps + taken
        p[kept] = x
        missed = ~kept & (told(p) > told.information(p) + 0.1 * tol)
        if not missed.any():
            return p, steps
        kept |= missed


def _likely(told, tol):
    """The letters that tell more than I(X;Y) less the gap, after steps of Blahut (1972, theorem 3)."""
    p = np.full(len(told.channel), 1.0 / len(told.channel))
    for _ in range(BEFOREHAND):
        letters = told(p)
        p *= np.exp(letters - letters.max())
        p /= p.sum()
    letters = told(p)
    return letters >= 2.0 * (p @ letters) - letters.max() - tol


def _of_all(told, tol):
    size = len(told.channel)

    def excess(x, _):
        p = x / x.sum()
        letters = told(p)
        return letters.max() - p @ letters

    start = np.full(size, 1.0 / size)
    rows, totals = np.ones((1, size)), np.ones(1)
    x, _, steps = interior_minimum(
        told.slopes, excess, told.channel.T, start, rows, totals, tol=0.1 * tol, steps=100
    )
    return x / x.sum(), steps


def _within_budget(told, costs, budget, tol):
    """`(p, price, steps)`; the unspent budget is one more unknown, so that both limits are equalities."""
    size, least = len(costs), costs.min()
    if budget == least:
        return _cheapest(told, costs, tol)
    scale = max(costs.max() - least, 1.0)
    rows = np.stack([np.append(np.ones(size), 0.0), np.append((costs - least) / scale, 1.0)])
    totals = np.array([1.0, (budget - least) / scale])

    def derivatives(x):
        gradient, root = told.slopes(x[:-1])
        return np.append(gradient, 0.0), np.vstack([root, np.zeros(root.shape[1])])

    def excess(x, y):
        p = x[:-1] / x[:-1].sum()
        letters, price = told(p), at_least_zero(-y[1] / scale)
        return (letters - price * (costs - budget)).max() - p @ letters

    share = min(1.0, 0.5 * totals[1] / rows[1, :size].mean()) if rows[1, :size].any() else 1.0
    cheapest = costs == least
    start = share / size + (1.0 - share) * cheapest / cheapest.sum()
    start = np.append(start, totals[1] - rows[1, :size] @ start)
    through = np.column_stack([told.channel.T, np.zeros(told.channel.shape[1])])
    x, y, steps = interior_minimum(
        derivatives, excess, through, start, rows, totals, tol=0.1 * tol, steps=100
    )
    return x[:-1] / x[:-1].sum(), at_least_zero(-y[1] / scale), steps


def _cheapest(told, costs, tol):
    """Where only the cheapest letters can be paid; the price is the slope of C(B) there."""
    cheapest, p = costs == costs.min(), np.zeros(len(costs))
    p[cheapest], steps = _free(_Told(told.channel[cheapest]), tol)
    if cheapest.all():
        return p, 0.0, steps
    letters = told(p)
    slopes = (letters[~cheapest] - told.information(p)) / (costs[~cheapest] - costs.min())
    return p, at_least_zero(slopes.max()), steps
