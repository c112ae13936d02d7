"""Does a 95 % interval cover the truth about 95 % of the time, and is the standard error the true spread?"""

import numpy as np
import pytest

from infoscope.samples import entropy, mutual_information
from samples import worlds
from samples.test_truth import information_of_classes

N, REPEATS = 500, 400


def gaussian(rng):
    return worlds.bivariate_gaussian(0.6, N, rng)


WORLDS = {  # name -> (draw, truth, measure)
    "KSG": (gaussian, worlds.gaussian_information(0.6), mutual_information),
    "KSG as given": (
        gaussian,
        worlds.gaussian_information(0.6),
        lambda x, y: mutual_information(x, y, estimator="ksg"),
    ),
    "Ross": (lambda rng: worlds.gaussian_classes(N, rng), information_of_classes(), mutual_information),
    "Miller-Madow": (
        lambda rng: worlds.joint_labels(N, rng),
        worlds.joint_information(),
        mutual_information,
    ),
    "entropy of labels": (
        lambda rng: worlds.joint_labels(N, rng)[:1],
        -float(worlds.JOINT.sum(axis=1) @ np.log(worlds.JOINT.sum(axis=1))),
        entropy,
    ),
    "differential entropy": (
        lambda rng: (rng.normal(size=N),),
        0.5 * np.log(2 * np.pi * np.e),
        entropy,
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("world", WORLDS)
def test_coverage(world):
    draw, truth, measure = WORLDS[world]
    rng = np.random.default_rng(0)
    estimates = [measure(*draw(rng)) for _ in range(REPEATS)]
    intervals = np.array([e.interval(0.95) for e in estimates])
    covered = np.mean((intervals[:, 0] <= truth) & (truth <= intervals[:, 1]))
    assert 0.90 <= covered <= 0.98
    spread = np.std([float(e) for e in estimates], ddof=1)
    said = np.mean([e.std_error for e in estimates])
    assert 0.85 <= said / spread <= 1.2
