"""From what was found to what a person sees: a terminal, a page, a figure."""

__all__: list[str] = []
