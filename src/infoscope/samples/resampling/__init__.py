"""Intervals and tests from the data themselves: drawn again, or with what binds them undone."""

from .bootstrap import bootstrap
from .bootstrapped import Bootstrapped
from .permutation import PermutationTest, permutation_test

__all__ = ["Bootstrapped", "PermutationTest", "bootstrap", "permutation_test"]
