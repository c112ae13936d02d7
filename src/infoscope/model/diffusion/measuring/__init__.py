"""Asking a denoiser, and what its errors say: the terms of the bound and the information along t."""

__all__: list[str] = []
