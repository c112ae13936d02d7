"""The command `infoscope`: one file for each thing it measures."""

from ._main import main

__all__ = ["main"]
