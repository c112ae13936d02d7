"""Closed forms, one table in files by kind of law, and the one that takes arrays of Gaussians."""

from .gaussians import multivariate_normal_kl_divergence

__all__ = ["multivariate_normal_kl_divergence"]
