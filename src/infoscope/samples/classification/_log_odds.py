"""Fit a classifier, and read its log-odds of rows it has not seen."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import expit

from ..reading._variables import Variable
from .choices import Classification

__all__ = ["Rows", "beside", "describe", "log_ratio_of", "parts", "rows_of"]

CATEGORIES = 255  # that gradient boosting tells apart
SMALL = 200_000  # numbers to fit trees to


@dataclass(frozen=True, eq=False)
class Rows:
    """What a classifier reads: numbers (n, d), and codes (n, c) of labels, of which there are `levels`."""

    numbers: np.ndarray
    codes: np.ndarray
    levels: tuple[int, ...]

    def __getitem__(self, rows: Any) -> "Rows":
        return Rows(self.numbers[rows], self.codes[rows], self.levels)


def rows_of(variables: list[Variable]) -> Rows:
    return beside([_rows_of(v) for v in variables])


def beside(parts: list[Rows]) -> Rows:
    """Rows with the columns of each."""
    numbers, codes = (np.hstack([getattr(p, name) for p in parts]) for name in ("numbers", "codes"))
    return Rows(numbers, codes, tuple(levels for p in parts for levels in p.levels))


def _rows_of(v: Variable) -> Rows:
    numbers = np.empty((v.n, 0)) if v.kind == "discrete" else v.columns
    if v.kind == "continuous":
        return Rows(numbers, np.empty((v.n, 0), np.int64), ())
    return Rows(numbers, _by_frequency(v.codes)[:, None], (v.levels,))


def parts(size: int, folds: int, rng: np.random.Generator) -> list[np.ndarray]:
    """The rows, dealt at random into as many parts."""
    return [np.sort(part) for part in np.array_split(rng.permutation(size), folds)]


def log_ratio_of(
    choice: Classification, p: Rows, q: Rows, rng: np.random.Generator
) -> Callable[[Rows], np.ndarray]:
    """g ≈ ln p/q as a function of rows, from a classifier fitted to rows of P and rows of Q."""
    seed = int(rng.integers(2**31))
    classifier = _classifier(choice, p, seed)
    as_matrix = _with_categories if choice.classifier is None else _with_columns
    label = np.repeat([1, 0], [len(p.numbers), len(q.numbers)])
    matrix = np.vstack([as_matrix(p), as_matrix(q)])
    with _threads(choice, matrix.size):
        classifier.fit(matrix, label)
    prior = np.log(len(p.numbers) / len(q.numbers))

    def log_ratio(rows: Rows) -> np.ndarray:
        with _threads(choice, matrix.size):
            return _log_odds(classifier, as_matrix(rows)) - prior

    return log_ratio


def describe(choice: Classification) -> str:
    name = "gradient boosting" if choice.classifier is None else type(choice.classifier).__name__
    return f"classification by {name}, {choice.folds} folds"


def _classifier(choice: Classification, rows: Rows, seed: int) -> Any:
    if choice.classifier is None:
        from sklearn.ensemble import HistGradientBoostingClassifier

        numbers, codes = rows.numbers.shape[1], rows.codes.shape[1]
        # Small, slow trees: overconfident odds cost the bounds more than dull ones.
        return HistGradientBoostingClassifier(
            learning_rate=0.05,
            max_leaf_nodes=15,
            min_samples_leaf=40,
            early_stopping=True,
            categorical_features=[False] * numbers + [True] * codes,
            random_state=seed,
        )
    from sklearn.base import clone

    classifier = clone(choice.classifier)
    unseeded = [
        name
        for name, value in classifier.get_params().items()
        if name.rpartition("__")[2] == "random_state" and value is None
    ]
    return classifier.set_params(**dict.fromkeys(unseeded, seed))


def _threads(choice: Classification, size: int) -> AbstractContextManager:
    """One thread where the trees are so small that several would mostly wait for each other."""
    if choice.classifier is not None or size > SMALL:
        return nullcontext()
    from threadpoolctl import threadpool_limits

    return threadpool_limits(1, user_api="openmp")


def _log_odds(classifier: Any, matrix: np.ndarray) -> np.ndarray:
    """Of label 1: from the decision function where that is the log-odds, else from the probabilities."""
    if not hasattr(classifier, "predict_proba"):
        raise ValueError(
            f"{classifier} gives no probabilities; wrap it in sklearn.calibration.CalibratedClassifierCV"
        )
    given = classifier.predict_proba(matrix)
    if hasattr(classifier, "decision_function"):
        score = np.asarray(classifier.decision_function(matrix))
        if np.allclose(expit(score), given[:, 1], atol=1e-6):
            return score  # which does not saturate where the probabilities round to 0 or 1
    with np.errstate(divide="ignore"):
        log = (
            classifier.predict_log_proba(matrix)
            if hasattr(classifier, "predict_log_proba")
            else np.log(given)
        )
    return log[:, 1] - log[:, 0]


def _by_frequency(codes: np.ndarray) -> np.ndarray:
    """Codes renumbered from the most to the least frequent."""
    order = np.argsort(-np.bincount(codes), kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return rank[codes]


def _with_categories(rows: Rows) -> np.ndarray:
    return np.hstack([rows.numbers, np.minimum(rows.codes, CATEGORIES - 1)])


def _with_columns(rows: Rows) -> np.ndarray:
    shown = [code[:, None] == np.arange(levels) for code, levels in zip(rows.codes.T, rows.levels)]
    return np.hstack([rows.numbers, *shown])
