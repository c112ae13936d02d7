"""Which estimator answers for which divergence, of which kind of observations."""

from collections.abc import Callable
from typing import Any

import numpy as np

from ..._check import pick
from ..._rng import as_generator
from ...estimate import Estimate, nats_per
from .._measure import refuse_unknown
from ..classification import _family as classification
from ..classification import choices as of_classification
from ..counts.choices import MillerMadow, PlugIn
from ..neighbours.choices import Ross
from ..parametric.choices import Gaussian
from . import _gaussian, _mixture, _neighbours
from ._automatic import Chosen, choose
from ._counts import by_counts
from ._pair import Divergence, Pair, as_pair
from .choices import CHOICES, Poczos, WangKulkarniVerdu

__all__ = ["measure"]

Route = Callable[[Any, Divergence, Pair, np.random.Generator], Estimate]


def measure(
    divergence: Divergence,
    x: Any,
    y: Any,
    *,
    estimator: Any,
    kind: Any,
    missing: str,
    unit: Any,
    rng: Any,
    **misplaced: Any,
) -> Estimate:
    """The divergence between the laws of two samples, in the unit."""
    refuse_unknown(misplaced, choices=ROUTES)
    nats_per(unit)
    rng = as_generator(rng)
    if isinstance(estimator, type):
        raise ValueError(f"estimator must be an instance; got the class: pass {estimator.__name__}()")
    choice = estimator if type(estimator) in ROUTES else pick(estimator, NAMES, "estimator")
    pair = as_pair(x, y, kind, missing, getattr(choice, "reads", None), divergence.name == CROSS)
    chosen = choose(divergence, pair, rng) if choice is None else Chosen(choice)
    found = _route(chosen.choice, divergence, pair)(chosen.choice, divergence, pair, rng)
    notes = pair.both.notes + found.warnings
    if pair.shared:
        notes += (
            f"{pair.shared} rows of x occur in y too: if they are the same observations, the samples are not "
            "independent and the estimate is too low; if labels, say kind='discrete'",
        )
    method = f"{found.method}: {chosen.why}" if chosen.why else found.method
    error = float(np.hypot(found.std_error, chosen.doubt))
    return Estimate(found.value, error, method=method, n=pair.n, warnings=notes).to(unit)


def _route(choice: Any, divergence: Divergence, pair: Pair) -> Route:
    kinds, measures = ROUTES[type(choice)]
    if pair.kind not in kinds:
        raise ValueError(
            f"{choice} cannot read x and y ({pair.kind}): it takes {' or '.join(kinds)} observations; "
            "pass another estimator, or kind="
        )
    if divergence.name not in measures:
        able = ", ".join(name for name, choice in NAMES.items() if _tells(choice, divergence, pair))
        raise ValueError(f"{choice} does not tell the {divergence.name}; these do: auto, {able}")
    return measures[divergence.name]


def _tells(choice: Any, divergence: Divergence, pair: Pair) -> bool:
    if choice is None:
        return False
    kinds, measures = ROUTES[type(choice)]
    return pair.kind in kinds and divergence.name in measures


def _by_classification(
    choice: of_classification.Classification, divergence: Divergence, pair: Pair, rng: np.random.Generator
) -> Estimate:
    return classification.divergence(
        choice, divergence.name, divergence.order, divergence.weights, pair.both, pair.n, rng
    )


CROSS, KL, JS, RENYI = "cross-entropy", "KL divergence", "Jensen-Shannon divergence", "Rényi divergence"

NAMES: dict[str, Any] = {
    "auto": None,
    "plug_in": PlugIn(),
    "miller_madow": MillerMadow(),
    **CHOICES,
    "ross": Ross(),
    "gaussian": Gaussian(),
    **of_classification.CHOICES,
}

ROUTES: dict[type, tuple[tuple[str, ...], dict[str, Route]]] = {
    PlugIn: (("discrete",), dict.fromkeys((CROSS, KL, JS, RENYI), by_counts)),
    MillerMadow: (("discrete",), dict.fromkeys((CROSS, KL, JS, RENYI), by_counts)),
    WangKulkarniVerdu: (
        ("continuous",),
        {CROSS: _neighbours.cross_entropy, KL: _neighbours.kl_divergence},
    ),
    Poczos: (("continuous",), {RENYI: _neighbours.renyi_divergence}),
    Ross: (("continuous",), {JS: _mixture.jensen_shannon_divergence}),
    Gaussian: (
        ("continuous",),
        {CROSS: _gaussian.cross_entropy, KL: _gaussian.kl_divergence, RENYI: _gaussian.renyi_divergence},
    ),
    of_classification.Classification: (
        ("discrete", "continuous", "mixed"),
        dict.fromkeys((KL, JS, RENYI), _by_classification),
    ),
}
