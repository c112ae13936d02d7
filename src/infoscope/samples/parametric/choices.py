"""Which estimator from a parametric law or a smooth density: frozen choices, passed as `estimator=`."""

from dataclasses import dataclass
from math import isfinite
from numbers import Integral, Real
from typing import ClassVar, Literal

from ..._check import pick

__all__ = ["CHOICES", "Gaussian", "GaussianCopula", "KernelDensity", "Spacings", "StudentCopula"]

RULES = {"scott": None, "silverman": None, "likelihood": None}
METHODS = {"auto": None, "vasicek": None, "van es": None, "ebrahimi": None, "correa": None}


@dataclass(frozen=True)
class Gaussian:
    """Every group of variables taken for Gaussian, with the exact correction for finite samples.

    h(group) = ½ ln det(2πe Σ̂) + ½ (d ln(n/2) - Σ_{i=1..d} ψ((n - i)/2)), Σ̂ the covariance about the mean
    with divisor n: unbiased for Gaussian data at every n > d, since (n - 1) degrees of freedom are left to
    a Wishart matrix (Misra, Singh & Demchuk 2005; Cai, Liang & Zhou 2015). Of other data it sees only what
    is linear. Information is inf where some column is a linear function of others.

    >>> from infoscope.samples import mutual_information
    >>> x, y = [0.0, 1.0, 2.0, 3.0, 4.5], [1.0, 0.0, 2.5, 3.0, 5.0]
    >>> mutual_information(x, y, estimator=Gaussian()).method
    'Gaussian'
    """

    reads: ClassVar[str] = "continuous"


@dataclass(frozen=True)
class GaussianCopula:
    """Each column mapped by its ranks to a standard normal, and the result taken for Gaussian.

    Any one-to-one monotone map of a column leaves the answer. It sees monotone dependence only, and is exact
    where such maps can make the law Gaussian. Quantities in which the entropy of each variable cancels:
    mutual information, conditional or not, total correlation, O-information and their kin.

    Scores are normal quantiles of rank / (n + 1), equal values sharing their mean rank. Their correlation has
    the error of one at known margins (Klaassen & Wellner 1997), but falls short the more, the nearer it is
    to 1: added back, with the correction of `Gaussian`.

    >>> from infoscope.samples import mutual_information
    >>> x, y = [0.0, 1.0, 2.0, 3.0, 4.5], [1.0, 0.0, 2.5, 3.0, 5.0]
    >>> mutual_information(x, y, estimator=GaussianCopula()).method
    'Gaussian copula'
    """

    reads: ClassVar[str] = "continuous"


@dataclass(frozen=True)
class StudentCopula:
    """Each column mapped by its ranks to Student's t, and the result taken for a multivariate t.

    One number of degrees of freedom ν and the correlations are fitted by maximum pseudo-likelihood (Demarta &
    McNeil 2005): ν small means that extremes come together, ν large is `GaussianCopula`. It sees monotone
    dependence and dependence of size, which is there without any correlation. Quantities as for
    `GaussianCopula`.

    >>> from infoscope.samples import mutual_information
    >>> x, y = [0.0, 1.0, 2.0, 3.0, 4.5], [1.0, 0.0, 2.5, 3.0, 5.0]
    >>> mutual_information(x, y, estimator=StudentCopula()).method.partition(",")[0]
    'Student copula'
    """

    reads: ClassVar[str] = "continuous"


@dataclass(frozen=True)
class KernelDensity:
    """A Gaussian at each observation, each observation judged by those of the others.

    bandwidth  times the covariance of the data, its square, is that of each kernel, as in
               scipy.stats.gaussian_kde: a number > 0; "scott" n^(-1/(d+4)), which is None; "silverman",
               (n (d+2)/4)^(-1/(d+4)); "likelihood", the one under which the others tell each
               observation best, a dozen times the work

    h = -⟨ln f̂ of the others at x⟩; every group of columns is a margin of the one joint density. What it
    smooths away it does not see: entropy comes out high, information low, in more columns by more.
    Its time is that of n² distances. Sources: Joe 1989; Hall & Morton 1993; Beirlant et al. 1997, sect. 4.1.

    >>> KernelDensity(bandwidth=0.2)
    KernelDensity(bandwidth=0.2)
    """

    bandwidth: float | Literal["scott", "silverman", "likelihood"] | None = None

    reads: ClassVar[str] = "continuous"

    def __post_init__(self):
        b = self.bandwidth
        if b is None or (isinstance(b, Real) and not isinstance(b, bool) and isfinite(b) and b > 0):
            return
        if not isinstance(b, str):
            raise ValueError(f"bandwidth must be a number > 0, None, or one of {', '.join(RULES)}; got {b!r}")
        pick(b, RULES, "bandwidth")


@dataclass(frozen=True)
class Spacings:
    """Differential entropy of one column from the gaps between its ordered values.

    method         of scipy.stats.differential_entropy: "vasicek" (1976), "van es" (1992), "ebrahimi"
                   (et al. 1994), "correa" (1995), or "auto", one of the first three by n
    window_length  m >= 1, so that 2m < n; None is about √n

    Locally ln of n/2m times the gap from m places below to m above, as Ebrahimi counts at the ends; where
    another method answers, moved by the difference of the two. The error tells the spread, not the bias of
    a method: for 5000 Gaussian numbers that of van Es is -0.04 with the usual window, others' 0.01.

    >>> Spacings(window_length=3)
    Spacings(method='auto', window_length=3)
    """

    method: Literal["auto", "vasicek", "van es", "ebrahimi", "correa"] = "auto"
    window_length: int | None = None

    reads: ClassVar[str] = "continuous"

    def __post_init__(self):
        pick(self.method, METHODS, "method")
        m = self.window_length
        if m is not None and (isinstance(m, bool) or not isinstance(m, Integral) or m < 1):
            raise ValueError(f"window_length must be a whole number >= 1, or None; got {m!r}")


CHOICES = {
    "gaussian": Gaussian(),
    "gaussian_copula": GaussianCopula(),
    "student_copula": StudentCopula(),
    "kernel_density": KernelDensity(),
    "spacings": Spacings(),
}
