"""Slow, obvious versions, from the papers: standard library and numpy only, nothing from the package."""
