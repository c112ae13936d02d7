"""Which estimator from neighbours: frozen choices, passed as `estimator=`."""

from dataclasses import dataclass
from numbers import Integral
from typing import ClassVar, Literal

__all__ = ["CHOICES", "KSG", "KozachenkoLeonenko", "Ross"]

Transform = Literal["normal_scores"] | None


@dataclass(frozen=True)
class _Neighbours:
    k: int = 3

    def __post_init__(self):
        if isinstance(self.k, bool) or not isinstance(self.k, Integral) or self.k < 1:
            raise ValueError(f"k must be a whole number >= 1; got {self.k!r}")


@dataclass(frozen=True)
class _Transformed(_Neighbours):
    transform: Transform = None

    def __post_init__(self):
        super().__post_init__()
        if self.transform not in (None, "normal_scores"):
            raise ValueError(f"transform must be None or 'normal_scores'; got {self.transform!r}")


@dataclass(frozen=True)
class KozachenkoLeonenko(_Neighbours):
    """Differential entropy from the distance to the k-th neighbour (Kozachenko & Leonenko 1987).

    >>> KozachenkoLeonenko(k=5)
    KozachenkoLeonenko(k=5)
    """

    reads: ClassVar[str] = "continuous"


@dataclass(frozen=True)
class KSG(_Transformed):
    """Mutual information of two continuous variables from neighbours (Kraskov et al. 2004, eq. 8).

    `transform="normal_scores"` first maps each column, by its ranks, to a standard normal: mutual
    information is unchanged, and the answer no longer depends on the scale or shape of a column.

    >>> KSG(k=4)
    KSG(k=4, transform=None)
    """

    reads: ClassVar[str] = "continuous"


@dataclass(frozen=True)
class Ross(_Transformed):
    """Mutual information of a continuous and a discrete variable (Ross 2014, eq. 7).

    >>> Ross(transform="normal_scores")
    Ross(k=3, transform='normal_scores')
    """


CHOICES = {"kozachenko_leonenko": KozachenkoLeonenko(), "ksg": KSG(), "ross": Ross()}
