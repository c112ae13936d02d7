"""Estimates from a law that is fitted: Gaussian, or a copula."""

from .choices import Gaussian, GaussianCopula, StudentCopula

__all__ = ["Gaussian", "GaussianCopula", "StudentCopula"]
