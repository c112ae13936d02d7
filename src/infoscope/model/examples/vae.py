"""A VAE of handwritten digits, trained here in less than a minute and kept for the next time."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ..._progress import Progress, reporting
from .._need import torch_or_say
from ..autoencoder import VAE, vae
from ..likelihoods import discretised_logistic
from . import _cache
from .images import LEVELS, digits_images

__all__ = ["digits_vae"]

_RECIPE: dict[str, int | float] = {
    "version": 1,
    "pixels": 64,
    "hidden": 400,
    "latent": 20,
    "grey": LEVELS,
    "epochs": 200,
    "batch": 128,
    "rate": 3e-3,
}


def digits_vae(*, seed: int = 0, beta: float = 1.0, progress: Progress = None) -> VAE:
    """The classic VAE, fc 400 and 20 latent numbers, of 8×8 digits: seconds to train, none the next time.

    Encoder 64 → 400 → 2 × 20, decoder 20 → 400 → 64 (Kingma & Welling, 2014). Grey levels are not binary:
    each pixel has a logistic law rounded to its 17 levels, around what is decoded and with one learned scale
    for each place in the image. So the bound is on a probability, and can be held against other models.

    seed      of the training: the same seed gives the same weights on the same machine, to rounding
    beta      of the loss, beta · rate + distortion; 1 for the ELBO. More of it makes numbers of z collapse
    progress  None for a bar on a terminal, True, False, or a function of (done, total, what)

    It learns from the 1437 training images of `digits_images`. The weights are kept after each epoch in the
    user's cache folder (INFOSCOPE_CACHE names another), so that an interrupted training goes on where it was.
    Raises ValueError where beta is not a finite number >= 0, ImportError where torch is missing.

    >>> digits_vae(beta=-1.0)
    Traceback (most recent call last):
    ValueError: beta must be a finite number >= 0; got -1.0
    """
    if not 0.0 <= beta < math.inf:
        raise ValueError(f"beta must be a finite number >= 0; got {beta!r}")
    torch_or_say("the digits example")
    recipe = _RECIPE | {"seed": int(seed), "beta": float(beta)}
    file = _cache.file_of("digits-vae", recipe)
    state = _cache.kept(file)
    network = _network(recipe)
    if state is None or state["epochs"] < recipe["epochs"]:
        with reporting(progress) as report:
            state = _trained(network, recipe, state, file, report)
    network.load_state_dict(state["network"])
    network.eval().requires_grad_(False)
    return vae(
        lambda x: network.encoder(x).chunk(2, dim=-1),
        network.decoder,
        likelihood=lambda loc: discretised_logistic(loc, network.log_scale.exp(), levels=LEVELS),
    )


def _network(recipe: dict[str, Any]) -> Any:
    import torch
    from torch import nn
    from torch.random import fork_rng

    pixels, hidden, latent = (recipe[name] for name in ("pixels", "hidden", "latent"))
    network: Any = nn.Module()
    with fork_rng(devices=[]):
        torch.manual_seed(recipe["seed"])
        network.encoder = nn.Sequential(
            nn.Flatten(), nn.Linear(pixels, hidden), nn.ReLU(), nn.Linear(hidden, 2 * latent)
        )
        network.decoder = nn.Sequential(nn.Linear(latent, hidden), nn.ReLU(), nn.Linear(hidden, pixels))
    network.log_scale = nn.Parameter(torch.full((pixels,), math.log(0.2)))
    return network


def _trained(
    network: Any, recipe: dict[str, Any], state: dict[str, Any] | None, file: Any, report: Any
) -> dict[str, Any]:
    """The state after the last epoch, each epoch kept; it goes on from `state`."""
    import torch
    from torch.random import fork_rng

    images = torch.from_numpy(digits_images()[0])
    optimizer = torch.optim.Adam(network.parameters())
    if state is not None:
        network.load_state_dict(state["network"])
        optimizer.load_state_dict(state["optimizer"])
    epochs, done = recipe["epochs"], state["epochs"] if state else 0
    with fork_rng(devices=[]), _one_thread():
        for epoch in range(done, epochs):
            report(epoch, epochs, "training on digits")
            torch.manual_seed((recipe["seed"] + 1) * epochs + epoch)  # so an epoch needs no past
            _epoch(network, optimizer, images, epoch, recipe)
            state = {"epochs": epoch + 1, "network": network.state_dict()}
            if epoch + 1 < epochs:
                state["optimizer"] = optimizer.state_dict()
            _cache.keep(file, state)
    report(epochs, epochs, "training on digits")
    assert state is not None
    return state


@contextmanager
def _one_thread() -> Iterator[None]:
    """Layers this small are slower on several, and much slower where other programs want them too."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _epoch(network: Any, optimizer: Any, images: Any, epoch: int, recipe: dict[str, Any]) -> None:
    """Adam, its rate warmed up and then falling to 0 along a cosine."""
    import torch

    batches = torch.randperm(len(images)).split(recipe["batch"])
    for i, index in enumerate(batches):
        share = (epoch + i / len(batches)) / recipe["epochs"]
        warm = min(1.0, share / 0.05)
        for group in optimizer.param_groups:
            group["lr"] = recipe["rate"] * warm * 0.5 * (1.0 + math.cos(math.pi * share))
        loss = _loss(network, images[index], recipe)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def _loss(network: Any, x: Any, recipe: dict[str, Any]) -> Any:
    """β · rate + distortion of a batch, one draw of z for each image."""
    import torch

    mean, log_variance = network.encoder(x).chunk(2, dim=-1)  # (b, latent)
    z = mean + (0.5 * log_variance).exp() * torch.randn_like(mean)
    law = discretised_logistic(network.decoder(z), network.log_scale.exp(), levels=LEVELS)
    distortion = -law.log_prob(x.flatten(1)).sum(1)
    rate = 0.5 * (mean**2 + log_variance.exp() - 1.0 - log_variance).sum(1)
    return (recipe["beta"] * rate + distortion).mean()
