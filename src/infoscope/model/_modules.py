"""The torch modules behind a callable, and what they are while they are measured."""

import inspect
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

__all__ = ["evaluating", "modules_of"]


def modules_of(part: Any) -> list[Any]:
    """The torch modules behind a callable: itself, what it is bound to and holds, or what it mentions."""
    if "torch" not in sys.modules:
        return []
    module = sys.modules["torch"].nn.Module
    seen = (
        [part, *vars(part).values()] if hasattr(part, "__dict__") and not inspect.isfunction(part) else [part]
    )
    owner = getattr(part, "__self__", None)
    seen += [owner, *vars(owner).values()] if hasattr(owner, "__dict__") else []
    if inspect.isfunction(part):
        told = inspect.getclosurevars(part)
        seen += [*told.nonlocals.values(), *told.globals.values()]
    found = [thing.__self__ if inspect.ismethod(thing) else thing for thing in seen]
    return list({id(thing): thing for thing in found if isinstance(thing, module)}.values())


@contextmanager
def evaluating(*parts: Callable[..., Any]) -> Iterator[None]:
    """No module in training mode: dropout would draw, batch norm would learn."""
    modules = [m for part in parts for top in modules_of(part) for m in top.modules()]
    with ExitStack() as after:
        for module in modules:
            if module.training:
                module.training = False
                after.callback(setattr, module, "training", True)
        yield
