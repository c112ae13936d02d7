"""torch is an extra: where it is missing, one sentence says what to install."""

from typing import Any

__all__ = ["torch_or_say"]


def torch_or_say(what: str) -> Any:
    """The module torch; ImportError with what to do where it is not installed.

    >>> torch_or_say("a model").__name__
    'torch'
    """
    try:
        import torch
    except ModuleNotFoundError as error:
        if error.name != "torch":
            raise
        raise ImportError(f"{what} needs torch: pip install 'infoscope[torch]'", name="torch") from None
    return torch
