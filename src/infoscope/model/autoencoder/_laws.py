"""Laws of torch.distributions, whatever of their shape is called batch and whatever event.

A law "of items" has a first axis for the items; all other axes, of either sort, make up one outcome.
"""

from typing import Any

__all__ = [
    "closed_kl",
    "is_law",
    "log_prob",
    "marginals",
    "of_encoder",
    "shape_of",
    "standard_normal",
    "support_of",
]


def is_law(thing: Any) -> bool:
    return callable(getattr(thing, "log_prob", None)) and not isinstance(thing, type)


def of_encoder(told: Any) -> Any:
    """q(z|x) of what an encoder returns: a law, a pair (mean, log variance), or diffusers' output."""
    from torch import Tensor
    from torch.distributions import Normal

    told = getattr(told, "latent_dist", told)
    if is_law(told):
        return told
    if all(isinstance(getattr(told, name, None), Tensor) for name in ("mean", "std")):
        return Normal(told.mean, told.std)
    if isinstance(told, (tuple, list)) and len(told) == 2 and all(isinstance(t, Tensor) for t in told):
        mean, log_variance = told
        return Normal(mean, (0.5 * log_variance).exp())
    raise TypeError(
        "encode must return a torch distribution q(z|x), or a pair of tensors (mean, log variance); "
        f"got {_said(told)}"
    )


def of_decoder(told: Any, likelihood: Any) -> Any:
    """p(x|z) of what a decoder returns, by way of the likelihood where there is one."""
    from torch import Tensor

    if not is_law(told) and isinstance(getattr(told, "sample", None), Tensor):
        told = told.sample  # diffusers' DecoderOutput
    if likelihood is not None and not is_law(told):
        told = likelihood(*told) if isinstance(told, (tuple, list)) else likelihood(told)
    if is_law(told):
        return told
    raise TypeError(
        f"decode must return a torch distribution p(x|z); got {_said(told)}. Squared error and binary "
        "cross-entropy on grey values are losses, no log-likelihoods: pass likelihood=, for example "
        "lambda mean: Normal(mean, 0.1), or one of infoscope.model.likelihoods"
    )


def _said(told: Any) -> str:
    shape = getattr(told, "shape", None)
    return type(told).__name__ + (f" of shape {tuple(shape)}" if shape is not None else "")


def shape_of(law: Any) -> tuple[int, ...]:
    return (*law.batch_shape, *law.event_shape)


def log_prob(law: Any, value: Any, axes: int) -> Any:
    """ln of the law at `value`, all axes after the first `axes` summed over, in double precision.

    -inf outside the support, where torch raises or answers NaN.
    """
    base, support = support_of(law)
    inside = None if support is None or support.event_dim else support.check(value)
    if inside is None or bool(inside.all()):
        found = law.log_prob(value)
        return found.flatten(axes).sum(-1).double() if found.ndim > axes else found.double()
    found = log_prob(law, value.where(inside, base.mean), axes)
    inside = inside.flatten(axes).all(-1) if inside.ndim > axes else inside
    return found.where(inside, -float("inf"))


def support_of(law: Any) -> tuple[Any, Any]:
    """`(law, support)` of what an Independent law is made of; the support None where it is not known."""
    while hasattr(law, "base_dist") and hasattr(law, "reinterpreted_batch_ndims"):
        law = law.base_dist
    try:
        return law, law.support
    except (AttributeError, NotImplementedError):
        return law, None


def standard_normal(like: Any) -> Any:
    """N(0, 1) for each number of `like`, as one law over it."""
    from torch import zeros_like
    from torch.distributions import Independent, Normal

    zeros = zeros_like(like)
    return Independent(Normal(zeros, zeros + 1.0), zeros.ndim)


def marginals(law: Any) -> tuple[Any, bool] | None:
    """`(laws, apart)`: the law of each number of an outcome; whether the outcome is their product.

    None where they are not known.
    """
    from torch.distributions import Independent, LowRankMultivariateNormal, MultivariateNormal, Normal

    if isinstance(law, Independent):
        return marginals(law.base_dist)
    if isinstance(law, MultivariateNormal):
        diagonal = law.scale_tril.diagonal(dim1=-2, dim2=-1).diag_embed()
        return Normal(law.loc, law.variance.sqrt()), bool((law.scale_tril == diagonal).all())
    if isinstance(law, LowRankMultivariateNormal):
        return Normal(law.loc, law.variance.sqrt()), False
    return (law, True) if len(law.event_shape) == 0 else None


def closed_kl(q: Any, p: Any, shape: tuple[int, ...]) -> Any:
    """D(q‖p) of each item, shape (n,), where there is a closed form; None where there is none.

    q is a law of items with outcomes of `shape`, p a law over one outcome.
    """
    from torch.distributions import kl_divergence

    q, p = _joint(q, len(shape)), _joint(p, len(shape), shape)
    for one, other in ((q, p), (_as_vectors(q), _as_vectors(p))):
        if one is None or other is None:
            continue
        try:
            return kl_divergence(one, other).double()
        except NotImplementedError:
            continue
    return None


def closed_kl_each(q: Any, p: Any) -> Any:
    """D of the marginals, shape (n, …), from laws with no event; None where there is no closed form."""
    from torch.distributions import kl_divergence

    try:
        return kl_divergence(q, p).double()
    except NotImplementedError:
        return None


def _joint(law: Any, axes: int, shape: tuple[int, ...] | None = None) -> Any:
    """The law with an event of so many axes; with `shape`, first spread over outcomes of that shape."""
    from torch.distributions import Independent

    if not hasattr(law, "event_shape"):
        return law
    missing = axes - len(law.event_shape)
    if shape is not None and missing and tuple(law.batch_shape) != shape[:missing]:
        law = law.expand(shape[:missing])
    return Independent(law, missing) if missing > 0 else law


def _as_vectors(law: Any) -> Any:
    """A Gaussian vector as one with a covariance; None where it is none."""
    from torch.distributions import Independent, LowRankMultivariateNormal, MultivariateNormal, Normal

    if isinstance(law, MultivariateNormal):
        return law
    if isinstance(law, LowRankMultivariateNormal):
        return MultivariateNormal(law.loc, law.covariance_matrix)
    if isinstance(law, Independent) and isinstance(law.base_dist, Normal) and len(law.event_shape) == 1:
        return MultivariateNormal(law.base_dist.loc, scale_tril=law.base_dist.scale.diag_embed())
    return None
