"""Validation at the public edge: every message says what was expected, what was given, what to do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from ._array import as_arrays, is_traced, plain, size, total, unboxed
from .estimate import nats_per

__all__ = [
    "as_laws",
    "as_numbers",
    "as_order",
    "check_laws",
    "compare",
    "in_unit_interval",
    "nearest",
    "no_nan",
    "on_simplex",
    "pick",
    "same_outcomes",
    "tolerance",
]


def pick(name: Any, table: Mapping[str, Any], what: str) -> Any:
    """`table[name]`, or an error that lists the names there are.

    >>> pick("a", {"a": 1}, "letter")
    1
    """
    if not isinstance(name, str) or name not in table:
        raise ValueError(f"{what} must be one of {', '.join(table)}; got {name!r}{nearest(name, table)}")
    return table[name]


def nearest(name: Any, names) -> str:
    """` (did you mean 'x'?)` where a name is close, else nothing."""
    close = get_close_matches(str(name), [str(n) for n in names], n=1)
    return f" (did you mean {close[0]!r}?)" if close else ""


@dataclass(frozen=True)
class Answer:
    """How to hand a result back: from nats to the unit, and in the precision that was given."""

    xp: Any
    dtype: Any
    nats_per: float

    def __call__(self, value: Any) -> Any:
        value = value if self.nats_per == 1.0 else value / self.nats_per
        return unboxed(value if value.dtype == self.dtype else self.xp.astype(value, self.dtype))


def as_numbers(unit: str = "nats", **named: Any) -> tuple[Any, list[Any], Answer]:
    """`(xp, arrays, answer)`: the named values as arrays of one library, and how to hand a result back."""
    per = nats_per(unit)
    try:
        xp, arrays, dtype = as_arrays(*named.values())
    except (TypeError, ValueError) as error:
        kinds = ", ".join(f"{name}: {type(value).__name__}" for name, value in named.items())
        raise TypeError(
            f"expected arrays of real numbers from one array library; got {kinds}. {error}"
        ) from None
    return xp, arrays, Answer(xp, dtype, per)


def as_laws(
    axis: int | tuple[int, ...] | Callable,
    *,
    normalize: bool,
    unit: str = "nats",
    check: bool = True,
    **named: Any,
) -> tuple[Any, list[Any], Answer]:
    """`as_numbers`, where each array holds probabilities that sum to 1 over `axis`.

    `axis` may be a function of the array that names its axes. With `check=False` the values are left
    to a kernel that looks at them while it adds them up.
    """
    xp, arrays, answer = as_numbers(unit, **named)
    laws = dict(zip(named, arrays))
    return xp, check_laws(answer, axis, normalize=normalize, check=check, **laws), answer


def check_laws(
    answer: Answer,
    axis: int | tuple[int, ...] | Callable,
    *,
    normalize: bool = False,
    check: bool = True,
    **laws: Any,
) -> list[Any]:
    """The laws, normalized where asked; ValueError where one is none."""
    checked = []
    for name, p in laws.items():
        axes = _axes(name, p, axis(p) if callable(axis) else axis)
        if normalize:
            p = _normalized(answer.xp, name, p, axes)
        elif check:
            on_simplex(answer, name, p, axes)
        checked.append(p)
    return checked


def _axes(name: str, p: Any, axis: int | tuple[int, ...]) -> int | tuple[int, ...]:
    axes = axis if isinstance(axis, tuple) else (axis,)
    if any(not isinstance(a, int) or not -p.ndim <= a < p.ndim for a in axes) or not axes:
        raise ValueError(f"{name} must have axis {axis}; got shape {tuple(p.shape)}")
    if any(p.shape[a] == 0 for a in axes):
        raise ValueError(
            f"{name} must have at least one outcome along axis {axis}; got shape {tuple(p.shape)}"
        )
    return axis


def same_outcomes(axis: int, **named: Any) -> None:
    """Arrays that are compared have as many outcomes along `axis`, and batches that go together."""
    shapes = [tuple(p.shape) for p in named.values()]
    said = ", ".join(f"{name} {shape}" for name, shape in zip(named, shapes))
    if axis >= 0 and len({len(s) for s in shapes}) > 1:
        raise ValueError(
            f"arrays of different dimension need axis counted from the end; got axis={axis}, {said}"
        )
    if len({s[axis] for s in shapes}) > 1:
        raise ValueError(
            f"{', '.join(named)} must have the same outcomes along axis {axis}; got shapes {said}"
        )
    longest = max(len(s) for s in shapes)
    padded = [(1,) * (longest - len(s)) + s for s in shapes]
    if any(len(set(lengths) - {1}) > 1 for lengths in zip(*padded)):
        raise ValueError(f"{', '.join(named)} must have shapes that broadcast; got {said}")


def tolerance(answer: Answer) -> float:
    # Half the digits; in double precision as much as a finite difference with the usual step of 1e-6.
    return max(2e-6, float(answer.xp.finfo(answer.dtype).eps) ** 0.5)


def on_simplex(answer: Answer, name: str, p: Any, axis: int | tuple[int, ...]) -> None:
    """Probabilities are >= 0 and sum to 1; under tracing there is no value to look at."""
    xp = answer.xp
    if is_traced(p) or size(p) == 0:
        return
    _not_negative(xp, name, p)
    sums = total(p, axis)
    if not bool(xp.all(xp.abs(sums - 1.0) <= tolerance(answer))):
        low, high = plain(xp.min(sums)), plain(xp.max(sums))
        raise ValueError(
            f"{name} must sum to 1 along axis {axis}; got sums from {low:.10g} to {high:.10g}. "
            "Pass normalize=True to divide by the sums; for the entropy of counts see "
            "infoscope.samples.entropy_from_counts"
        )


def _not_negative(xp: Any, name: str, p: Any) -> None:
    lowest = xp.min(p)
    if bool(lowest >= 0.0):
        return
    if bool(lowest < 0.0):
        raise ValueError(f"{name} must be >= 0; got {plain(lowest):.6g}. Logits go through a softmax first")
    raise ValueError(f"{name} must be probabilities; got NaN among them. Drop or fill the missing entries")


def _normalized(xp: Any, name: str, p: Any, axis: int | tuple[int, ...]) -> Any:
    sums = xp.sum(p, axis=axis, keepdims=True)
    if not is_traced(p) and size(p):
        _not_negative(xp, name, p)
        if not bool(xp.all((sums > 0.0) & (sums < xp.inf))):
            raise ValueError(f"{name} must have a positive finite sum along axis {axis} to be normalized")
    return p / sums


def as_order(order: Any, name: str = "order") -> float:
    """A real number, infinity among them."""
    try:
        value = float(order)
    except (TypeError, ValueError):
        raise TypeError(f"{name} must be a number; got {order!r}") from None
    if value != value:
        raise ValueError(f"{name} must be a number; got NaN")
    return value


def compare(
    axis: int, *, normalize: bool, unit: str = "nats", p: Any, q: Any
) -> tuple[Any, Any, Any, Answer]:
    """`(xp, p, q, answer)` for two laws over the same outcomes."""
    xp, (p, q), answer = as_laws(axis, normalize=normalize, unit=unit, p=p, q=q)
    same_outcomes(axis, p=p, q=q)
    return xp, p, q, answer


def in_unit_interval(xp: Any, p: Any, name: str) -> None:
    if is_traced(p) or size(p) == 0:
        return
    low, high = xp.min(p), xp.max(p)
    if not bool((low >= 0.0) & (high <= 1.0)):
        raise ValueError(f"{name} must lie between 0 and 1; got {plain(low):.6g} to {plain(high):.6g}")


def no_nan(xp: Any, name: str, x: Any) -> None:
    if not is_traced(x) and bool(xp.any(xp.isnan(x))):
        raise ValueError(f"{name} must hold no NaN; drop or fill the missing entries")
