"""The bottleneck where Y is a function of X: the curve is a straight line, then flat."""

import numpy as np

from ._law import Law

__all__ = ["corner_encoders", "line_encoders"]

WARNING = (
    "Y is a function of X: the curve is I_y = min(I_x, H(Y)), and a sweep of β finds only its corners; "
    "functional='squared' (min I(X;Z)² - β I(Z;Y)) resolves it"
)
TAKEN = (
    "Y is a function of X, where the linear functional finds only corners: without betas "
    "I(X;Z)² - β I(Z;Y) is minimised (functional='squared'), its β in {unit}: min(β / 2, H(Y)) is kept"
)


def corner_encoders(law: Law, beta: np.ndarray) -> list[np.ndarray]:
    """Nothing is kept below β = 1, and Y from there on (Kolchinsky, Tracey & Van Kuyk 2019, section 3)."""
    whole, nothing = (law.given > 0).astype(float), np.ones((len(law.x), 1))
    return [whole if b >= 1.0 else nothing for b in beta]


def line_encoders(law: Law, beta: np.ndarray) -> list[np.ndarray]:
    """The optimum of I(X;Z)² - β I(Z;Y): Y is passed on with probability min(β / 2 H(Y), 1), else lost.

    On the line both informations are the same I, and I² - β I is least at β / 2. β in nats.
    """
    whole = (law.given > 0).astype(float)
    kept = np.minimum(beta / (2.0 * law.entropy_y), 1.0) if law.entropy_y > 0 else np.ones_like(beta)
    lost = np.ones((len(law.x), 1))
    return [whole if a == 1.0 else np.hstack([a * whole, (1.0 - a) * lost]) for a in kept]
