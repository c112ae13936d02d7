"""From draws to a curve over steps, and what each datum has to do with it.

Every draw is read relative to the Gaussian baseline and freed of what the baseline says is chance
(regression on control variates of known mean, each datum by slopes that other data tell: by its own the
residuals would be too small, and the means off, where large values are rare). A step's value is the mean of
its draws; steps so close that their draws cannot tell them apart share them, linearly in the log-SNR. The
square of an error is the sum of squares of the data's influences: data are independent, the draws of one
datum are not.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ._baseline import Baseline

__all__ = ["Curve", "Draws"]

_FEWEST, _MANY = 4, 1024  # draws that a value rests on: at least, and where steps are close
_WIDE = 0.15  # in log-SNR: a line between points so close is off by less than 1024 draws can tell
_POOLED, _WEIGHT = (
    120,
    20,
)  # draws around a cell that tell its variance, and as how many of its own they count
_WINDOWS, _IN_WINDOW = 24, 128  # in which the regression is fitted: how many, and draws in each at least
_FOLDS = 4  # of the data: each is freed by slopes that the others tell
_STEEP = 3.0  # a slope, by far: the network against a linear denoiser, both relative to that one


@dataclass(frozen=True, eq=False)
class Draws:
    """(M,) place, datum and value of each draw, and its controls (M, 3)."""

    place: np.ndarray
    datum: np.ndarray
    value: np.ndarray
    controls: np.ndarray

    def __add__(self, other: "Draws") -> "Draws":
        return Draws(*(np.concatenate([a, b]) for a, b in zip(vars(self).values(), vars(other).values())))

    def only(self, kept: np.ndarray) -> "Draws":
        return Draws(*(v[kept] for v in vars(self).values()))


@dataclass(frozen=True, eq=False)
class Curve:
    """The mean of the value at each of P places, log_snr (P,) falling; `scale` (P,) is about its size.

    n is the number of data. `given(x)` is (b, P) the mean of the last control at each place over the noise;
    the baseline's own where it is None. `mean` is (P,), `influence(index, x)` (b, P) what each datum adds to
    its error.
    """

    draws: Draws
    log_snr: np.ndarray
    scale: np.ndarray
    baseline: Baseline
    n: int
    given: Callable[[np.ndarray], np.ndarray] | None = None

    @cached_property
    def mean(self) -> np.ndarray:
        return self.scale * (self._spread @ self._level if self._shared else self._level)

    @property
    def noise(self) -> np.ndarray:
        """(P,) the standard deviation of one draw, after the controls."""
        return self.scale * np.sqrt(self._spread @ self._variance if self._shared else self._variance)

    def by_draws(self, slopes: np.ndarray) -> float:
        """The standard error of Σ slopes · mean, had each draw a datum of its own."""
        pull = slopes * self.scale
        pull = pull @ self._spread if self._shared else pull
        return float(np.sqrt((pull**2 * self._variance / np.bincount(self._cell)).sum()))

    @property
    def root_mean_square(self) -> np.ndarray:
        """(P,) √E value², the draws as they are."""
        squares = np.bincount(self._cell, self._relative[0] ** 2) / np.bincount(self._cell)
        return self.scale * np.sqrt(self._spread @ squares if self._shared else squares)

    def influence(self, index: np.ndarray, x: np.ndarray) -> np.ndarray:
        """(b, P) for data `index`, a run of consecutive numbers, and the data themselves."""
        at = self._of_datum[0]
        first, last = np.searchsorted(at, [index[0], index[-1] + 1])
        rows = self._of_datum[1][first:last]
        found = np.zeros((len(index), len(self._level)))
        np.add.at(found, (self.draws.datum[rows] - index[0], self._cell[rows]), self._pulls[rows])
        found = self.scale * (found @ self._spread.T if self._shared else found)
        slope = self._slopes[self._window_of_place, :, 2].mean(axis=1) * self.scale / self._baseline / self.n
        if not slope.any():
            return found
        of = self.given(x) if self.given else self.baseline.of_data(self.baseline.excess(x), self.log_snr)
        return found + slope * of

    @property
    def widest(self) -> float:
        """The log-SNR that the widest cell covers: small where no step is far from draws of its own."""
        ends = np.searchsorted(self._cell_of_place, np.arange(len(self._level)), side="right") - 1
        starts = np.searchsorted(self._cell_of_place, np.arange(len(self._level)))
        return float((self.log_snr[starts] - self.log_snr[ends]).max())

    @property
    def _shared(self):
        return len(self._level) < len(self.log_snr)

    @cached_property
    def _baseline(self):
        return self.baseline.curve(self.log_snr)

    @cached_property
    def _relative(self):
        """Values and controls over their scales: alike in size at every place."""
        place = self.draws.place
        return self.draws.value / self.scale[place], self.draws.controls / self._baseline[place, None]

    @cached_property
    def _counts(self):
        return np.bincount(self.draws.place, minlength=len(self.log_snr))

    @cached_property
    def _window_of_place(self):
        count = len(self.draws.place)
        windows = int(np.clip(count // _IN_WINDOW, 1, _WINDOWS))
        ends = np.cumsum(self._counts)
        return np.minimum((ends - 1).clip(0) * windows // count, windows - 1)

    @cached_property
    def _slopes(self):
        """(W, F, 3) of the values on the controls, in each window of steps, told by all folds but one."""
        value, controls = self._relative
        window, fold = self._window_of_place[self.draws.place], self.draws.datum % _FOLDS
        slopes = np.zeros((self._window_of_place.max() + 1, _FOLDS, 3))
        for w, f in np.ndindex(slopes.shape[:2]):
            rows = np.flatnonzero((window == w) & (fold != f))
            if len(rows) < _IN_WINDOW // 4:
                continue
            at = self.log_snr[self.draws.place[rows]]
            known = np.column_stack([np.ones(len(rows)), at - at.mean(), controls[rows]])
            slopes[w, f] = _regression(known, value[rows])[2:]
        return slopes

    @cached_property
    def _freed(self):
        """(M,) relative values less what the controls explain, but where that leaves nothing of a cell."""
        value, controls = self._relative
        slopes = self._slopes[self._window_of_place[self.draws.place], self.draws.datum % _FOLDS]
        freed = value - (controls * slopes).sum(axis=1)
        if (value < 0.0).any():
            return freed
        return np.where((np.bincount(self._cell, freed) > 0.0)[self._cell], freed, value)

    @cached_property
    def _cell_of_place(self):
        """Places in order, joined until each cell has many draws, or is wide and has enough."""
        counts, cell, cells, seen, start = self._counts, [], 0, 0, self.log_snr[0]
        for count, at in zip(counts, self.log_snr):
            if seen >= _MANY or (seen >= _FEWEST and start - at > _WIDE):
                cells, seen, start = cells + 1, 0, at
            cell.append(cells)
            seen += count
        return np.minimum(cell, cells if seen >= _FEWEST else max(cells - 1, 0))

    @cached_property
    def _cell(self):
        return self._cell_of_place[self.draws.place]

    @cached_property
    def _level(self):
        return np.bincount(self._cell, self._freed) / np.bincount(self._cell)

    @cached_property
    def _rest(self):
        return self._freed - self._level[self._cell]

    @cached_property
    def _variance(self):
        """(C,) of one draw in each cell, drawn to that of its neighbours: a handful of draws knows none."""
        squares = np.append(0.0, np.cumsum(np.bincount(self._cell, self._rest**2)))
        free = np.append(0, np.cumsum(np.bincount(self._cell) - 1))
        more = 0.5 * (_POOLED - np.diff(free)).clip(0)  # wanted from each side
        low = np.searchsorted(free, free[:-1] - more, side="right").clip(1) - 1
        high = np.searchsorted(free, free[1:] + more).clip(max=len(free) - 1)
        own = np.arange(len(more))
        low, high = np.minimum(low, own), np.maximum(high, own + 1)
        around = (squares[high] - squares[low]) / np.maximum(free[high] - free[low], 1)
        return (np.diff(squares) + _WEIGHT * around) / (np.diff(free) + _WEIGHT)

    @cached_property
    def _pulls(self):
        """(M,) what each draw adds to the error of its cell's level: its residual, at the pooled variance."""
        count, own = np.bincount(self._cell), np.bincount(self._cell, self._rest**2)
        with np.errstate(invalid="ignore", divide="ignore"):
            fair = np.where(own > 0.0, np.sqrt(self._variance * count / own), 0.0)
        return (fair / count)[self._cell] * self._rest

    @cached_property
    def _spread(self):
        """(P, C): the level at each place, linear in the log-SNR between the centres of cells."""
        centre = np.bincount(self._cell, self.log_snr[self.draws.place]) / np.bincount(self._cell)
        each = np.eye(len(centre))
        return np.stack([np.interp(-self.log_snr, -centre, row) for row in each], axis=1)

    @cached_property
    def _of_datum(self):
        order = np.argsort(self.draws.datum, kind="stable")
        return self.draws.datum[order], order


def _regression(known, value):
    """Coefficients of the columns of known, the slopes in the third and on as if drawn from N(0, _STEEP²).

    A control that hardly varies, as what the data do to an error at little noise, would else get any slope.
    """
    rest = value - known @ np.linalg.lstsq(known, value, rcond=1e-9)[0]
    prior = np.eye(known.shape[1])[2:] * rest.std() / _STEEP
    whole = np.concatenate([known, prior])
    return np.linalg.lstsq(whole, np.append(value, np.zeros(len(prior))), rcond=1e-9)[0]
