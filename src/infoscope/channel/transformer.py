"""`compress_feature` for pipelines of scikit-learn."""

from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from .compress import compress_feature

__all__ = ["FeatureCompressor"]


class FeatureCompressor(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):
    """Each column in at most `levels` groups that tell as much as they can of y.

    `fit(X, y)` takes X of shape (n, d), numbers or categories; `transform(X)` answers with whole numbers of
    that shape, in a data frame where `set_output` asks for one. `features_` holds a CompressedFeature for
    each column: what it groups and what that loses. Raises ValueError where y is not given.

    >>> import numpy as np
    >>> town = np.array([["A"], ["B"], ["C"], ["D"]] * 5)
    >>> grouper = FeatureCompressor(levels=2).fit(town, [1, 1, 0, 0] * 5)
    >>> grouper.transform([["A"], ["B"], ["D"]]).ravel()
    array([0, 0, 1])
    """

    def __init__(self, levels: int = 8, ordered: bool | None = None):
        self.levels = levels
        self.ordered = ordered

    def fit(self, X: Any, y: Any = None) -> "FeatureCompressor":
        """Find the groups of each column; X of shape (n, d), y of shape (n,)."""
        if y is None:
            raise ValueError("y must be given: the groups are made for what they tell of it")
        columns = _columns(X)
        if hasattr(X, "columns"):
            self.feature_names_in_ = np.asarray(list(X.columns), dtype=object)
        elif hasattr(self, "feature_names_in_"):
            del self.feature_names_in_
        self.n_features_in_ = len(columns)
        self.features_ = [compress_feature(c, y, levels=self.levels, ordered=self.ordered) for c in columns]
        return self

    def transform(self, X: Any) -> np.ndarray:
        """The level of each entry, shape (n, d); categories that were not seen get the level `unseen`."""
        check_is_fitted(self)
        columns = _columns(X)
        if len(columns) != self.n_features_in_:
            raise ValueError(f"X must have {self.n_features_in_} columns; got {len(columns)}")
        return np.stack([f.transform(c) for f, c in zip(self.features_, columns)], axis=1)


def _columns(X):
    if hasattr(X, "columns"):  # a data frame may hold columns of different kinds
        return [np.asarray(X[name]) for name in X.columns]
    table = np.asarray(X)
    if table.ndim != 2:
        raise ValueError(f"X must have shape (n, d); got {table.shape}")
    return list(table.T)
