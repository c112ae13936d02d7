"""A profile as text, picture, page and file."""

__all__: list[str] = []
