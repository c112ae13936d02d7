"""Laws of greatest entropy: their names, the constraints they meet, and none that is greater."""

import math

import numpy as np
import pytest
from scipy.integrate import quad

from infoscope import dist, pmf

INF = math.inf

NAMED = [
    ((0, 2), {}, False, "uniform", math.log(2)),
    ((1, INF), {"mean": 3.0}, False, "exponential", 1 + math.log(2)),
    ((-INF, INF), {"mean": 1.0, "variance": 4.0}, False, "normal", 0.5 * math.log(8 * math.pi * math.e)),
    ((-INF, INF), {"mean_square": 4.0}, False, "normal", 0.5 * math.log(8 * math.pi * math.e)),
    ((-INF, INF), {"mean_absolute": 2.0}, False, "Laplace", 1 + math.log(4)),
    ((1, INF), {"mean_log": 0.5}, False, "Pareto", math.log(0.5) + 1.5),
    ((1, 6), {}, True, "uniform", math.log(6)),
    ((1, INF), {"mean": 4.0}, True, "geometric", 4 * math.log(4) - 3 * math.log(3)),
]


@pytest.mark.parametrize(("support", "constraints", "discrete", "name", "entropy"), NAMED)
def test_names_and_entropies(support, constraints, discrete, name, entropy):
    found = dist.maximum_entropy(support, constraints, discrete=discrete)
    assert found.name == name
    assert float(found.entropy) == pytest.approx(entropy, rel=1e-12)


@pytest.mark.parametrize(
    ("support", "constraints"),
    [
        ((0, 1), {"mean": 0.3}),
        ((0, 1), {"mean": 0.7}),
        ((0, INF), {"mean": 1.0, "variance": 0.5}),
        ((0, 1), {"mean": 0.3, "variance": 0.01}),
        ((0, 1), {"mean": 0.3, "variance": 0.15}),
        ((0, INF), {"mean": 2.0, "mean_log": 0.4}),
        ((-1, 3), {"mean_absolute": 1.5, "mean": 0.5}),
    ],
)
def test_constraints_are_met_and_the_logarithm_is_their_sum(support, constraints):
    law = dist.maximum_entropy(support, constraints).distribution
    ends = [e if math.isfinite(e) else 60.0 for e in support]

    def mean(f):
        inner = [p for p in (0.0,) if ends[0] < p < ends[1]] or None
        return quad(
            lambda x: f(x) * float(np.exp(law.logpdf(np.float64(x)))), *ends, points=inner, epsabs=1e-12
        )[0]

    about = constraints.get("mean", 0.0)
    functions = {"mean": lambda x: x, "variance": lambda x: (x - about) ** 2, "mean_log": math.log}
    functions["mean_absolute"] = abs
    assert mean(lambda x: 1.0) == pytest.approx(1, abs=1e-9)
    for name, value in constraints.items():
        assert mean(functions[name]) == pytest.approx(value, abs=1e-8)
    # greatest entropy: ln p is a sum of the functions and a constant
    x = np.linspace(*support, 12)[1:-1] if math.isfinite(support[1]) else np.linspace(0.5, 4, 10)
    columns = np.array([[1.0, *(functions[n](v) for n in constraints)] for v in x])
    off = np.linalg.lstsq(columns, law.logpdf(x), rcond=None)[0] @ columns.T - law.logpdf(x)
    assert np.abs(off).max() < 1e-8


def test_functions_give_what_names_give():
    by_name = dist.maximum_entropy((-INF, INF), {"mean": 1.0, "variance": 4.0})
    by_function = dist.maximum_entropy((-INF, INF), [(lambda x: x, 1.0), (lambda x: x**2, 5.0)])
    assert by_function.name == "exponential family"
    assert float(by_function.entropy) == pytest.approx(float(by_name.entropy), abs=1e-9)
    geometric = dist.maximum_entropy((1, INF), {"mean": 4.0}, discrete=True)
    again = dist.maximum_entropy((1, INF), [(lambda x: x, 4.0)], discrete=True)
    assert float(again.entropy) == pytest.approx(float(geometric.entropy), abs=1e-9)


def test_whole_numbers_as_probabilities_do():
    found = dist.maximum_entropy((1, 6), {"mean": 4.5}, discrete=True)
    p = pmf.maximum_entropy(np.arange(1.0, 7.0), [(lambda x: x, 4.5)])
    np.testing.assert_allclose(np.exp(found.distribution.logpmf(np.arange(1, 7))), p, atol=1e-10)


def test_draws_of_a_law_without_a_name():
    law = dist.maximum_entropy((0, 1), [(lambda x: x**2, 0.5)]).distribution
    x = law.rvs(20_000, random_state=0)
    assert abs((x**2).mean() - 0.5) < 4 * (x**2).std() / math.sqrt(len(x))
    assert law.support() == (0, 1)


@pytest.mark.parametrize(
    ("support", "constraints", "said"),
    [
        ((-INF, INF), {}, "must hold its tails"),
        ((-INF, INF), {"mean": 1.0}, "must hold its tails"),
        ((0, INF), {"mean": 1.0, "variance": 4.0}, "must hold its tails"),
        ((0, 1), {"mean": 2.0}, "mean must lie between 0 and 1"),
        ((0, 1), {"mean": 0.5, "variance": 1.0}, "variance must lie between 0 and 0.25"),
        ((0, 1), {"variance": 1.0}, "needs the mean beside it"),
        ((0, 1), {"men": 0.5}, "did you mean 'mean'"),
        ((0, 1), [(lambda x: x**2, 2.0)], "no law on this support"),
        ((0, INF), {"mean": 1.0, "mean_log": 0.5}, "must lie below ln mean"),
        ((-1, 1), {"mean_log": 0.5}, "support of numbers >= 0"),
        ((1, 1), {}, "low < high"),
        ("line", {}, r"support must be \(low, high\)"),
        ((0, 1), {"mean": INF}, "must be finite"),
    ],
)
def test_what_has_no_answer_is_said(support, constraints, said):
    with pytest.raises(ValueError, match=said):
        dist.maximum_entropy(support, constraints)
