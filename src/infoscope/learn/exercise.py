"""Exercises: a question, an answer that infoscope computes, a hint and a worked solution."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from ..estimate import Unit, nats_per
from .reading import Unreadable, meanings, read_number

__all__ = ["Choice", "Exercise", "Verdict"]

_UNITS: tuple[Unit, ...] = ("nats", "bits", "hartleys")


@dataclass(frozen=True)
class Verdict:
    """What became of an answer: `right` is None where nothing was answered or nothing could be read.

    >>> Verdict(True, "Right.").right
    True
    """

    right: bool | None
    message: str


@dataclass(frozen=True)
class Exercise:
    """A question whose answer is a number; what is typed may differ from it by a hundredth part.

    >>> die = Exercise("How many bits has a die?", math.log2(6), "bits", "Six equal outcomes.", "log2(6)")
    >>> die.check("2.585").right, die.check("log2(6)").right, die.check("6/2").right
    (True, True, False)
    >>> die.check("1.79").message
    'Not yet. 1.79 would be right in nats; the question asks for bits.'
    """

    question: str
    answer: float
    unit: str
    hint: str
    solution: str

    def check(self, typed: str) -> Verdict:
        """Right or wrong, and why, in one line."""
        typed = typed.strip()
        if not typed:
            return Verdict(None, "")
        try:
            ways = meanings(typed)
            given, *others = (read_number(one, self.unit) for one in ways)
        except Unreadable as error:
            return Verdict(None, f"{str(error)[0].upper()}{str(error)[1:]}.")
        if any(_close(one, self.answer) for one in (given, *others)):
            return Verdict(True, f"Right: {shown(self.answer, self.unit)}.")
        if others:
            return Verdict(None, f"{typed} can be read in two ways: type {' or '.join(ways)}.")
        return Verdict(False, f"Not yet. {self._why(given)}")

    def _why(self, given: float) -> str:
        if _close(-given, self.answer):
            return "The size is right; look at the sign."
        for other in _UNITS if self.unit in _UNITS else ():
            if other != self.unit and _close(given * nats_per(other) / nats_per(self.unit), self.answer):
                return f"{given:.4g} would be right in {other}; the question asks for {self.unit}."
        return f"{shown(given, self.unit)} is too {'large' if given > self.answer else 'small'}."


@dataclass(frozen=True)
class Choice:
    """A question with sentences to choose from; `options` says of each what is to be said of it.

    >>> coin = Choice("Which coin is the most uncertain?", "a fair one",
    ...               {"a fair one": "H is largest at 1/2.", "a bent one": "It can be guessed."}, "", "")
    >>> coin.check("a bent one")
    Verdict(right=False, message='Not this one. It can be guessed.')
    """

    question: str
    answer: str
    options: Mapping[str, str]
    hint: str
    solution: str

    def check(self, chosen: str | None) -> Verdict:
        """Right or wrong, and why."""
        if not chosen:
            return Verdict(None, "")
        right = chosen == self.answer
        return Verdict(right, f"{'Right.' if right else 'Not this one.'} {self.options[chosen]}")


def shown(value: float, unit: str = "") -> str:
    """A number as a lesson prints it: four digits, a true minus, its unit.

    >>> shown(-0.91829, "bits"), shown(1.0, "bits"), shown(math.inf)
    ('−0.9183 bits', '1 bit', '∞')
    """
    whole = 9999.5 <= abs(value) < 1e9  # which four digits would write as 1e+04
    number = "∞" if math.isinf(value) else f"{abs(value):{'.0f' if whole else '.4g'}}"
    one = unit.removesuffix("s") if unit in _UNITS and number == "1" else unit
    return f"{'−' if value < 0 else ''}{number} {one}".strip()


def _close(given: float, answer: float) -> bool:
    if math.isinf(answer) or math.isinf(given):
        return given == answer
    return abs(given - answer) <= (0.01 * abs(answer) if answer else 0.005)
