"""Measure information: open the module named after what you hold.

    probabilities   infoscope.pmf       arrays that sum to 1
    distributions   infoscope.dist      objects of scipy.stats, torch, scikit-learn
    samples         infoscope.samples   arrays of observations
    a table         infoscope.table     a data frame, or a CSV or Parquet file
    a channel       infoscope.channel   p(y|x), a source with a distortion, or a joint law
    a model         infoscope.model     a denoiser of a diffusion model

Importing the package loads none of them; each is loaded when it is first named.
"""

from importlib import import_module

__all__ = ["Estimate", "channel", "dist", "model", "pmf", "samples", "table"]

_MODULES = ("pmf", "dist", "samples", "table", "channel", "model")


def __getattr__(name: str):
    if name in _MODULES:
        return import_module(f"infoscope.{name}")
    if name == "Estimate":
        return import_module("infoscope.estimate").Estimate
    if name == "__version__":
        return import_module("importlib.metadata").version("infoscope")
    raise AttributeError(f"infoscope has no attribute {name!r}; it holds {', '.join(__all__)}")


def __dir__():
    return sorted([*__all__, "__version__"])
