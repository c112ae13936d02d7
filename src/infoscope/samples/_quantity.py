"""The quantities of Shannon as signed sums of joint entropies: what is measured, apart from how.

A family of estimators that can tell the entropy of any group of the variables can tell every quantity
here, and subtracts what cancels: distances for neighbours, bias for Gaussians.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

__all__ = [
    "Quantity",
    "conditional_entropy",
    "conditional_mutual_information",
    "dual_total_correlation",
    "entropy",
    "interaction_information",
    "mutual_information",
    "o_information",
    "total_correlation",
]

Group = frozenset[int]


@dataclass(frozen=True)
class Quantity:
    """Σ coefficient · H(variables of the group), over groups of variable numbers.

    >>> mutual_information().terms[frozenset({0, 1})]
    -1
    """

    name: str
    terms: dict[Group, int]

    def without(self, gone: Iterable[int]) -> "Quantity":
        """The same where the variables `gone` are constant: their entropy is 0 in every company."""
        return _quantity(self.name, ((group - set(gone), c) for group, c in self.terms.items()))

    def of(self, kept: list[int]) -> "Quantity":
        """The same, the variables numbered by their places in `kept`."""
        place = {variable: i for i, variable in enumerate(kept)}
        return _quantity(self.name, (({place[v] for v in group}, c) for group, c in self.terms.items()))

    def over(self, blocks: list[set[int]]) -> "Quantity":
        """The same where variable i is made of the variables `blocks[i]`, some of them of several."""
        terms = ((set().union(*(blocks[v] for v in group)), c) for group, c in self.terms.items())
        return _quantity(self.name, terms)

    @property
    def balanced(self) -> bool:
        """Whether units cancel of every variable: the quantity then only says what they share."""
        return all(map(self.balances, set().union(*self.terms)))

    def balances(self, variable: int) -> bool:
        """Whether units of the variable cancel, so that any one-to-one map of it leaves the value."""
        return sum(c for group, c in self.terms.items() if variable in group) == 0


def _quantity(name: str, terms: Iterable[tuple[Iterable[int], int]]) -> Quantity:
    total: Counter[Group] = Counter()
    for group, coefficient in terms:
        total[frozenset(group)] += coefficient
    return Quantity(name, {group: c for group, c in total.items() if c and group})


def entropy(m: int = 1) -> Quantity:
    """H(X_1, …, X_m)."""
    return _quantity("entropy", [(range(m), 1)])


def conditional_entropy() -> Quantity:
    """H(X|Y) = H(X,Y) - H(Y)."""
    return _quantity("conditional entropy", [((0, 1), 1), ((1,), -1)])


def mutual_information() -> Quantity:
    """I(X;Y) = H(X) + H(Y) - H(X,Y)."""
    return _quantity("mutual information", [((0,), 1), ((1,), 1), ((0, 1), -1)])


def conditional_mutual_information() -> Quantity:
    """I(X;Y|Z) = H(X,Z) + H(Y,Z) - H(Z) - H(X,Y,Z)."""
    terms = [((0, 2), 1), ((1, 2), 1), ((2,), -1), ((0, 1, 2), -1)]
    return _quantity("conditional mutual information", terms)


def total_correlation(m: int) -> Quantity:
    """Σ H(X_i) - H(X_1, …, X_m)."""
    return _quantity("total correlation", [*(((i,), 1) for i in range(m)), (range(m), -1)])


def dual_total_correlation(m: int) -> Quantity:
    """H(X_1, …, X_m) - Σ H(X_i | the others)."""
    others = ((set(range(m)) - {i}, 1) for i in range(m))
    return _quantity("dual total correlation", [*others, (range(m), 1 - m)])


def o_information(m: int) -> Quantity:
    """Total less dual total correlation: above 0 where redundancy outweighs synergy (Rosas et al. 2019)."""
    total, dual = total_correlation(m), dual_total_correlation(m)
    return _quantity("O-information", [*total.terms.items(), *((g, -c) for g, c in dual.terms.items())])


def interaction_information(m: int) -> Quantity:
    """-Σ (-1)^|group| H(group): I(X;Y) - I(X;Y|Z) for three, so XOR gives -1 bit (McGill 1954)."""
    groups = (g for size in range(1, m + 1) for g in combinations(range(m), size))
    return _quantity("interaction information", ((g, (-1) ** (len(g) + 1)) for g in groups))
