"""`compress_feature` for pipelines of scikit-learn."""

from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin
from sklearn.utils.validation import check_consistent_length, check_is_fitted, column_or_1d, validate_data

from .._joint_counts import missing
from .compress import compress_feature

__all__ = ["FeatureCompressor"]


class FeatureCompressor(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):
    """Each column in at most `levels` groups that tell as much as they can of y.

    `fit(X, y)` takes X of shape (n, d), numbers or categories, an array or a data frame; `transform(X)`
    answers with whole numbers of that shape, in a data frame where `set_output` asks for one. `features_`
    holds a CompressedFeature for each column, of the rows that have a value: what it groups and what that
    loses. A missing value (NaN, None, NA) gets a level of its own, the one after the column's others,
    whether or not any was missing in `fit`. Raises ValueError where y is not given, where a column holds no
    value, and where the columns are not those of `fit`, by name if they have names.

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
            raise ValueError(
                "y must be given: the groups are made for what they tell of it. FeatureCompressor requires y "
                "to be passed, but the target y is None"
            )
        columns, target = self._columns(X, reset=True), column_or_1d(y, warn=True)
        check_consistent_length(target, *columns)
        self.features_ = []
        for i, column in enumerate(columns):
            there = ~missing(column)
            if not there.any():
                raise ValueError(f"column {i} of X must hold at least one value; all are missing")
            self.features_.append(
                compress_feature(column[there], target[there], levels=self.levels, ordered=self.ordered)
            )
        return self

    def transform(self, X: Any) -> np.ndarray:
        """The level of each entry, shape (n, d); categories that were not seen get the level `unseen`."""
        check_is_fitted(self)
        columns = self._columns(X, reset=False)
        found = np.empty((len(columns[0]), len(columns)), dtype=np.int64)
        for feature, column, levels in zip(self.features_, columns, found.T):
            there = ~missing(column)
            levels[there] = feature.transform(column[there])
            levels[~there] = feature.levels.max() + 1
        return found

    def _columns(self, X, *, reset):
        if not hasattr(X, "columns"):
            return validate_data(self, X, reset=reset, dtype=None, ensure_all_finite=False).T
        validate_data(self, X, reset=reset, skip_check_array=True)
        if not len(X.columns):
            raise ValueError("X must hold at least one column")
        return [np.asarray(X[name]) for name in X.columns]  # may be of different kinds, which no array can

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.target_tags.required = True
        tags.input_tags.allow_nan = tags.input_tags.string = tags.input_tags.categorical = True
        tags.transformer_tags.preserves_dtype = []
        return tags
