"""Estimates of how far two laws are apart, from a sample of each."""

from .choices import Poczos, WangKulkarniVerdu

__all__ = ["Poczos", "WangKulkarniVerdu"]
