"""A denoiser of handwritten digits, trained here in minutes and kept for the next time."""

import copy
from collections.abc import Callable
from typing import Any

from ..._progress import Progress, reporting
from .._need import torch_or_say
from ..denoising.denoiser import Denoiser, denoiser
from ..denoising.schedules import vdm_schedule
from . import _cache
from .images import LEVELS, digits_images

__all__ = ["digits_denoiser"]

HIGH, LOW = 10.0, -7.0  # log-SNR: half a level is nine standard deviations there; the prior costs 1e-4 bits
_RECIPE: dict[str, Any] = {
    "version": 2,
    "network": {"levels": LEVELS, "side": 8, "width": 32, "depth": 3, "dropout": 0.1},
    "epochs": 140,
    "batch": 128,
    "rate": 3e-3,
    "decay": 0.01,
    "average": 0.998,
}


def digits_denoiser(*, seed: int = 0, steps: int = 1000, progress: Progress = None) -> Denoiser:
    """The denoiser of 8×8 digits: under two minutes of training on two cores, none the second time.

    A convolutional network with 76 000 parameters learns from the 1437 training images of `digits_images`
    to give each pixel a law over its 17 grey levels, by the variational bound itself: the squared error of
    x_0, weighted by the signal-to-noise ratio. The schedule is `vdm_schedule`, log-SNR from 10 to −7.

    seed      of the training: the same seed gives the same network on the same machine, to rounding
    steps     T of the schedule it comes with; the network itself can be asked at any log-SNR
    progress  None for a bar on a terminal, True, False, or a function of (done, total, what)

    The weights are kept after each epoch in the user's cache folder (INFOSCOPE_CACHE names another), so
    that an interrupted training goes on where it was. Raises ImportError where torch is missing.

    >>> digits_denoiser()  # doctest: +SKIP
    """
    torch_or_say("the digits example")
    import torch
    from torch.random import fork_rng

    from ._torch import GreyDenoiser

    recipe = _RECIPE | {"seed": int(seed)}
    # What the caller has drawn, and will draw, is left as it is.
    with fork_rng(devices=[]), reporting(progress) as report:
        torch.manual_seed(seed)
        network = GreyDenoiser(**recipe["network"])
        network.load_state_dict(_trained(network, recipe, report))
    schedule = vdm_schedule(steps, HIGH, LOW).in_log_snr()
    return denoiser(network.eval().requires_grad_(False), predicts="data", schedule=schedule)


def _trained(network: Any, recipe: dict[str, Any], report: Callable[[int, int, str], None]) -> dict[str, Any]:
    """The averaged weights after the last epoch: kept from before, or trained on from where that stopped."""
    import torch

    from ._torch import train_epoch

    file, epochs = _cache.file_of("digits-denoiser", recipe), recipe["epochs"]
    state = _cache.kept(file) or {"epochs": 0}
    if state["epochs"] == epochs:
        return state["average"]
    images = torch.from_numpy(digits_images()[0])
    average = copy.deepcopy(network)
    optimizer = torch.optim.AdamW(
        network.parameters(), lr=recipe["rate"], weight_decay=recipe["decay"], betas=(0.9, 0.99)
    )
    parts = {"network": network, "average": average, "optimizer": optimizer}
    if state["epochs"]:
        for name, part in parts.items():
            part.load_state_dict(state[name])
    for epoch in range(state["epochs"], epochs):
        report(epoch, epochs, "training on digits")
        torch.manual_seed(recipe["seed"] * epochs + epoch + 1)  # so that an epoch needs no past
        train_epoch(network, average, optimizer, images, epoch, recipe)
        kept = parts if epoch + 1 < epochs else {"average": average}
        _cache.keep(file, {"epochs": epoch + 1} | {name: part.state_dict() for name, part in kept.items()})
    report(epochs, epochs, "training on digits")
    return average.state_dict()
