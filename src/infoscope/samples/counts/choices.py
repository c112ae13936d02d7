"""Which estimator of entropy from counts: frozen choices, passed as `estimator=`.

`alphabet_size` is the number of outcomes that can occur, seen or not, of each variable. Where it is None
the outcomes listed are taken: the length of the counts, or the labels seen.
"""

import math
from dataclasses import dataclass
from numbers import Integral, Real

from ..._check import pick

__all__ = [
    "Bonachela",
    "CHOICES",
    "ChaoShen",
    "ChaoWangJost",
    "Dirichlet",
    "Grassberger",
    "Jackknife",
    "JamesStein",
    "MillerMadow",
    "NSB",
    "PlugIn",
    "Schurmann",
    "Zhang",
    "check_alphabet",
]

PRIORS = {
    "jeffreys": "Jeffreys prior",
    "laplace": "Laplace prior",
    "schurmann_grassberger": "Schürmann-Grassberger prior",
    "minimax": "minimax prior",
}


def check_alphabet(size: float | None, unbounded: bool = False) -> None:
    """ValueError unless None, a whole number >= 1 or, where `unbounded`, infinity.

    >>> check_alphabet(26)
    """
    if size is None or (unbounded and size == math.inf):
        return
    if isinstance(size, bool) or not isinstance(size, Integral) or size < 1:
        also = ", or inf where it is unknown" if unbounded else ""
        raise ValueError(f"alphabet_size must be None or a whole number >= 1{also}; got {size!r}")


@dataclass(frozen=True)
class PlugIn:
    """Observed frequencies taken as probabilities; entropy biased low by about (K - 1) / 2n nats.

    >>> PlugIn()
    PlugIn()
    """


@dataclass(frozen=True)
class MillerMadow:
    """Plug-in with (outcomes seen - 1) / 2n nats added to each entropy (Miller 1955).

    >>> MillerMadow()
    MillerMadow()
    """


@dataclass(frozen=True)
class Jackknife:
    """n times the plug-in less n - 1 times its mean with one observation left out (Zahl 1977).

    >>> Jackknife()
    Jackknife()
    """


@dataclass(frozen=True)
class ChaoShen:
    """Each outcome weighed by its chance to have been seen at all, frequencies scaled by the coverage
    1 - f₁/n, f₁ the outcomes seen once (Chao & Shen 2003): for many rare outcomes.

    >>> ChaoShen()
    ChaoShen()
    """


@dataclass(frozen=True)
class ChaoWangJost:
    """Zhang's estimate and what the curve of discoveries adds beyond n observations (Chao et al. 2013):
    for many rare outcomes, at the price of a wide error.

    >>> ChaoWangJost()
    ChaoWangJost()
    """


@dataclass(frozen=True)
class Zhang:
    """Σ n_i/n (ψ(n) - ψ(n_i)), whose bias decays exponentially on a finite alphabet (Zhang 2012).

    >>> Zhang()
    Zhang()
    """


@dataclass(frozen=True)
class Bonachela:
    """Mean of -p ln p under a uniform prior on each p alone, summed (Bonachela et al. 2008): for few
    outcomes, of which all are listed; far too high where many stay unseen.

    >>> Bonachela(alphabet_size=2)
    Bonachela(alphabet_size=2)
    """

    alphabet_size: int | None = None

    def __post_init__(self):
        check_alphabet(self.alphabet_size)


@dataclass(frozen=True)
class Grassberger:
    """ln n - Σ n_i/n G(n_i), with the G of 1988 or of 2003: two of the three that bear the name.

    >>> Grassberger(year=1988)
    Grassberger(year=1988)
    """

    year: int = 2003

    def __post_init__(self):
        if self.year not in (1988, 2003):
            raise ValueError(f"year must be 1988 or 2003, that of the paper; got {self.year!r}")


@dataclass(frozen=True)
class Schurmann:
    """ψ(n) - Σ n_i/n S(n_i) with a free ξ (Schürmann 2004): 1 is Zhang's, ½ all but Grassberger's of
    2003; a smaller ξ trades bias for variance, and the default e^(-1/2) is the paper's.

    >>> Schurmann(xi=0.5)
    Schurmann(xi=0.5)
    """

    xi: float = math.exp(-0.5)

    def __post_init__(self):
        if isinstance(self.xi, bool) or not isinstance(self.xi, Real) or not 0.5 <= self.xi <= 1.0:
            raise ValueError(
                f"xi must lie between 0.5 and 1: below, terms grow like (1/xi - 1)**count; got {self.xi!r}"
            )


@dataclass(frozen=True)
class JamesStein:
    """Entropy of the frequencies shrunk to the uniform law by as much as the data say
    (Hausser & Strimmer 2009).

    >>> JamesStein(alphabet_size=6)
    JamesStein(alphabet_size=6)
    """

    alphabet_size: int | None = None

    def __post_init__(self):
        check_alphabet(self.alphabet_size)


@dataclass(frozen=True)
class Dirichlet:
    """Entropy of the posterior mean law (n_i + a) / (n + K a) under a Dirichlet prior.

    prior   a as a number > 0, or "jeffreys" (a = ½), "laplace" (1), "schurmann_grassberger" (1/K) or
            "minimax" (√n/K)

    It is the entropy of the mean law, not the posterior mean of the entropy (Wolpert & Wolf 1995).

    >>> Dirichlet("laplace", alphabet_size=6)
    Dirichlet(prior='laplace', alphabet_size=6)
    """

    prior: str | float = "jeffreys"
    alphabet_size: int | None = None

    def __post_init__(self):
        check_alphabet(self.alphabet_size)
        number = isinstance(self.prior, Real) and not isinstance(self.prior, bool)
        if number and not 0 < float(self.prior) < math.inf:
            raise ValueError(f"prior must be a number > 0; got {self.prior!r}")
        if not number:
            pick(self.prior, PRIORS, "prior")


@dataclass(frozen=True)
class NSB:
    """Posterior mean of the entropy under the prior that makes the entropy nearly uniform beforehand
    (Nemenman, Shafee & Bialek 2002): the least biased of these where n is far below K.

    alphabet_size   inf where K is unknown: the limit of many outcomes (Nemenman 2011), which needs at
                    least one outcome seen twice, and answers inf without

    >>> NSB(alphabet_size=math.inf)
    NSB(alphabet_size=inf)
    """

    alphabet_size: float | None = None

    def __post_init__(self):
        check_alphabet(self.alphabet_size, unbounded=True)


CHOICES = {
    "plug_in": PlugIn(),
    "miller_madow": MillerMadow(),
    "jackknife": Jackknife(),
    "chao_shen": ChaoShen(),
    "chao_wang_jost": ChaoWangJost(),
    "zhang": Zhang(),
    "bonachela": Bonachela(),
    "grassberger_1988": Grassberger(1988),
    "grassberger_2003": Grassberger(2003),
    "schurmann": Schurmann(),
    "james_stein": JamesStein(),
    **{prior: Dirichlet(prior) for prior in PRIORS},
    "nsb": NSB(),
}
