"""`infoscope diffusion`: where the information of a diffusion model is."""

from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import Parameter
from cyclopts.validators import Number
from rich.console import Console

from ._command import HOW, WHAT, WHERE, UsageError, app, check_writable, progress, write


@app.command
def diffusion(
    path: Annotated[Path | None, Parameter(group=WHAT)] = None,
    *,
    data: Annotated[Path | None, Parameter(group=WHAT)] = None,
    scheduler: Annotated[Path | None, Parameter(group=WHAT)] = None,
    example: Annotated[Literal["digits"] | None, Parameter(group=WHAT)] = None,
    unit: Annotated[Literal["bits", "nats", "hartleys"], Parameter(group=HOW)] = "bits",
    seed: Annotated[int, Parameter(group=HOW, validator=Number(gte=0))] = 0,
    max_calls: Annotated[int | None, Parameter(group=HOW, validator=Number(gte=128))] = None,
    rtol: Annotated[float | None, Parameter(group=HOW, validator=Number(gt=0))] = None,
    flow_data: Annotated[int | None, Parameter(group=HOW, validator=Number(gte=0))] = None,
    device: Annotated[str, Parameter(group=HOW)] = "cpu",
    checkpoint: Annotated[Path | None, Parameter(group=HOW)] = None,
    html: Annotated[Path | None, Parameter(group=WHERE)] = None,
    json: Annotated[Path | None, Parameter(group=WHERE)] = None,
) -> None:
    """Say where the information of a diffusion model is: bits a dimension by three likelihoods, the bound in
    its terms, and at which noise the bits are learned; every number with its error.

    Of a model of the library diffusers on disk, with images it was not trained on:
      infoscope diffusion PATH --data FOLDER
    Of an example, trained here the first time, in two minutes on two cores:
      infoscope diffusion --example digits --html digits.html
    Of any other network, in Python:
      infoscope.model.diffusion_profile(denoiser, data)

    Parameters
    ----------
    path
        Folder of a pipeline saved with save_pretrained: a UNet2DModel and a scheduler, as safetensors.
    data
        Folder of images of the model's size, 8 bits a colour; folders in it are searched too.
    scheduler
        Folder of the scheduler, where PATH is that of a UNet2DModel alone.
    example
        A small denoiser of scikit-learn's 8×8 digits, profiled on 360 images that it has not seen, against
        the best full-covariance Gaussian.
    unit
        Of every information shown and written; bits a dimension are bits.
    seed
        Of the noise, and of the example's training; same seed, same digits.
    max_calls
        Calls of the network on one image, at least 128, the probability flow not counted; by default ten for
        each step, from 4096 to 20000. Four times the calls halve what they add to the errors.
    rtol
        Stop once the error of the bound is this share of it.
    flow_data
        Images to carry along the probability flow, which costs some thousand calls each; 0 for none. By
        default 60 of the example, 16 of a model from disk.
    device
        Where torch is to ask the network: cpu, cuda, mps. The example is trained on the cpu.
    checkpoint
        A file (.npz) of what was drawn, from which an interrupted run goes on.
    html
        Also write the profile as one self-contained page.
    json
        Also write everything as JSON.
    """
    if (path is None) == (example is None):
        raise UsageError("name one model: infoscope diffusion PATH --data FOLDER, or --example digits")
    if path is not None and data is None:
        raise UsageError("PATH and --data FOLDER go together: the model, and images to profile it on")
    if path is None and (data is not None or scheduler is not None):
        raise UsageError("--data and --scheduler go with PATH: the example has its own images")
    check_writable(html, json, checkpoint, reading=None, what="--checkpoint")
    from ..model import ModelError

    _check_device(device)
    how: dict[str, Any] = {
        "max_calls": max_calls,
        "rtol": rtol,
        "flow_data": flow_data,
        "checkpoint": checkpoint,
    }
    how |= {"unit": unit, "rng": seed}
    try:
        with progress() as tell:
            how["progress"] = tell
            if path is None or data is None:
                found = _example(seed, device, how)
            else:
                found = _from_disk(path, scheduler, data, device, how)
    except (ModelError, ImportError, FloatingPointError, MemoryError) as error:
        raise UsageError(str(error)) from None
    except KeyboardInterrupt:
        raise KeyboardInterrupt("run it again, and it goes on where it was" if example else "") from None
    write((html, found.save_html), (json, found.save_json))
    Console(highlight=False, soft_wrap=True).print(found.text(), markup=False)


def _check_device(name: str) -> None:
    """Before anything is read or trained."""
    try:
        import torch
    except ModuleNotFoundError:
        return  # said where it is needed
    try:
        torch.zeros(1, device=name).cpu()
    except (RuntimeError, AssertionError, NotImplementedError) as error:  # no such device, or none here
        raise UsageError(f"--device {name}: {str(error).partition(chr(10))[0]}") from None


def _example(seed: int, device: str, how: dict[str, Any]) -> Any:
    from ..model import diffusion_profile
    from ..model.diffusion.showing._shown import Shown
    from ..model.examples import digits_denoiser, digits_images, fit_grey_gaussian
    from ..model.examples.images import LEVELS

    train, test = digits_images()
    tell = how["progress"]
    denoiser = digits_denoiser(seed=seed, progress=tell)
    denoiser.f.to(device)  # type: ignore[attr-defined]
    how["flow_data"] = 60 if how["flow_data"] is None else how["flow_data"]
    profile = diffusion_profile(denoiser, test, decoder="discretised", levels=LEVELS, **how)
    tell(0, 1, "fitting the Gaussian")
    baseline = fit_grey_gaussian(train, levels=LEVELS)
    tell(1, 1, "fitting the Gaussian")
    about = (
        f"360 held-out digits of 8×8 pixels, {LEVELS} grey levels: log2 {LEVELS} = 4.087 bits a pixel at most"
    )
    return Shown(profile, "example digits", about, "full-covariance Gaussian", baseline.surprise(test))


def _from_disk(path: Path, scheduler: Path | None, folder: Path, device: str, how: dict[str, Any]) -> Any:
    from ..model import ModelError, diffusion_profile, from_diffusers, image_folder
    from ..model.diffusion.showing._shown import Shown

    denoiser = from_diffusers(path, scheduler, device=device)
    network: Any = denoiser.f
    told = network.config
    if told.in_channels not in (1, 3):
        raise ModelError(f"the model has {told.in_channels} channels; images have 1 or 3")
    if network.class_embedding is not None:
        raise ModelError(
            "the model is class-conditional, and a folder has no labels: in Python, "
            "diffusion_profile(from_diffusers(path), images, condition=labels)"
        )
    side = told.sample_size
    size = None if side is None else tuple(side) if isinstance(side, (list, tuple)) else (side, side)
    images = image_folder(folder, channels=told.in_channels, size=size)
    if len(images) < 2:
        raise ModelError(f"{str(folder)!r} holds one image; an error needs at least two")
    profile = diffusion_profile(denoiser, images, decoder="discretised", **how)
    height, width = images.size
    kind = "grey" if images.channels == 1 else "colour"
    about = f"{len(images)} images of {width}×{height} pixels, 256 levels, {kind}"
    if images.converted:
        about += f", {images.converted} of them converted to that"
    return Shown(profile, path.name, about)
