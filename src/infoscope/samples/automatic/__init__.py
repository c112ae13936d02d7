"""The choice that `method="auto"` makes, and why."""

__all__: list[str] = []
