"""Which estimator of entropy from counts: frozen choices, passed as `estimator=`."""

from dataclasses import dataclass

__all__ = ["CHOICES", "MillerMadow", "PlugIn"]


@dataclass(frozen=True)
class PlugIn:
    """Observed frequencies taken as probabilities; entropy biased low by about (K - 1) / 2n nats.

    >>> PlugIn()
    PlugIn()
    """


@dataclass(frozen=True)
class MillerMadow:
    """Plug-in with (outcomes seen - 1) / 2n nats added to each entropy (Miller 1955).

    >>> MillerMadow()
    MillerMadow()
    """


CHOICES = {"plug_in": PlugIn(), "miller_madow": MillerMadow()}
