"""Divergences of measurements from the distances to their neighbours in either sample. Nats.

A place that k others of x, or k of y, share with x_i is an atom: there the ratio of the laws is that of the
frequencies, as for labels, and infinite where y was never seen.

The standard error adds the spread of the local values over x to that of the shares of y in them: each ball
deals its x out among the y it holds, so that the share of a y is p/q there, its influence on D(P‖Q).
"""

from math import lgamma, log, pi

import numpy as np
from scipy.special import digamma, logsumexp

from ...estimate import Estimate
from ._nearest import Balls, Clouds, Sample, balls, clouds, kth_distances, to_kth
from ._pair import Divergence, Pair
from .choices import Poczos, WangKulkarniVerdu

__all__ = ["cross_entropy", "kl_divergence", "renyi_divergence"]

FEW = 30  # observations of y that carry an estimate, below which it says little
OUTERMOST, MORE = 10, 3.0  # of y; standard deviations
WIDER, ERRORS = 8, 2.0  # so many times the neighbours seldom move an answer without bias by so many errors
LOOKED_AT = 20_000  # rows at which they are looked for: a bias that so many do not show is small


def kl_divergence(
    choice: WangKulkarniVerdu, divergence: Divergence, pair: Pair, rng: np.random.Generator
) -> Estimate:
    _enough(pair, choice.k)
    c = clouds(pair)
    local, of_y, held = _log_ratios(c, choice.k, choice.bias_reduced)
    share = _shares(c, choice.k, held, np.ones(pair.n))
    method = f"Wang-Kulkarni-Verdú, k={choice.k}" + ", bias-reduced" * choice.bias_reduced
    says, value = _warn(c, choice.k, local, share), float(local.mean())
    if not np.isfinite(value):
        return Estimate(value, 0.0, method=method, n=pair.n, warnings=says)
    error = float(np.sqrt(local.var(ddof=1) / pair.n + share.var() / pair.m))
    says += _beyond(c, choice.k, of_y)
    says += _unsettled(c, choice, local)
    return Estimate(value, error, method=method, n=pair.n, warnings=says)


def cross_entropy(
    choice: WangKulkarniVerdu, divergence: Divergence, pair: Pair, rng: np.random.Generator
) -> Estimate:
    """-ln q̂(x_i) = ψ(m+1) - ψ(k) + ln c_d + d ln ν(i), c_d the volume of the unit ball."""
    _enough(pair, choice.k)
    c, k = clouds(pair), choice.k
    m, d = c.y.shape
    method = f"Kozachenko-Leonenko of x among y, k={k}"
    held = to_kth(c.in_y, c.in_x, k)
    radius = held.farthest
    if c.lost or (c.repeats_y >= k).any():
        why = "columns that others determine" if c.lost else f"{k} or more observations equal to one of x"
        flat = (
            f"y has {why}, and so no density: the cross-entropy is -inf; kind='discrete' gives that of labels"
        )
        return Estimate(-np.inf, 0.0, method=method, n=pair.n, warnings=(flat,))
    _refuse_unresolved(radius)
    unit_ball = 0.5 * d * log(pi) - lgamma(0.5 * d + 1)
    local = digamma(m + 1) - digamma(k) + unit_ball + c.log_scale + d * np.log(radius)
    share = held.share(np.full(pair.n, m / pair.n))
    error = np.sqrt(local.var(ddof=1) / pair.n + share.var() / m)
    says = _carried_by_few(share) + _beyond(c, k, radius)
    return Estimate(float(local.mean()), float(error), method=method, n=pair.n, warnings=says)


def renyi_divergence(
    choice: Poczos, divergence: Divergence, pair: Pair, rng: np.random.Generator
) -> Estimate:
    a, k = divergence.order, choice.k
    if not abs(a - 1) < k:
        raise ValueError(f"{choice} takes orders below k + 1 = {k + 1}; got order={a:g}")
    _enough(pair, k)
    c = clouds(pair)
    local, radius, held = _log_ratios(c, k, bias_reduced=False)
    log_factor = 2 * lgamma(k) - lgamma(k - a + 1) - lgamma(k + a - 1)
    log_terms = (a - 1) * local + np.where(_atoms(c, k), 0.0, log_factor)
    total = float(logsumexp(log_terms)) - log(pair.n)
    method, value = f"Póczos, k={k}", total / (a - 1)
    says = _warn(c, k, local, _shares(c, k, held, np.ones(pair.n)))
    if not np.isfinite(value):
        return Estimate(value, 0.0, method=method, n=pair.n, warnings=says)
    # Influence on ln ∫p^a q^(1-a), over (a - 1): a/(a-1) (p/q)^(a-1) of an x, -(p/q)^a of a y.
    of_x = a / (a - 1) * np.exp(log_terms - total)
    of_y = _shares(c, k, held, np.exp(log_terms - total))
    error = np.sqrt(of_x.var(ddof=1) / pair.n + of_y.var() / pair.m)
    return Estimate(value, float(error), method=method, n=pair.n, warnings=says + _beyond(c, k, radius))


def _refuse_unresolved(*distances: np.ndarray) -> None:
    """ValueError where rows that are not equal have no distance."""
    if not all(distance.all() for distance in distances):
        raise ValueError(
            "some rows of x and y differ by too little, beside others, for double precision to tell apart: "
            "take the logarithm of the columns first, or ranks of x and y together"
        )


def _enough(pair: Pair, k: int) -> None:
    if pair.n <= k or pair.m < k:
        raise ValueError(
            f"k={k} neighbours need more than {k} observations of x, and {k} of y; got {pair.n} and {pair.m}"
        )


def _atoms(c: Clouds, k: int) -> np.ndarray:
    return (c.repeats_x > k) | (c.repeats_y >= k)


def _log_ratios(
    c: Clouds, k: int, bias_reduced: bool, some: slice = slice(None)
) -> tuple[np.ndarray, np.ndarray, Balls]:
    """ln p̂/q̂ at each x, or at some; of those that are no atoms, distances to the k-th y, and balls in y."""
    n, m, d = len(c.x), len(c.y), c.x.shape[1]
    atom, repeats_x, repeats_y = _atoms(c, k)[some], c.repeats_x[some], c.repeats_y[some]
    points = c.in_x if len(atom) == n and not atom.any() else Sample(c.x[some][~atom])
    local = np.empty(len(atom))
    with np.errstate(divide="ignore"):  # ln of an atom that y lacks is inf
        local[atom] = np.log((repeats_x[atom] / n) / (repeats_y[atom] / m))
    held, of_x = to_kth(c.in_y, points, k), kth_distances(c.in_x, points, k + 1)
    of_y = kth = held.farthest
    _refuse_unresolved(of_x, of_y)
    offset = np.full(len(of_x), log(m / (n - 1)))
    if bias_reduced and len(of_x):
        wider = np.maximum(of_x, of_y)
        in_x, held = balls(c.in_x, points, wider), balls(c.in_y, points, wider)
        of_x, of_y = in_x.farthest, held.farthest
        offset += digamma(in_x.count - 1) - digamma(held.count)
    local[~atom] = d * (np.log(of_y) - np.log(of_x)) + offset
    return local, kth, held


def _shares(c: Clouds, k: int, held: Balls, weight: np.ndarray) -> np.ndarray:
    """(m,): what each y gets of the weights of x, 1 on average where all weigh 1."""
    atom = _atoms(c, k)
    share = np.zeros(len(c.y))
    if not atom.all():
        share += held.share(weight[~atom])
    seen = atom & (c.repeats_y > 0)
    if seen.any():
        at_place = np.bincount(c.place_x[seen], weight[seen] / c.repeats_y[seen], c.places)
        share += at_place[c.place_y]
    return share * len(c.y) / len(c.x)


def _warn(c: Clouds, k: int, local: np.ndarray, share: np.ndarray) -> tuple[str, ...]:
    notes: tuple[str, ...] = ()
    atoms, absent = int(_atoms(c, k).sum()), int((local == np.inf).sum())
    if absent:
        notes += (
            f"{absent} rows of x lie where x repeats itself more than {k} times and y was never seen: an "
            "atom that the law of y lacks makes the divergence inf; say kind='discrete' if these are labels",
        )
    if atoms > absent:
        notes += (
            f"{atoms} rows of x lie where values repeat: read as atoms, at the ratio of their frequencies; "
            "say kind='discrete' if these are labels",
        )
    if c.lost:
        notes += (f"{c.lost} columns are determined by the others: measured without them",)
    return notes if absent else notes + _carried_by_few(share)


def _carried_by_few(share: np.ndarray) -> tuple[str, ...]:
    """Σ(share)² tells how many y the estimate rests on, as for weights of importance sampling."""
    carried = share.sum() ** 2 / (share**2).sum()
    if carried >= min(FEW, len(share) / 4):
        return ()
    return (
        f"x lies where y hardly was: the estimate rests on about {carried:.0f} of {len(share)} observations "
        "of y, and grows with more of them; the truth may be far larger, or inf",
    )


def _beyond(c: Clouds, k: int, of_y: np.ndarray) -> tuple[str, ...]:
    """Of x that lie where y thins out: how rare y is there neighbours do not tell, only that it is rarer.

    Were both of one law, each x would be as likely as each y to be farther from the (other) y than all but
    r - 1 of them: of n there would be r n/m, with a variance of (1 + n/m) times that.
    """
    some, y = slice(None, None, -(-len(c.x) // LOOKED_AT)), Sample(c.y[:: -(-len(c.y) // LOOKED_AT)])
    from_y = of_y[some] if len(of_y) == len(c.x) else kth_distances(c.in_y, Sample(c.x[some]), k)
    n, m = len(from_y), len(y.points)
    r = min(OUTERMOST, m // 10)
    if r == 0 or m <= k:
        return ()
    least = np.partition(kth_distances(c.in_y, y, k + 1), m - r)[m - r]
    beyond = int((from_y > least).sum())
    usual = r * n / m
    if beyond <= usual + MORE * np.sqrt(usual * (1 + n / m)):
        return ()
    return (
        f"{beyond} of {n} x lie as far from y as {r} of {m} y do from the others: how rare y is there cannot "
        "be seen, so the estimate is too low",
    )


def _unsettled(c: Clouds, choice: WangKulkarniVerdu, local: np.ndarray) -> tuple[str, ...]:
    """Bias is what the answer owes to the size of the balls: wider ones show where there is much of it."""
    k = min(WIDER * choice.k, len(c.x) - 1, len(c.y))
    some = slice(None, None, -(-len(local) // LOOKED_AT))
    moved = _log_ratios(c, k, choice.bias_reduced, some)[0] - local[some]
    if abs(moved.mean()) <= ERRORS * moved.std() / np.sqrt(len(moved)):
        return ()
    wider = float(local.mean() + moved.mean())
    return (
        f"not settled: {wider:.3g} nats with {k} neighbours, so its bias may exceed its error; the truth is "
        f"likely {'larger' if moved.mean() < 0 else 'smaller'} yet",
    )
