"""Estimates from a classifier that is set to tell samples of two laws apart."""

from .choices import Classification

__all__ = ["Classification"]
