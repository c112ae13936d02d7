"""The course: `infoscope learn` serves it on this machine; each lesson is a notebook under lessons/.

A lesson takes from here what all lessons share, and everything else from infoscope's public functions,
numpy and matplotlib.
"""

from .exercise import Choice, Exercise
from .page import answers, closing, panel, proof, quiz, slider, table, title
from .picture import BLUE, GREEN, INK, ORANGE, PINK, RED, SKY, SOFT, picture

__all__ = [
    "BLUE",
    "Choice",
    "Exercise",
    "GREEN",
    "INK",
    "ORANGE",
    "PINK",
    "RED",
    "SKY",
    "SOFT",
    "answers",
    "closing",
    "panel",
    "picture",
    "proof",
    "quiz",
    "slider",
    "table",
    "title",
]
