"""Where trained weights are kept between runs: the user's cache folder, one file a recipe, always whole."""

import hashlib
import json
import os
import sys
from pathlib import Path
from typing import Any

__all__ = ["cache_folder", "file_of", "keep", "kept"]


def cache_folder() -> Path:
    """INFOSCOPE_CACHE where that is set, else the platform's folder for what can be made again."""
    if chosen := os.environ.get("INFOSCOPE_CACHE"):
        return Path(chosen)
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "infoscope"
    if sys.platform == "win32":
        return (
            Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "infoscope" / "cache"
        )
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "infoscope"


def file_of(name: str, recipe: dict[str, Any]) -> Path:
    """The file of a model: another recipe, or seed, has another file."""
    digest = hashlib.sha256(json.dumps(recipe, sort_keys=True).encode()).hexdigest()
    return cache_folder() / f"{name}-{digest[:12]}.pt"


def kept(file: Path) -> dict[str, Any] | None:
    """What `keep` put there; None where there is nothing, or nothing that can be read: then train anew."""
    import pickle

    import torch

    try:
        return torch.load(file, weights_only=True)  # tensors and numbers: a file cannot run code
    except (OSError, EOFError, RuntimeError, pickle.UnpicklingError, KeyError, ValueError):
        return None


def keep(file: Path, state: dict[str, Any]) -> None:
    """Put the state in place at once, so that whoever interrupts finds the old one or the new one."""
    import torch

    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(f".{os.getpid()}.part")
    try:
        torch.save(state, part)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
