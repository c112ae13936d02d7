"""Asking the network: every draw of a plan, in batches that shrink where memory is short."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.special import expit

from ...._array import quiet, to_numpy
from ..._errors import short_of_memory
from ...data._given import Data, device_and_precision, normals
from ...denoising._kinds import per_example
from ...denoising._reverse import Reverse
from ...denoising.denoiser import Denoiser
from ...likelihoods.decoders import discretised_gaussian
from ._baseline import Baseline
from ._capacity import Held
from ._plan import Plan
from ._store import Store

__all__ = ["Asking", "COLUMNS"]

COLUMNS = ("error", "control", "squares", "of datum", "term")  # of what is kept of each draw
_FINGERPRINT = 2**21  # the stage of a draw that no estimate uses
_FEWEST = 256  # draws that say something when a run is broken off
_NUMBERS, _MOST = 2**20, {True: 64, False: 4096}  # of a batch: numbers, and examples of tensors and arrays


@dataclass(eq=False)
class Asking:
    """A denoiser, its data and the noise; `draws` runs a plan and answers (M, 5), named in COLUMNS.

    "error" is ‖ε − ε̂‖², the next three are `Baseline.controls`, and "term" is the term of the bound where
    that is no function of the error: with a learned variance, and at t = 1 with the discretised decoder.
    """

    denoiser: Denoiser
    data: Data
    baseline: Baseline
    held: Held
    reverse: Reverse
    store: Store
    report: Callable[[int, int, str], None]
    seed: int
    batch_size: int | None = None
    decoder_variance: float | None = None  # of the discretised decoder, once it is known
    asked: int = 0
    asked_along: int = 0  # the probability flow
    said: dict[str, str] = field(default_factory=dict)  # of how the run went, by what it is of
    stopped: bool = False

    def __post_init__(self) -> None:
        most = _MOST[self.data.tensors]
        self.batch = self.batch_size or max(1, min(most, _NUMBERS // self.data.dim))

    def fingerprint(self) -> dict[str, Any]:
        """What tells these data and this network from others: sums over the data, and one answer."""
        datum, place = np.arange(1), np.array([self.denoiser.schedule.steps // 2])
        x0 = self.data.batch(datum)
        noise = normals(self.seed, _FINGERPRINT, datum, datum, self.data.event, x0.dtype)
        log_snr = self.denoiser.schedule.log_snr[place]
        error = self._network(x0, noise, place, log_snr, datum, True)[2]
        return {
            "first of the data": float(np.abs(x0).sum()),
            "mean of the data": float(np.abs(self.baseline.mean).sum()),
            "variance of the data": float(self.baseline.variance.sum()),
            "an answer of the network": float(error[0]),
        }

    def draws(self, name: str, stage: int, plan: Plan, log_snr: np.ndarray, *, steps: bool) -> np.ndarray:
        """The answers at each draw of the plan; places are steps from t = 1, or any log-SNR of each draw."""
        values, done = np.empty((len(plan), len(COLUMNS))), 0
        if (found := self.store.get(name)) is not None:
            done = len(found)
            values[:done] = found
        self.asked += done
        try:
            while done < len(plan):
                part = self._shrinking(stage, plan, done, log_snr, steps)
                values[done : done + len(part)] = part
                done += len(part)
                self.asked += len(part)
                self.report(done, len(plan), name)
                self.store.put(name, values[:done])
        except KeyboardInterrupt:
            # Without a file what was asked would be lost: go on with that, if it says anything.
            if self.store.path is not None or self.asked < _FEWEST:
                raise
            self.stopped = True
        finally:
            self.store.put(name, values[:done], now=True)
        return values[:done]

    def _shrinking(self, stage, plan, start, log_snr, steps):
        """The answers from `start` on, as many as fit in a batch and in memory."""
        while True:
            rows = slice(start, min(start + self.batch, len(plan)))
            try:
                return self._ask(stage, plan, rows, log_snr[rows], steps)
            except Exception as error:
                if not short_of_memory(error):
                    raise
                self.shrink(rows.stop - rows.start, error)

    def shrink(self, size: int, error: Exception) -> None:
        """Ask half of `size` examples at once from now on."""
        if size == 1:
            raise MemoryError("one example alone does not fit beside the network") from error
        self.batch = size // 2
        self.said["memory"] = f"memory was short: batches shrank to {self.batch} examples"

    def _ask(self, stage, plan, rows, log_snr, steps):
        datum, place = plan.datum[rows], plan.place[rows]
        x0 = self.data.batch(datum)
        noise = normals(self.seed, stage, datum, plan.pair[rows], self.data.event, x0.dtype)
        noise *= per_example(plan.sign[rows], x0).astype(x0.dtype)
        answer, told, error = self._network(x0, noise, place, log_snr, datum, steps)
        self._finite(error, place, log_snr, datum, rows, steps)
        term = self._terms(x0, noise, answer, told, place + 1) if steps else np.zeros(len(datum))
        controls = self.baseline.controls(x0, noise, log_snr)
        return np.column_stack([error, controls, term])

    def _network(self, x0, noise, place, log_snr, datum, steps):
        """`(ε̂, variance, ‖ε − ε̂‖²)`, the last in double precision on the host."""
        signal, lost = (per_example(np.sqrt(expit(v)), x0).astype(x0.dtype) for v in (log_snr, -log_snr))
        x, e = self.kind(signal * x0 + lost * noise), self.kind(noise)
        condition = self.data.conditions(datum)
        with self.quiet():
            if steps:
                answer, told = self.denoiser.outputs(x, place + 1, condition)
            else:
                answer, told = self.denoiser.noise_at(x, log_snr, condition), None
            error = ((answer - e) ** 2).reshape(len(datum), -1).sum(-1)
        return answer, told, to_numpy(error).astype(float)

    def kind(self, x: np.ndarray) -> Any:
        """An array as the network is to see it: itself, or a tensor where the network is."""
        if not self.data.tensors:
            return x
        device, _ = device_and_precision(self.denoiser.f, self.data.source)
        return sys.modules["torch"].from_numpy(np.ascontiguousarray(x)).to(device)

    def quiet(self) -> Any:
        """No gradients are kept; overflow is seen in the answers."""
        return sys.modules["torch"].no_grad() if self.data.tensors else quiet()

    def reconstruction(self, x0: np.ndarray, noise: np.ndarray, datum: np.ndarray) -> np.ndarray:
        """(b,) −ln p(x_0 | x_1) by the discretised decoder, at the x_1 of this noise."""
        place = np.zeros(len(datum), dtype=int)
        log_snr = self.denoiser.schedule.log_snr[place]
        answer, told, _ = self._network(x0, noise, place, log_snr, datum, True)
        self.asked_along += len(datum)
        return self._terms(x0, noise, answer, told, place + 1)

    def _terms(self, x0, noise, answer, told, t):
        """(b,) terms that are no function of the error: variance learned, or decoder discretised."""
        terms, flat = np.zeros(len(t)), lambda v: v.reshape(len(t), -1).astype(float)
        learned = self.reverse.name == "learned"
        if not learned and (self.decoder_variance is None or not (t == 1).any()):
            return terms
        ratio = np.exp(-0.5 * self.denoiser.schedule.log_snr[t - 1])[:, None]
        error = ratio * (flat(to_numpy(answer)) - flat(noise))  # x_0 − x̂_0
        variance = np.full_like(error, self.decoder_variance or np.nan)
        if learned:
            variance = self.reverse.told_variance(t, flat(to_numpy(told)), str(self.denoiser.variance))
            terms = self.reverse.learned(t, error, variance)
        if self.data.levels is not None and self.decoder_variance is not None and (t == 1).any():
            first = t == 1
            x, std = flat(x0)[first], np.sqrt(variance[first])
            terms[first] = -discretised_gaussian(x, x - error[first], std, levels=self.data.levels).sum(
                axis=1
            )
        return terms

    def _finite(self, error, place, log_snr, datum, rows, steps):
        bad = np.flatnonzero(~np.isfinite(error))
        if bad.size:
            first, kind = bad[0], "NaN" if np.isnan(error[bad[0]]) else "inf"
            t = ", ".join(str(v) for v in sorted({int(place[i]) + 1 for i in bad})[:5])
            at = f"t = {t}" if steps else f"log-SNR {log_snr[first]:.3g}"
            raise FloatingPointError(
                f"the network answered {kind} at {at}: {bad.size} of {len(error)} examples in the batch of "
                f"draws {rows.start} to {rows.stop - 1}, the first for example {datum[first]} of the data. "
                "What was drawn before is kept in the checkpoint, if there is one"
            )
