"""Which estimator from a parametric law or a smooth density: frozen choices, passed as `estimator=`."""

from dataclasses import dataclass
from typing import ClassVar

__all__ = ["CHOICES", "Gaussian", "GaussianCopula", "StudentCopula"]


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

    Its error is that of rank scores, which know no margin (Klaassen & Wellner 1997). See Cai et al. 2015
    for the correction, that of `Gaussian`.

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


CHOICES = {
    "gaussian": Gaussian(),
    "gaussian_copula": GaussianCopula(),
    "student_copula": StudentCopula(),
}
