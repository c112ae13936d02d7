"""Data that a decoder's law cannot give: a mistake where no z could, infinite where this z cannot."""

from typing import Any

from ._laws import log_prob, support_of

__all__ = ["is_discrete", "log_likelihood"]


def is_discrete(law: Any) -> bool:
    try:
        return bool(law.support.is_discrete)
    except (AttributeError, NotImplementedError):
        return False


def log_likelihood(law: Any, x: Any, *, check: bool) -> Any:
    """ln p(x|z), shape (n,); ValueError for data outside the support, if it does not depend on z."""
    base, support = support_of(law)
    if check and support is not None and not _moves(support) and not bool(support.check(x).all()):
        raise ValueError(_outside(base, support, x))
    return log_prob(law, x, 1)


def _moves(support: Any) -> bool:
    """Whether the ends of an interval depend on z."""
    ends = (getattr(support, name, None) for name in ("lower_bound", "upper_bound"))
    return not support.is_discrete and any(getattr(end, "ndim", 0) > 0 for end in ends)


def _outside(law: Any, support: Any, x: Any) -> str:
    name = type(law).__name__
    seen = f"data run from {float(x.min()):.6g} to {float(x.max()):.6g}"
    if name == "Bernoulli":
        return (
            f"a Bernoulli law gives probability to 0 and 1 alone; {seen} with values between. Binary "
            "cross-entropy on grey values is no log-likelihood: it does not sum to 1 over x. Use "
            "ContinuousBernoulli, Binomial for counts, infoscope.model.likelihoods.discretised_logistic for "
            "grey levels, or binarise the data"
        )
    where = " ".join(str(support).split())
    return f"data lie outside the support of the decoder's {name}, {where[:80]}: {seen}"
