"""Estimates from the distance to the k-th neighbour."""

from .choices import KSG, KozachenkoLeonenko, Ross

__all__ = ["KSG", "KozachenkoLeonenko", "Ross"]
