"""Which estimator from neighbours: frozen choices, passed as `estimator=`."""

from dataclasses import dataclass
from numbers import Integral, Real
from typing import ClassVar, Literal

__all__ = ["CHOICES", "KSG", "KozachenkoLeonenko", "LocalNonuniformity", "MixedKSG", "Ross"]

Transform = Literal["normal_scores"] | None


@dataclass(frozen=True)
class _Neighbours:
    k: int = 3

    def __post_init__(self):
        if isinstance(self.k, bool) or not isinstance(self.k, Integral) or self.k < 1:
            raise ValueError(f"k must be a whole number >= 1; got {self.k!r}")


def _check_transform(transform: Transform) -> None:
    if transform not in (None, "normal_scores"):
        raise ValueError(f"transform must be None or 'normal_scores'; got {transform!r}")


@dataclass(frozen=True)
class KozachenkoLeonenko(_Neighbours):
    """Differential entropy from the distance to the k-th neighbour (Kozachenko & Leonenko 1987).

    Any other quantity is the signed sum of the entropies of its groups, each with neighbours of its own:
    their biases, which grow with the dimension, do not cancel as those of KSG do.

    >>> KozachenkoLeonenko(k=5)
    KozachenkoLeonenko(k=5)
    """

    reads: ClassVar[str] = "continuous"


@dataclass(frozen=True)
class KSG(_Neighbours):
    """Any quantity of continuous variables from one ball about each row (Kraskov et al. 2004).

    k          neighbours in the ball: more spread less and smooth more, of which the standard error tells
               the former alone
    variant    1: a cube to the k-th neighbour (eq. 8; eq. 23 for total correlation; Frenzel & Pompe
               2007 for conditional mutual information; any other signed sum of entropies likewise)
               2: a rectangle (eq. 9 and 24), for mutual information and total correlation
    transform  "normal_scores" first maps each column, by its ranks, to a standard normal: what
               does not depend on units is unchanged, and neither is the answer by the shape of a column

    Exact ties are averaged over all ways of breaking them by variant 1; variant 2 takes all neighbours
    that share the k-th distance.

    >>> KSG(k=4)
    KSG(k=4, variant=1, transform=None)
    """

    variant: Literal[1, 2] = 1
    transform: Transform = None
    reads: ClassVar[str] = "continuous"

    def __post_init__(self):
        super().__post_init__()
        if isinstance(self.variant, bool) or self.variant not in (1, 2):
            raise ValueError(f"variant must be 1 (cubes) or 2 (rectangles); got {self.variant!r}")
        _check_transform(self.transform)


@dataclass(frozen=True)
class MixedKSG(_Neighbours):
    """Any quantity without units of variables of any kind: numbers, labels, or both within one variable.

    KSG's ball, with rows of different labels infinitely far apart: for continuous variables it is KSG, for
    one of them and labels Ross's estimator; for mixtures its neighbourhoods are those of Gao, Kannan, Oh &
    Viswanath (2017) and, for conditional mutual information, Mesner & Shalizi (2021).

    Where values repeat, as at an atom, those papers put the number of rows no farther than the k-th
    neighbour for k. Here ψ is averaged over all ways of breaking the tie, which leaves less bias on values
    that are ordered and few. Nothing is cut off at 0.

    >>> MixedKSG(k=5)
    MixedKSG(k=5, transform=None)
    """

    transform: Transform = None

    def __post_init__(self):
        super().__post_init__()
        _check_transform(self.transform)


@dataclass(frozen=True)
class Ross(_Neighbours):
    """Mutual information of a continuous and a discrete variable (Ross 2014, eq. 7).

    >>> Ross(transform="normal_scores")
    Ross(k=3, transform='normal_scores')
    """

    transform: Transform = None

    def __post_init__(self):
        super().__post_init__()
        _check_transform(self.transform)


@dataclass(frozen=True)
class LocalNonuniformity(_Neighbours):
    """Mutual information or total correlation that is large: KSG-2, corrected where its rectangles are empty.

    Gao, Ver Steeg & Galstyan (2015), eq. 18: of each row's k neighbours the smallest box along their own
    principal axes is found. Where it fills less than `threshold` of the rectangle along the columns, the
    logarithm of that share is taken off.

    k          more than the columns there are, so that they show a direction; its standard error does not
               know how far the boxes smooth, and falls short on some hundred rows
    threshold  share of the rectangle; None takes the 0.5 % quantile it has for k points uniform
               in the rectangle, as the paper does (20 000 draws, always the same)

    >>> LocalNonuniformity(k=5, threshold=0.25)
    LocalNonuniformity(k=5, threshold=0.25)
    """

    k: int = 10
    threshold: float | None = None
    reads: ClassVar[str] = "continuous"

    def __post_init__(self):
        super().__post_init__()
        given = self.threshold
        if given is not None and not (isinstance(given, Real) and 0 <= given <= 1):
            raise ValueError(f"threshold must be None or a share from 0 to 1; got {given!r}")


CHOICES = {
    "kozachenko_leonenko": KozachenkoLeonenko(),
    "ksg": KSG(),
    "local_nonuniformity": LocalNonuniformity(),
    "mixed_ksg": MixedKSG(),
    "ross": Ross(),
}
