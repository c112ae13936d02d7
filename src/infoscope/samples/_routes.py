"""Which family of estimators answers for which choice, and the names of the choices."""

from collections.abc import Callable
from typing import Any

import numpy as np

from .._check import pick
from ._found import Found
from ._quantity import Quantity
from .classification import _family as classification
from .classification import choices as of_classification
from .counts import _family as counts
from .counts import choices as of_counts
from .neighbours import _family as neighbours
from .neighbours import choices as of_neighbours
from .parametric import _family as parametric
from .parametric import choices as of_parametric
from .reading._variables import Variable

__all__ = ["as_choice", "route"]

Family = Callable[[Any, Quantity, list[Variable], np.random.Generator], Found]


def as_choice(estimator: Any) -> Any:
    """The choice itself, the one of that name, or None for "auto"."""
    if isinstance(estimator, type) and estimator in FAMILIES:
        raise ValueError(f"estimator must be an instance; got the class: pass {estimator.__name__}()")
    return estimator if type(estimator) in FAMILIES else pick(estimator, NAMES, "estimator")


def route(choice: Any, quantity: Quantity, variables: list[Variable], rng: np.random.Generator) -> Found:
    return FAMILIES[type(choice)](choice, quantity, variables, rng)


NAMES: dict[str, Any] = {
    "auto": None,
    **of_counts.CHOICES,
    **of_neighbours.CHOICES,
    **of_parametric.CHOICES,
    **of_classification.CHOICES,
}

FAMILIES: dict[type, Family] = {
    **dict.fromkeys(map(type, of_counts.CHOICES.values()), counts.estimate),
    of_neighbours.KozachenkoLeonenko: neighbours.kozachenko_leonenko,
    of_neighbours.KSG: neighbours.ksg,
    of_neighbours.LocalNonuniformity: neighbours.local_nonuniformity,
    of_neighbours.MixedKSG: neighbours.mixed_ksg,
    of_neighbours.Ross: neighbours.ross,
    of_parametric.Gaussian: parametric.gaussian,
    of_parametric.GaussianCopula: parametric.gaussian_copula,
    of_parametric.KernelDensity: parametric.kernel_density,
    of_parametric.Spacings: parametric.spacings,
    of_parametric.StudentCopula: parametric.student_copula,
    of_classification.Classification: classification.shared_information,
}
