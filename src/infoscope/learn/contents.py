"""The lessons, in the order of reading; each is the notebook lessons/NAME.py."""

from dataclasses import dataclass
from pathlib import Path

__all__ = ["LESSONS", "Lesson", "lesson"]


@dataclass(frozen=True)
class Lesson:
    """One lesson: the name of its file and address, its title, and what one knows after it.

    >>> lesson("entropy").title
    'Surprise and entropy'
    """

    name: str
    title: str
    promise: str

    @property
    def number(self) -> int:
        """Its place in the course, from 1."""
        return LESSONS.index(self) + 1

    @property
    def path(self) -> Path:
        """The notebook."""
        return Path(__file__).parent / "lessons" / f"{self.name}.py"


LESSONS = (
    Lesson("entropy", "Surprise and entropy", "A bit is a yes-or-no question; entropy counts them."),
    Lesson("maximum_entropy", "Continuous and maximum entropy", "Say what you know, and nothing else."),
    Lesson("cross_entropy", "Cross-entropy and likelihood", "A classifier's loss is the length of a code."),
    Lesson("kl_divergence", "Kullback–Leibler divergence", "What it costs to believe the wrong law."),
    Lesson(
        "projection",
        "Forward against reverse",
        "Cover every mode, or seek one: the order of the arguments decides.",
    ),
    Lesson(
        "mutual_information",
        "Mutual information",
        "What one thing tells about another, and how to measure it from data.",
    ),
    Lesson(
        "jensen",
        "Jensen's inequality",
        "One bend of one curve gives Gibbs, the ELBO and much of this course.",
    ),
    Lesson("vae", "Variational autoencoders", "A bound on likelihood that pays for what the code says."),
    Lesson(
        "jensen_shannon", "Jensen–Shannon and GANs", "How well can the best detective tell two laws apart?"
    ),
    Lesson("bottleneck", "The information bottleneck", "Forget all you can, keep what tells."),
    Lesson(
        "diffusion",
        "Diffusion as information flow",
        "Noise takes information away, step by step; the model gives it back.",
    ),
    Lesson(
        "monte_carlo",
        "Monte Carlo divergence",
        "When there is no formula, draw, and say how far off you may be.",
    ),
)


def lesson(name: str) -> Lesson:
    """The lesson of that name.

    >>> lesson("entropy").number
    1
    """
    return next(one for one in LESSONS if one.name == name)
