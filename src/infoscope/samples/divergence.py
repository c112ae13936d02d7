"""How far the laws of two samples are apart: rows of x and of y are not paired, nor need they be as many."""

from collections.abc import Sequence
from typing import Any, Never

import numpy as np

from .._check import as_order
from ..estimate import Estimate, Unit
from .divergences._pair import Divergence
from .divergences._routes import measure

__all__ = ["cross_entropy", "jensen_shannon_divergence", "kl_divergence", "renyi_divergence"]


def cross_entropy(
    x: Any,
    y: Any,
    *,
    estimator: Any = "auto",
    kind: str | tuple[str | None, str | None] | None = None,
    missing: str = "raise",
    unit: Unit = "nats",
    rng: int | np.random.Generator | None = None,
    **misplaced: Never,
) -> Estimate:
    """Cross-entropy -E_P ln q = H(P) + D(P‖Q) of the law of y as a code for x, from a sample of each.

    x, y       (n,) or (n, d) drawn from P, and (m,) or (m, d) from Q; independent of each other
    estimator  "auto": Miller-Madow for labels; for measurements Gaussian() where neither sample looks
               otherwise, else neighbours of x among y (k=3). Or PlugIn(), WangKulkarniVerdu(k=5), or a name

    Differential where x and y are measured: then it may be negative, and depends on their units. The other
    options and the errors are those of `kl_divergence`.

    >>> print(cross_entropy(["a", "b"] * 8, ["a", "b", "b", "b"] * 8, estimator="plug_in", unit="bits"))
    1.2 ± 0.2 bits (plug-in, n=16)
    """
    options = {"estimator": estimator, "kind": kind, "missing": missing, "rng": rng, **misplaced}
    return measure(Divergence("cross-entropy"), x, y, unit=unit, **options)


def kl_divergence(
    x: Any,
    y: Any,
    *,
    estimator: Any = "auto",
    kind: str | tuple[str | None, str | None] | None = None,
    missing: str = "raise",
    unit: Unit = "nats",
    rng: int | np.random.Generator | None = None,
    **misplaced: Never,
) -> Estimate:
    """Relative entropy D(P‖Q) = E_P ln p/q, from a sample x of P and a sample y of Q.

    x, y       (n,) or (n, d) drawn from P, and (m,) or (m, d) from Q; independent of each other
    estimator  "auto": Miller-Madow for labels; for measurements Gaussian() where neither sample looks
               otherwise, else WangKulkarniVerdu() up to 4 columns; from 5 on Classification(), or Gaussian()
               where its odds are better on rows held out. Or a choice, or its name
    kind       "discrete" | "continuous", of both; None infers it from the two together
    missing    "raise", or "drop": leave out the rows with a missing value
    rng        seed or Generator, for Classification

    Labels share an alphabet: where y never shows one that x has, the answer is inf, and a warning names it.
    The estimate is returned as it is: between equal laws it may be negative. Its standard error counts both
    samples and, where "auto" takes a Gaussian law, how little its tail was seen; and of labels a guess at the
    bias left, which is most of it where they are seen a few times each. Raises ValueError where an
    observation cannot be read or the columns differ in number. Also called Kullback-Leibler divergence.

    Sources: Wang, Kulkarni & Verdú, IEEE Trans. Inf. Theory 55 (2009) 2392; Miller 1955; Nguyen, Wainwright &
    Jordan, IEEE Trans. Inf. Theory 56 (2010) 5847.

    >>> print(kl_divergence(["a", "b"] * 32, ["a", "b", "b", "b"] * 32, estimator="plug_in"))
    0.14 ± 0.09 nats (plug-in, n=64)
    >>> float(kl_divergence(["a", "b"], ["a", "a"]))
    inf
    """
    options = {"estimator": estimator, "kind": kind, "missing": missing, "rng": rng, **misplaced}
    return measure(Divergence("KL divergence"), x, y, unit=unit, **options)


def jensen_shannon_divergence(
    x: Any,
    y: Any,
    *,
    weights: Sequence[float] | None = None,
    estimator: Any = "auto",
    kind: str | tuple[str | None, str | None] | None = None,
    missing: str = "raise",
    unit: Unit = "nats",
    rng: int | np.random.Generator | None = None,
    **misplaced: Never,
) -> Estimate:
    """Jensen-Shannon divergence u D(P‖M) + v D(Q‖M), M = uP + vQ the mixture, from a sample of each law.

    x, y       (n,) or (n, d) drawn from P, and (m,) or (m, d) from Q; independent of each other
    weights    (u, v), above 0 and of sum 1; None for equal ones, whatever n and m
    estimator  "auto": Miller-Madow for labels, Ross() (k=3) for measurements in up to 4 columns, from 5 on
               Classification(), of trees or of two Gaussians; or a choice, or its name

    It is what a draw from the mixture tells of where it came from, so that the estimator of information
    between a label and a measurement gives it. It lies between 0 and H(u, v). The other options and the
    errors are those of `kl_divergence`, rng also for Ross where n/m is not u/v: the larger sample is then
    dealt at random into parts. Labels seen a time or two say little of which law they are of: the error has
    what they make of the value, and is infinite where no label was seen twice. Lin, IEEE Trans. Inf. Theory
    37 (1991) 145, eq. 5.1; Ross 2014, eq. 7.

    >>> print(jensen_shannon_divergence(["a"] * 16, ["b"] * 16, estimator="plug_in", unit="bits"))
    1.00000 ± 0.00003 bits (plug-in, n=16)
    """
    options = {"estimator": estimator, "kind": kind, "missing": missing, "rng": rng, **misplaced}
    asked = Divergence("Jensen-Shannon divergence", weights=_as_weights(weights))
    return measure(asked, x, y, unit=unit, **options)


def renyi_divergence(
    x: Any,
    y: Any,
    order: float,
    *,
    estimator: Any = "auto",
    kind: str | tuple[str | None, str | None] | None = None,
    missing: str = "raise",
    unit: Unit = "nats",
    rng: int | np.random.Generator | None = None,
    **misplaced: Never,
) -> Estimate:
    """Rényi's divergence ln(∫ p^a q^(1-a)) / (a - 1) of order a > 0, from a sample of each law; D(P‖Q) at 1.

    x, y       (n,) or (n, d) drawn from P, and (m,) or (m, d) from Q; independent of each other
    estimator  "auto": as for `kl_divergence`, with Poczos() for neighbours; or a choice, or its name

    Orders above 1 rest on the places where p/q is largest, which are seldom seen: trust them less. The other
    options and the errors are those of `kl_divergence`. Póczos & Schneider, On the estimation of
    α-divergences (AISTATS 2011).

    >>> print(renyi_divergence(["a", "b"] * 32, ["a", "b", "b", "b"] * 32, 2, estimator="plug_in"))
    0.29 ± 0.16 nats (plug-in, n=64)
    """
    a = as_order(order)
    if not 0.0 < a < np.inf:
        raise ValueError(f"order must be a finite number above 0; got {order!r}")
    options = {"estimator": estimator, "kind": kind, "missing": missing, "rng": rng, **misplaced}
    asked = Divergence("KL divergence") if a == 1.0 else Divergence("Rényi divergence", a)
    return measure(asked, x, y, unit=unit, **options)


def _as_weights(weights: Sequence[float] | None) -> tuple[float, float]:
    if weights is None:
        return (0.5, 0.5)
    try:
        u, v = (float(w) for w in weights)
    except (TypeError, ValueError):
        u, v = np.nan, np.nan
    if not (u > 0.0 and v > 0.0 and abs(u + v - 1.0) < 1e-9):
        raise ValueError(f"weights must be two numbers above 0 that sum to 1; got {weights!r}")
    return u, v
