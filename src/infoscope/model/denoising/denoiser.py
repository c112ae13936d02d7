"""A denoiser: any callable, with what it predicts and on which schedule."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.special import expit

from ..._check import pick
from ._kinds import as_times, per_example
from .schedules import Schedule, as_schedule

__all__ = ["Denoiser", "denoiser"]


def denoiser(
    f: Callable[..., Any],
    *,
    predicts: str = "noise",
    schedule: Any,
    variance: str | None = None,
    continuous: bool | None = None,
    first_step: int | None = None,
) -> "Denoiser":
    """A network f(y, t) or f(y, t, c), wrapped by what it predicts of y = a x_0 + s ε = scale · x_t.

    f         takes y of shape (b, *event), the times (b,) of its examples, mixed in one batch, and the
              condition c (b, …) where the model has one; arrays of numpy, or tensors if it is a
              torch.nn.Module or the data are tensors
    predicts  "noise" ε, "data" x_0, "velocity" √ᾱ ε − √(1 − ᾱ) x_0, "score" ∇ log p(y), "flow" ε − x_0
    schedule  gives the scale and the times: the steps 1 … T unless it says otherwise; or an array (T,) of ᾱ
    variance  for models that also give the variance of the reverse step, as a second output or as twice
              the channels (axis 1): "log" its logarithm, "range" v ∈ [−1, 1] between ln β̃_t and ln β_t
    continuous  whether f can be asked between the steps; by default as the schedule says. For a schedule
              of whole steps, True asks it at fractions of a step
    first_step  what f is told at t = 1 of a schedule of whole steps: 1, but for networks of the library
              diffusers 0, as they are trained; where one is inside a function of yours, say 0

    >>> import numpy as np
    >>> from infoscope import model
    >>> schedule = model.linear_schedule()
    >>> def exact(x, t):  # for data N(0, 1): E[ε | x_t] = √(1 − ᾱ) x_t
    ...     return np.sqrt(1 - schedule.alpha_bar[t - 1])[:, None] * x
    >>> d = model.denoiser(exact, predicts="noise", schedule=schedule)
    >>> d.noise(np.ones((2, 1)), [1, 1000]).round(3).tolist()
    [[0.01], [1.0]]
    """
    if not callable(f):
        raise TypeError(f"f must be callable, as f(x, t); got {type(f).__name__}")
    pick(predicts, PREDICTS, "predicts")
    if variance is not None:
        pick(variance, dict.fromkeys(("log", "range")), "variance")
    schedule = _told_from(first_step, as_schedule(schedule), f)
    if continuous is None:
        continuous = schedule.continuous
    return Denoiser(f, predicts, schedule, variance, continuous)


def _told_from(first: int | None, schedule: Schedule, f: Any) -> Schedule:
    whole = np.array_equal(schedule.times, np.arange(1, schedule.steps + 1))
    if first is None:
        first = 0 if whole and type(f).__module__.startswith("diffusers.") else 1
    elif not whole:
        raise ValueError(f"first_step is for schedules of steps 1 … T; {schedule.name} has times of its own")
    elif first not in (0, 1):
        raise ValueError(f"first_step must be 0 or 1; got {first!r}")
    return replace(schedule, times=np.arange(schedule.steps) + first) if whole else schedule


@dataclass(frozen=True, eq=False)
class Denoiser:
    """A callable with what it predicts and its schedule; made by `denoiser`.

    `noise(x, t)` and `data(x, t)` answer E[ε | x_t] and E[x_0 | x_t] whatever f predicts, for x_t of shape
    (b, *event) in the variance-preserving coordinate; `noise_at(x, log_snr)` between the steps too.
    `divergence(x, log_snr)`, where it is known, is (b,) Σ_i ∂E[ε_i | x]/∂x_i.

    >>> from infoscope.model import from_alpha_bar
    >>> nothing = denoiser(lambda x, t: 0 * x, predicts="data", schedule=from_alpha_bar([0.9, 0.36]))
    >>> nothing.noise(np.ones((1, 1)), [2]), nothing.data(np.ones((1, 1)), [2])
    (array([[1.25]]), array([[0.]]))
    """

    f: Callable[..., Any]
    predicts: str
    schedule: Schedule
    variance: str | None = None
    continuous: bool = False
    divergence: Callable[[Any, Any], Any] | None = None

    def __call__(self, x: Any, t: Any, condition: Any = None) -> Any:
        return self.noise(x, t, condition)

    def noise(self, x: Any, t: Any, condition: Any = None) -> Any:
        """E[ε | x_t] of shape (b, *event), for x (b, *event) and steps t (b,) from 1 to T."""
        return self.outputs(x, t, condition)[0]

    def data(self, x: Any, t: Any, condition: Any = None) -> Any:
        """E[x_0 | x_t] of shape (b, *event)."""
        log_snr = self.schedule.log_snr[self._index(t)]
        signal, noise = per_example(np.sqrt(expit(log_snr)), x), per_example(np.sqrt(expit(-log_snr)), x)
        return (x - noise * self.noise(x, t, condition)) / signal

    def outputs(self, x: Any, t: Any, condition: Any = None) -> tuple[Any, Any]:
        """`(noise, variance)` at steps t; variance is what the network says of it, None where it does not."""
        i, s = self._index(t), self.schedule
        return self._ask(x, s.log_snr[i], s.scale[i], s.times[i], condition)

    def noise_at(self, x: Any, log_snr: Any, condition: Any = None) -> Any:
        """E[ε | x] at any log-SNR (b,): interpolated where the network knows only its steps."""
        asked, s = np.asarray(log_snr, dtype=float), self.schedule
        if self.continuous:
            between = s.at if s.continuous else lambda v: (self._along(v, s.scale), self._along(v, s.times))
            return self._ask(x, asked, *between(asked), condition)[0]
        place = self._along(asked, np.arange(1.0, s.steps + 1.0))
        low = np.minimum(np.floor(place).astype(int), s.steps - 1)
        share = per_example(place - low, x)
        return (1.0 - share) * self.noise(x, low, condition) + share * self.noise(x, low + 1, condition)

    def _along(self, log_snr: np.ndarray, values: np.ndarray) -> np.ndarray:
        return np.interp(-log_snr, -self.schedule.log_snr, values)

    def _index(self, t: Any) -> np.ndarray:
        steps = np.asarray(t)
        if steps.size and not (steps.min() >= 1 and steps.max() <= self.schedule.steps):
            raise ValueError(f"t must lie in 1 … {self.schedule.steps}; got {steps.min()} to {steps.max()}")
        return steps - 1

    def _ask(self, x: Any, log_snr: Any, scale: Any, times: Any, condition: Any) -> tuple[Any, Any]:
        signal, noise = np.sqrt(expit(log_snr)), np.sqrt(expit(-log_snr))
        y = x if (scale == 1.0).all() else per_example(scale, x) * x
        y = _as_known_to(self.f, y)
        given = (y, as_times(times, y), *([] if condition is None else [condition]))
        answer, variance = (_alike(v, x) for v in _two_outputs(_called(self.f, given), x, self.variance))
        if tuple(answer.shape) != tuple(x.shape):
            raise ValueError(
                f"the network must answer in the shape it is given; got {tuple(answer.shape)} for "
                f"{tuple(x.shape)}. A model that also gives a variance needs denoiser(…, variance=)"
            )
        of = PREDICTS[self.predicts]
        return of(answer, x, *(per_example(v, x) for v in (signal, noise, scale))), variance


def _called(f: Callable[..., Any], given: tuple[Any, ...]) -> Any:
    try:
        return f(*given)
    except Exception as error:
        error.add_note(_asked_with(given))
        if not isinstance(error, TypeError) or _takes(f, len(given)):
            raise
        told, more = ("with", "leave condition= out") if len(given) == 3 else ("without", "pass condition=")
        raise TypeError(
            f"the network cannot be called as f(y, t{', c' * (len(given) == 3)}), {told} a condition: "
            f"{more}, or wrap it ({error})"
        ) from error


def _asked_with(given: tuple[Any, ...]) -> str:
    y, t = given[:2]
    kind = "an array of numpy" if isinstance(y, np.ndarray) else "a tensor"
    asked = f"The network was asked with {kind}, {y.dtype}, of shape {tuple(y.shape)}, and times {t.dtype}"
    return asked + (
        "; a function around a network of torch wants the data as tensors" * isinstance(y, np.ndarray) + "."
    )


def _takes(f: Callable[..., Any], many: int) -> bool:
    """Whether f can be called with so many arguments, as far as its signature says."""
    try:
        inspect.signature(getattr(f, "forward", f)).bind(*[None] * many)
    except TypeError:
        return False
    except ValueError:  # a function without a signature to look at
        return True
    return True


def _noise(answer: Any, x: Any, signal: Any, noise: Any, scale: Any) -> Any:
    return answer


def _data(answer: Any, x: Any, signal: Any, noise: Any, scale: Any) -> Any:
    return (x - signal * answer) / noise


def _velocity(answer: Any, x: Any, signal: Any, noise: Any, scale: Any) -> Any:
    return noise * x + signal * answer


def _score(answer: Any, x: Any, signal: Any, noise: Any, scale: Any) -> Any:
    return -(scale * noise) * answer


def _flow(answer: Any, x: Any, signal: Any, noise: Any, scale: Any) -> Any:
    return (x + signal * answer) / (signal + noise)


def _as_known_to(f: Any, y: Any) -> Any:
    """In the precision of a network of tensors, bfloat16 where its parameters are: as the model is."""
    if isinstance(y, np.ndarray) or not hasattr(f, "parameters"):
        return y
    own = next((p.dtype for p in f.parameters() if p.is_floating_point()), y.dtype)
    return y.to(own)


def _alike(answer: Any, x: Any) -> Any:
    """In the precision of x, in which the errors are added up."""
    return answer if answer is None or isinstance(x, np.ndarray) else answer.to(x.dtype)


def _two_outputs(answer: Any, x: Any, variance: str | None) -> tuple[Any, Any]:
    answer = getattr(answer, "sample", answer) if not hasattr(answer, "shape") else answer
    if not hasattr(answer, "shape") and not isinstance(answer, (tuple, list)):
        raise TypeError(f"the network must answer with an array or a tensor; got {type(answer).__name__}")
    if isinstance(answer, np.ndarray) and not isinstance(x, np.ndarray):
        raise TypeError("the network was given a tensor and must answer with one; got an array of numpy")
    if variance is None:
        return answer, None
    if isinstance(answer, (tuple, list)):
        return answer[0], answer[1]
    channels = answer.shape[1] // 2
    return answer[:, :channels], answer[:, channels:]


PREDICTS = {"noise": _noise, "data": _data, "velocity": _velocity, "score": _score, "flow": _flow}
