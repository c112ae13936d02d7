"""Models of the library diffusers, from a folder: safetensors alone, nothing asked of the network."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from .._errors import ModelError
from .denoiser import Denoiser, denoiser
from .schedules import Schedule, from_alpha_bar

__all__ = ["from_diffusers"]

_PREDICTS = {"epsilon": "noise", "sample": "data", "v_prediction": "velocity"}
_VARIANCES = {"learned": "log", "learned_range": "range"}


def from_diffusers(path: Any, scheduler: Any = None, *, device: Any = None, dtype: Any = None) -> Denoiser:
    """The denoiser of a `diffusers` pipeline on disk: its UNet2DModel, on its scheduler's noise.

    path       folder of a pipeline (with model_index.json), or of a UNet2DModel alone
    scheduler  folder of the scheduler, where `path` is not a pipeline; the scheduler's `prediction_type`
               (epsilon, sample or v_prediction) and ᾱ = Π (1 − β) are used, its sampler is not
    device     where to put the network, as torch names it; dtype: its precision, as torch.bfloat16 or
               "bfloat16", float32 by default

    The network is called as it was trained, with timesteps 0 … T − 1 for our t = 1 … T. A class-conditional
    one takes its labels from `diffusion_profile(…, condition=)`. A last step without any signal
    (`rescale_betas_zero_snr`) tells nothing and is left out. Weights are read from safetensors; pickled ones
    (`.bin`) can run code when they are read, and are refused. Raises `ModelError` for what cannot be read,
    ImportError with what to install.

    >>> from_diffusers("no-such-folder")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    infoscope.model._errors.ModelError: 'no-such-folder' is not there: ...
    """
    folder = _folder(path)
    if scheduler is not None:
        unet_at, scheduler_at = folder, _folder(scheduler)
    elif (folder / "model_index.json").is_file():
        unet_at, scheduler_at = folder / "unet", folder / "scheduler"
        _one_network(folder)
    else:
        raise ModelError(
            f"{str(folder)!r} holds no model_index.json, so it is no pipeline: "
            "for a network alone name the folder of its scheduler too, from_diffusers(path, scheduler)"
        )
    settings = _settings(unet_at, "config.json", "UNet2DModel")
    _safe(unet_at)
    diffusers = _diffusers_or_say()
    dtype = _precision(dtype)
    noise = _scheduler(diffusers, scheduler_at)
    schedule = _schedule(noise, scheduler_at)
    try:
        unet = diffusers.UNet2DModel.from_pretrained(
            str(unet_at),
            local_files_only=True,
            use_safetensors=True,
            low_cpu_mem_usage=False,
            torch_dtype=dtype,
        )
    except Exception as error:  # whatever a library raises over damaged files
        raise ModelError(f"{str(unet_at)!r} cannot be read as UNet2DModel ({_first_line(error)})") from error
    learned = _VARIANCES.get(noise.config.get("variance_type"))
    if learned and settings.get("out_channels") == settings.get("in_channels"):
        learned = None  # the scheduler was saved so, but the network gives no variance
    return denoiser(
        unet.to(device).eval().requires_grad_(False),
        predicts=_PREDICTS[noise.config.prediction_type],
        schedule=schedule,
        variance=learned,
    )


def _folder(path: Any) -> Path:
    folder = Path(path)
    if not folder.is_dir():
        found = "a file" if folder.exists() else "not there"
        raise ModelError(f"{str(folder)!r} is {found}: a folder saved with save_pretrained is expected")
    return folder


def _one_network(folder: Path) -> None:
    """A pipeline that denoises pixels has a UNet2DModel and a scheduler; anything else is told apart."""
    index = _json(folder / "model_index.json")
    for part in ("vae", "vqvae", "text_encoder", "transformer"):
        if index.get(part, [None])[0] is not None:
            raise ModelError(
                f"{str(folder)!r} is a pipeline with a {part} ({index[part][-1]}); from_diffusers reads "
                "those of pixels: a UNet2DModel and a scheduler. Wrap any other network with model.denoiser"
            )
    for part in ("unet", "scheduler"):
        if part not in index or not (folder / part).is_dir():
            raise ModelError(f"{str(folder)!r} has no {part}: a UNet2DModel and a scheduler are expected")


def _settings(folder: Path, file: str, name: str) -> dict[str, Any]:
    if not (folder / file).is_file():
        raise ModelError(f"{str(folder)!r} holds no {file}: a folder saved with save_pretrained is expected")
    settings = _json(folder / file)
    if settings.get("_class_name") != name:
        raise ModelError(
            f"{str(folder)!r} holds a {settings.get('_class_name')}; from_diffusers reads a {name}. "
            "Wrap any other network with model.denoiser"
        )
    return settings


def _json(file: Path) -> dict[str, Any]:
    try:
        read = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"{str(file)!r} is not readable as JSON ({_first_line(error)})") from None
    if not isinstance(read, dict):
        raise ModelError(f"{str(file)!r} must hold a JSON object; got a {type(read).__name__}")
    return read


def _safe(folder: Path) -> None:
    names = sorted(p.name for p in folder.iterdir())
    if any(name.endswith(".safetensors") for name in names):
        return
    pickled = [name for name in names if name.endswith((".bin", ".pt", ".pth", ".ckpt", ".pkl"))]
    if pickled:
        raise ModelError(
            f"{str(folder / pickled[0])!r} is pickled, which can run code when it is read: "
            "save the network again with save_pretrained(…, safe_serialization=True)"
        )
    raise ModelError(f"{str(folder)!r} holds no weights: a .safetensors file is expected")


def _diffusers_or_say() -> Any:
    try:
        import diffusers
    except ModuleNotFoundError as error:
        raise ImportError(
            "from_diffusers needs diffusers: pip install 'infoscope[diffusers]'", name=error.name
        ) from None
    return diffusers


def _precision(dtype: Any) -> Any:
    """A dtype of torch, also by its name; None is left to diffusers."""
    import torch

    found = getattr(torch, dtype, dtype) if isinstance(dtype, str) else dtype
    if found is not None and not (isinstance(found, torch.dtype) and found.is_floating_point):
        raise ModelError(f"dtype must be a floating dtype of torch, as torch.bfloat16; got {dtype!r}")
    return found


def _scheduler(diffusers: Any, folder: Path) -> Any:
    file = folder / "scheduler_config.json"
    if not file.is_file():
        raise ModelError(f"{str(folder)!r} holds no scheduler_config.json")
    name = _json(file).get("_class_name")
    kind = getattr(diffusers, str(name), None)
    if kind is None or not hasattr(kind, "from_pretrained") or "Scheduler" not in str(name):
        raise ModelError(f"{str(file)!r} names the scheduler {name}, which diffusers does not have")
    noise = kind.from_pretrained(str(folder), local_files_only=True)
    predicts = noise.config.get("prediction_type")
    if not hasattr(noise, "alphas_cumprod") or predicts not in _PREDICTS:
        raise ModelError(
            f"{name} with prediction_type {predicts} is none that from_diffusers reads: those have "
            f"alphas_cumprod and predict {', '.join(_PREDICTS)}. Wrap the network with model.denoiser "
            "and its own schedule, as edm_schedule or flow_schedule"
        )
    return noise


def _schedule(noise: Any, folder: Path) -> Schedule:
    from dataclasses import replace

    kept = noise.alphas_cumprod.double().numpy()
    exact = np.cumprod(1.0 - noise.betas.double().numpy())
    # In single precision 1 − ᾱ_1 is right to three digits; from the β it is right to seven.
    kept = exact if np.allclose(exact, kept, rtol=1e-4, atol=1e-6) else kept
    silent = kept[-1] < 1e-7  # where 2^-24 or 0 stands for no signal
    name = type(noise).__name__ + (", without its last step, which has no signal" if silent else "")
    kept = kept[: len(kept) - silent]
    try:
        schedule = from_alpha_bar(kept, name)
    except ValueError as error:
        raise ModelError(f"the scheduler in {str(folder)!r} is not one of falling ᾱ: {error}") from None
    return replace(schedule, times=np.arange(schedule.steps))


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
