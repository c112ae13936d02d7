"""From what the caller holds to variables: columns of observations, their kinds, their labels."""

__all__: list[str] = []
