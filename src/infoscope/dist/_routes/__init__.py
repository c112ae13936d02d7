"""The routes to a number: closed form, quadrature or summation, Monte Carlo; and the choice among them."""

from ._choice import Effort, answer
from ._integral import Integral

__all__ = ["Effort", "Integral", "answer"]
