"""Tests of independence for columns of any kind."""

__all__: list[str] = []
