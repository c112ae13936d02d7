"""Which estimator of a divergence from neighbours: frozen choices, passed as `estimator=`."""

from dataclasses import dataclass
from numbers import Integral
from typing import ClassVar

__all__ = ["CHOICES", "Poczos", "WangKulkarniVerdu"]


@dataclass(frozen=True)
class WangKulkarniVerdu:
    """D(P‖Q) from distances to the k-th neighbour in either sample (Wang, Kulkarni & Verdú 2009).

    D̂ = d/n Σ ln(ν(i)/ρ(i)) + ln(m/(n-1)), ρ(i) from x_i to its k-th neighbour among the other x, ν(i) to
    its k-th neighbour in y (fixed k). With `bias_reduced`, the wider of the two balls is laid around
    x_i in both samples, ρ and ν reach to the farthest observation within it, of l_i x and k_i y, and
    ψ(l_i) - ψ(k_i) is added: the two densities are then compared at one scale, so that less of their
    curvature stays in the answer.

    The estimate does not change under one affine map of both samples. It falls short, by more than its error,
    where x reaches beyond where y is dense; smaller k falls less short and varies more.

    >>> WangKulkarniVerdu(k=5)
    WangKulkarniVerdu(k=5, bias_reduced=True)
    """

    k: int = 3
    bias_reduced: bool = True
    reads: ClassVar[str] = "continuous"

    def __post_init__(self):
        _check_k(self.k)
        if not isinstance(self.bias_reduced, bool):
            raise ValueError(f"bias_reduced must be True or False; got {self.bias_reduced!r}")


@dataclass(frozen=True)
class Poczos:
    """Rényi's divergence of order a from distances to the k-th neighbour (Póczos & Schneider 2011).

    ∫p^a q^(1-a) is the mean of ((n-1) ρ(i)^d / (m ν(i)^d))^(1-a), distances as in `WangKulkarniVerdu`,
    times Γ(k)² / (Γ(k-a+1) Γ(k+a-1)), which is finite while k > |a - 1|.

    >>> Poczos(k=10)
    Poczos(k=10)
    """

    k: int = 5
    reads: ClassVar[str] = "continuous"

    def __post_init__(self):
        _check_k(self.k)


def _check_k(k: int) -> None:
    if isinstance(k, bool) or not isinstance(k, Integral) or k < 1:
        raise ValueError(f"k must be a whole number >= 1; got {k!r}")


CHOICES = {"wang_kulkarni_verdu": WangKulkarniVerdu(), "poczos": Poczos()}
