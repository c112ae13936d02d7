"""`infoscope vae`: train a small VAE on real images, and say where its information is."""

import math
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter
from cyclopts.validators import Number
from rich.console import Console

from ._command import HOW, WHAT, WHERE, UsageError, app, check_writable, progress, write


@app.command
def vae(
    *,
    example: Annotated[Literal["digits"] | None, Parameter(group=WHAT)] = None,
    beta: Annotated[float, Parameter(group=WHAT, validator=Number(gte=0, lt=math.inf))] = 1.0,
    draws: Annotated[int, Parameter(group=HOW, validator=Number(gte=50))] = 200,
    unit: Annotated[Literal["bits", "nats", "hartleys"], Parameter(group=HOW)] = "bits",
    seed: Annotated[int, Parameter(group=HOW, validator=Number(gte=0))] = 0,
    html: Annotated[Path | None, Parameter(group=WHERE)] = None,
    json: Annotated[Path | None, Parameter(group=WHERE)] = None,
) -> None:
    """Say where the information of a variational autoencoder is: what z costs, what it tells, what is lost.

    It trains a small one on scikit-learn's 8×8 digits, once, in under a minute,
    and profiles it on 360 images that it has not seen. Each pixel has a logistic
    law over its 17 grey levels, so that the bound is on a probability. With
    --beta 20 every number of z collapses.

    For example:
      infoscope vae --example digits --html vae.html
    Of your own encoder and decoder, in Python:
      infoscope.model.vae_profile((encode, decode), data)

    Parameters
    ----------
    example
        Which images to train on.
    beta
        Of the loss, beta times rate plus distortion; 1 for the ELBO.
    draws
        Of z for each image, behind the distortion and the bounds; at least 50.
    unit
        Of every information shown and written.
    seed
        Of the training and of the draws; same seed, same digits.
    html
        Also write the profile as one self-contained page.
    json
        Also write everything as JSON.
    """
    if example is None:
        raise UsageError("name what to train on: infoscope vae --example digits")
    check_writable(html, json, reading=None, what="the model")
    from ..model import vae_profile
    from ..model.examples import digits_images, digits_vae

    try:
        with progress() as tell:
            network = digits_vae(seed=seed, beta=beta, progress=tell)
            found = vae_profile(network, digits_images()[1], draws=draws, unit=unit, rng=seed, progress=tell)
    except ImportError as error:
        raise UsageError(str(error)) from None
    write((html, found.save_html), (json, found.save_json))
    console = Console(highlight=False)
    text = found.summary().encode(console.encoding, "replace").decode(console.encoding)
    console.print(text, markup=False, soft_wrap=True)
