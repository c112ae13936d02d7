"""The likelihood along the probability-flow ODE."""

__all__: list[str] = []
