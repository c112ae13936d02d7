"""Transfer entropy: what the past of one series tells of the next value of another."""

from dataclasses import replace
from typing import Any, Never

import numpy as np

from .._rng import as_generator
from ..estimate import Estimate, Unit, nats_per
from . import _quantity
from ._found import Found
from ._measure import answer, refuse_unknown
from ._routes import as_choice
from .reading._kinds import as_kinds
from .reading._observations import Column, Observations, complete
from .reading._variables import as_variable, observed, settled

__all__ = ["pointwise_transfer_entropy", "transfer_entropy"]


def transfer_entropy(
    *,
    source: Any,
    target: Any,
    history: int = 1,
    lag: int = 1,
    conditions: Any = None,
    source_history: int = 1,
    estimator: Any = "auto",
    kind: str | tuple[str | None, ...] | None = None,
    missing: str = "raise",
    unit: Unit = "nats",
    rng: int | np.random.Generator | None = None,
    **misplaced: Never,
) -> Estimate:
    """Transfer entropy I(source past; target now | target past) between series observed in step.

    source, target  (n,) or (n, d), one row a step in time
    history         steps of the target's own past that are known: y_{t-1}, …, y_{t-history}
    lag             steps from the source to the target: x_{t-lag}, …, x_{t-lag-source_history+1}
    conditions      (n,) or (n, d), further series whose past, of the steps of the source's, is known too
    kind            one kind, or one for each of source, target and, where given, conditions
    missing         "drop" leaves out the steps whose present or past has a missing value

    I(X_{t-lag}; Y_t | Y_{t-1}) for short: 0 where the source tells nothing that the target's past does
    not. It is a conditional mutual information, and shares the other options with `mutual_information`.
    The steps are not independent, which the standard error takes them to be. Also called directed
    information transfer.

    Raises ValueError where the series are no longer than what is looked back upon.

    Sources: Schreiber 2000, eq. 4; Wibral et al. 2013, eq. 10, for the lag.

    >>> x = [0, 0, 1, 1] * 16 + [0]
    >>> print(transfer_entropy(source=x, target=[1, *x[:-1]], estimator="plug_in", unit="bits"))
    1.00 ± 0.04 bits (plug-in, n=64)
    """
    nats_per(unit)
    series = {"source": source, "target": target, "conditions": conditions}
    steps = {"history": history, "lag": lag, "source_history": source_history}
    options = {"estimator": estimator, "kind": kind, "missing": missing, "rng": rng}
    return _find(series, steps, **options, **misplaced).estimate(unit)


def pointwise_transfer_entropy(
    *,
    source: Any,
    target: Any,
    history: int = 1,
    lag: int = 1,
    conditions: Any = None,
    source_history: int = 1,
    estimator: Any = "auto",
    kind: str | tuple[str | None, ...] | None = None,
    missing: str = "raise",
    unit: Unit = "nats",
    rng: int | np.random.Generator | None = None,
    **misplaced: Never,
) -> np.ndarray:
    """Local transfer entropy of each step that has a past, whose mean is `transfer_entropy`; its options.

    Returns (n - max(history, lag + source_history - 1),) values, in the order of the steps, fewer where
    missing="drop" leaves some out (Lizier, Prokopenko & Zomaya 2008).

    >>> x = [0, 0, 1, 1] * 16 + [0]
    >>> pointwise_transfer_entropy(source=x, target=[1, *x[:-1]], estimator="plug_in", unit="bits")[:3]
    array([1., 1., 1.])
    """
    nats_per(unit)
    series = {"source": source, "target": target, "conditions": conditions}
    steps = {"history": history, "lag": lag, "source_history": source_history}
    options = {"estimator": estimator, "kind": kind, "missing": missing, "rng": rng}
    return _find(series, steps, **options, **misplaced).pointwise(unit)


def _find(
    series: dict[str, Any],
    steps: dict[str, Any],
    *,
    estimator: Any,
    kind: Any,
    missing: str,
    rng: Any,
    **misplaced: Any,
) -> Found:
    refuse_unknown(misplaced, also=(*series, *steps))
    rng, choice = as_generator(rng), as_choice(estimator)
    series = {name: one for name, one in series.items() if name != "conditions" or one is not None}
    kinds = as_kinds(kind, tuple(series))
    # Steps with a missing value are dropped when each has its past beside it.
    given = observed(series, "label" if missing == "drop" else missing)
    default = getattr(choice, "reads", None)
    read = {n: settled(one, k or default, n) for (n, one), k in zip(given.items(), kinds)}
    data = _embedded(read, **_checked(steps, read["target"].n))
    if missing == "drop":
        data = complete(data)
    variables = [as_variable(one, None, name) for name, one in data.items()]
    return answer(_quantity.conditional_mutual_information(), variables, choice, rng)


def _checked(steps: dict[str, Any], n: int) -> dict[str, int]:
    for name, number in steps.items():
        if isinstance(number, bool) or not isinstance(number, (int, np.integer)) or number < 1:
            raise ValueError(f"{name} must be a whole number >= 1; got {number!r}")
    past = max(steps["history"], steps["lag"] + steps["source_history"] - 1)
    if n <= past:
        raise ValueError(f"looking back {past} steps needs more than {past} observations; got {n}")
    return steps


def _embedded(
    series: dict[str, Observations], history: int, lag: int, source_history: int
) -> dict[str, Observations]:
    """Each variable at the steps that have a past; what the present has said of kinds, the past need not."""
    first = max(history, lag + source_history - 1)
    n = series["target"].n

    def before(name: str, steps: range, silent: bool = True) -> list[Column]:
        return [
            _moved(column, step, slice(first - step, n - step), silent)
            for step in steps
            for column in series[name].columns
        ]

    lags = range(lag, lag + source_history)
    past = before("target", range(1, history + 1))
    if "conditions" in series:
        past += before("conditions", lags, silent=False)
    return {
        "source": Observations(tuple(before("source", lags, silent=False))),
        "target": Observations(tuple(before("target", range(1), silent=False))),
        "past of target" + " and conditions" * ("conditions" in series): Observations(tuple(past)),
    }


def _moved(column: Column, step: int, rows: slice, silent: bool) -> Column:
    moved = replace(column.rows(rows), name=" ".join(filter(None, [column.name, f"t-{step}"])))
    return replace(moved, reading=replace(moved.reading, note="")) if silent and moved.reading else moved
