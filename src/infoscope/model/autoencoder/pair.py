"""An encoder and a decoder, in whatever form they come."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

__all__ = ["VAE", "vae"]


@dataclass(frozen=True, eq=False)
class VAE:
    """An encoder, a decoder, the prior over what lies between, and the law that makes x of what is decoded.

    `prior` is None for N(0, I); `likelihood` is None where `decode` itself answers with a law. Made by `vae`.

    >>> VAE(encode=len, decode=str).prior is None
    True
    """

    encode: Callable[[Any], Any]
    decode: Callable[[Any], Any]
    prior: Any = None
    likelihood: Callable[..., Any] | None = None


def vae(
    encode: Any,
    decode: Callable[[Any], Any] | None = None,
    *,
    prior: Any = None,
    likelihood: Callable[..., Any] | None = None,
) -> VAE:
    """A VAE of any make: two callables, or one object with `encode` and `decode`, such as AutoencoderKL.

    encode      x (n, …) → q(z|x), one law a datum: a torch distribution, a pair (mean, log variance) as
                plain modules return it, or the output of a diffusers autoencoder
    decode      z (n, …) → p(x|z), one law a datum; or tensors, of which `likelihood` makes the law
    prior       p(z), a torch distribution over one z, a mixture or a learned one among them, or a module that
                answers with one when called; None for N(0, I)
    likelihood  what is decoded → a torch distribution over x; a pair is passed as two arguments

    A likelihood sums, or integrates, to 1 over x: see `infoscope.model.likelihoods`. Raises TypeError where
    no encoder and decoder can be found.

    >>> import torch
    >>> from torch.distributions import Normal
    >>> linear = vae(lambda x: Normal(0.4 * x, 0.2**0.5), lambda z: Normal(2.0 * z, 1.0))
    >>> linear.decode(torch.tensor([1.5])).mean
    tensor([3.])
    """
    if decode is None and isinstance(encode, (tuple, list)) and len(encode) == 2:
        encode, decode = encode
    if decode is None:
        whole = encode
        encode, decode = getattr(whole, "encode", None), getattr(whole, "decode", None)
        prior = getattr(whole, "prior", None) if prior is None else prior
        likelihood = getattr(whole, "likelihood", None) if likelihood is None else likelihood
        if not (callable(encode) and callable(decode)):
            raise TypeError(
                "a VAE is two callables encode(x) → q(z|x) and decode(z) → p(x|z), or an object with both; "
                f"got {type(whole).__name__}"
            )
    for name, part in (("encode", encode), ("decode", decode)):
        if not callable(part):
            raise TypeError(f"{name} must be callable; got {type(part).__name__}")
    if likelihood is not None and not callable(likelihood):
        raise TypeError(
            f"likelihood must be callable: what is decoded → p(x|z); got {type(likelihood).__name__}"
        )
    return VAE(encode, decode, prior, likelihood)


def as_vae(thing: Any, prior: Any, likelihood: Any) -> VAE:
    """`thing` as a VAE, its prior and likelihood overruled where others are given."""
    if not isinstance(thing, VAE):
        return vae(thing, prior=prior, likelihood=likelihood)
    return replace(
        thing,
        prior=thing.prior if prior is None else prior,
        likelihood=thing.likelihood if likelihood is None else likelihood,
    )
