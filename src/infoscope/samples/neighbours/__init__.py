"""Estimates from the distance to the k-th neighbour."""

from .choices import KSG, KozachenkoLeonenko, LocalNonuniformity, MixedKSG, Ross

__all__ = ["KSG", "KozachenkoLeonenko", "LocalNonuniformity", "MixedKSG", "Ross"]
