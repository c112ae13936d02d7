"""One thread for linear algebra whose matrices are so small that several threads would mostly wait."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

__all__ = ["alone_where_small"]

SMALL = 512  # rows or columns up to which a second thread is no help, and a busy machine makes it a harm


@contextmanager
def alone_where_small(size: int) -> Iterator[None]:
    """The libraries of linear algebra kept to one thread within the block, where matrices are small."""
    if size > SMALL:
        yield
        return
    with _controller().limit(limits=1, user_api="blas"):
        yield


@cache
def _controller() -> Any:
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()
