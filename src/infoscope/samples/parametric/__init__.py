"""Estimates from a law that is fitted: Gaussian, a copula, a smooth density, gaps in order."""

from .choices import Gaussian, GaussianCopula, KernelDensity, Spacings, StudentCopula

__all__ = ["Gaussian", "GaussianCopula", "KernelDensity", "Spacings", "StudentCopula"]
