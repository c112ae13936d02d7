"""Groups of variables as groups of columns, each with its coefficient in the quantity."""

import numpy as np

from .._quantity import Quantity
from ..reading._variables import Variable

__all__ = ["Terms", "columns_of", "independent_error", "terms_of"]

Terms = list[tuple[np.ndarray, int]]  # (numbers of the columns, coefficient)


def columns_of(variables: list[Variable]) -> np.ndarray:
    """(n, D), the columns of all variables side by side."""
    return np.hstack([v.columns for v in variables])


def terms_of(quantity: Quantity, variables: list[Variable]) -> Terms:
    last = np.cumsum([v.columns.shape[1] for v in variables])
    places = [np.arange(end - v.columns.shape[1], end) for v, end in zip(variables, last)]
    return [(np.concatenate([places[i] for i in sorted(g)]), c) for g, c in quantity.terms.items()]


def independent_error(terms: Terms, n: int) -> float:
    """The standard error of Σ c ½ ln det R̂ where all columns are independent, to the order 1/n.

    A pair of columns with correlation r adds -½ r² Σ c to it, c of the groups that hold both, and n r² is
    chi-squared.
    """
    d = 1 + max(int(columns.max()) for columns, _ in terms)
    weight = np.zeros((d, d))
    for columns, c in terms:
        weight[np.ix_(columns, columns)] += c
    return float(np.sqrt((np.triu(weight, 1) ** 2).sum() / 2) / n)
