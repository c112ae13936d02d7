"""To 1e-12 of the formulas worked in 60 digits, 700 for extreme laws: random, sparse, down to 1e-300.

The floats are taken as exact numbers and divided by their exact sum. Where that sum differs from 1 in
the last place, the divergences know themselves up to the square of the difference, some 1e-32.
"""

import math

import mpmath
import numpy as np
import pytest

from infoscope import pmf
from reference import pmf as reference

SQUARED_ROUNDING = 1e-31
rng = np.random.default_rng(3)


def exact(a):
    """Nested lists of floats as mpmath numbers."""
    return [exact(b) for b in a] if np.ndim(a) else mpmath.mpf(float(a))


def close(found, expected, rel=1e-12, absolute=0.0):
    found, expected = np.asarray(found, dtype=float).ravel(), np.ravel(np.asarray(expected, dtype=object))
    assert found.shape == expected.shape
    for a, b in zip(found, expected):
        same = a == float(b) or abs(mpmath.mpf(float(a)) - b) <= rel * abs(b) + absolute
        assert same, f"{a!r} is not {mpmath.nstr(b, 17)}"


def normal(x):
    return x / x.sum()


def dense(*shape):
    return normal(rng.exponential(size=shape))


def sparse(*shape):
    x = rng.exponential(size=shape) * (rng.random(shape) < 0.6)
    x.flat[0] += 1.0
    return normal(x)


def extreme(*shape):
    """Probabilities down to 1e-300."""
    x = 10.0 ** -rng.uniform(0, 300, size=shape)
    x.flat[: max(2, x.size // 3)] = rng.random(max(2, x.size // 3))
    return normal(x)


KINDS = {"dense": dense, "sparse": sparse, "extreme": extreme}
ORDERS = [0.0, 0.05, 0.5, 0.999999, 1.0, 1.0 + 1e-9, 1.7, 2.0, 7.5, math.inf]
ALPHAS = [-1.5, -1e-7, 0.0, 0.3, 0.5, 1.0 - 1e-6, 1.0, 2.0, 3.5]
FINITE_ORDERS = [a for a in ORDERS if 0 < a < math.inf]

OF_ONE = ["entropy", "self_information", "perplexity", "extropy", "min_entropy"]
OF_TWO = [
    "cross_entropy",
    "kl_divergence",
    "jeffreys_divergence",
    "jensen_shannon_divergence",
    "jensen_shannon_distance",
    "hellinger_distance",
    "bhattacharyya_distance",
    "total_variation_distance",
    "chi_squared_divergence",
    "wasserstein_distance",
]
OF_XY = [
    "mutual_information",
    "pointwise_mutual_information",
    "conditional_entropy",
    "variation_of_information",
    "normalized_mutual_information",
    "joint_entropy",
]
OF_MANY = ["total_correlation", "dual_total_correlation"]


@pytest.fixture(autouse=True)
def digits(request):
    extremes = "extreme" in request.node.name or "binary" in request.node.name
    with mpmath.workdps(700 if extremes else 60):
        yield


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", OF_ONE)
def test_one_law(name, kind):
    for size in (2, 3, 10, 200):
        p = KINDS[kind](size)
        close(getattr(pmf, name)(p), getattr(reference, name)(exact(p), log=mpmath.log))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("order", ORDERS)
def test_entropies_with_an_order(order, kind):
    for size in (2, 10, 100):
        p = KINDS[kind](size)
        a = mpmath.mpf(order)
        close(pmf.renyi_entropy(p, order), reference.renyi_entropy(exact(p), a, log=mpmath.log))
        if order < math.inf:
            close(pmf.tsallis_entropy(p, order), reference.tsallis_entropy(exact(p), a, log=mpmath.log))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", OF_TWO)
def test_two_laws(name, kind):
    for size in (2, 3, 10, 60):
        p, q = KINDS[kind](size), KINDS[kind](size)
        close(getattr(pmf, name)(p, q), getattr(reference, name)(exact(p), exact(q), log=mpmath.log))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("order", FINITE_ORDERS)
@pytest.mark.parametrize("name", ["tsallis_divergence", "renyi_divergence"])
def test_divergences_with_an_order(name, order, kind):
    for size in (2, 10, 100):
        p, q = KINDS[kind](size), KINDS[kind](size)
        a = mpmath.mpf(order)
        expected = getattr(reference, name)(exact(p), exact(q), a, log=mpmath.log)
        if expected > mpmath.mpf(np.finfo(float).max):
            expected = mpmath.inf  # more than a float can hold
        close(getattr(pmf, name)(p, q, order), expected)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("order", [0.0, math.inf])
def test_renyi_divergence_at_its_limits(order, kind):
    for size in (2, 10, 100):
        p, q = KINDS[kind](size), KINDS[kind](size)
        expected = reference.renyi_divergence(exact(p), exact(q), mpmath.mpf(order), log=mpmath.log)
        # With equal supports the divergence of order 0 is 0, and the sum of q, up to rounding, is 1.
        if order == 0.0 and (p > 0).all():
            assert pmf.renyi_divergence(p, q, order) == 0.0
        else:
            close(pmf.renyi_divergence(p, q, order), expected)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("alpha", ALPHAS)
def test_alpha_divergence(alpha, kind):
    for size in (2, 10, 100):
        p, q = KINDS[kind](size), KINDS[kind](size)
        expected = reference.alpha_divergence(exact(p), exact(q), mpmath.mpf(alpha), log=mpmath.log)
        if expected > mpmath.mpf(np.finfo(float).max):
            expected = mpmath.inf
        close(pmf.alpha_divergence(p, q, alpha), expected)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", OF_XY)
def test_two_variables(name, kind):
    for shape in ((2, 2), (3, 5), (12, 9)):
        p = KINDS[kind](*shape)
        # One pair's information is the log of a ratio to the product of two sums, each rounded.
        absolute = 1e-15 if name.startswith("pointwise") else SQUARED_ROUNDING if "mutual" in name else 0.0
        close(getattr(pmf, name)(p), getattr(reference, name)(exact(p), log=mpmath.log), absolute=absolute)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", [(2, 2), (3, 2, 4), (2, 3, 2, 2)])
@pytest.mark.parametrize("name", OF_MANY)
def test_many_variables(name, shape, kind):
    p = KINDS[kind](*shape)
    expected = getattr(reference, name)(exact(p), log=mpmath.log)
    close(getattr(pmf, name)(p), expected, absolute=SQUARED_ROUNDING)


@pytest.mark.parametrize("kind", KINDS)
def test_conditional_mutual_information(kind):
    for shape in ((2, 2, 2), (4, 3, 5)):
        p = KINDS[kind](*shape)
        close(
            pmf.conditional_mutual_information(p),
            reference.conditional_mutual_information(exact(p), log=mpmath.log),
            absolute=SQUARED_ROUNDING,
        )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["o_information", "interaction_information"])
def test_differences_of_informations(name, kind):
    """These may cancel by nature: to 1e-12 of the total correlation they are made of."""
    for shape in ((2, 3, 2), (2, 2, 3, 2)):
        p = KINDS[kind](*shape)
        scale = float(reference.total_correlation(exact(p), log=mpmath.log))
        expected = getattr(reference, name)(exact(p), log=mpmath.log)
        assert abs(getattr(pmf, name)(p) - float(expected)) <= 1e-12 * scale


def test_binary_entropy():
    p = np.concatenate([[0.0, 1.0, 0.5, 1e-300, 1e-17, 1 - 2.0**-53], rng.random(50)])
    close(pmf.binary_entropy(p), reference.binary_entropy(exact(p), log=mpmath.log))


@pytest.mark.parametrize("weights", [(0.25, 0.75), (0.0, 1.0), (0.125, 0.5, 0.375), (0.5, 0.5, 0.0)])
@pytest.mark.parametrize("kind", KINDS)
def test_weighted_jensen_shannon(weights, kind):
    laws = [KINDS[kind](20) for _ in weights]
    expected = reference.jensen_shannon_divergence(*map(exact, laws), weights=list(weights), log=mpmath.log)
    close(pmf.jensen_shannon_divergence(*laws, weights=weights), expected)


def near(p, size=1e-9):
    """A law that differs from p by about `size` in each entry."""
    q = p + size * rng.uniform(-1, 1, p.shape) * np.minimum(1.0, p * p.size)
    return normal(q)


@pytest.mark.parametrize("size", [1e-3, 1e-6, 1e-9])
@pytest.mark.parametrize("k", [2, 5, 100, 70_000])
def test_nearly_equal_laws_keep_their_digits(k, size):
    p = dense(k)
    q = near(p, size / k)
    for name in ("kl_divergence", "jensen_shannon_divergence", "jeffreys_divergence", "hellinger_distance"):
        found = getattr(pmf, name)(p, q)
        assert found >= 0.0
        if k <= 100:
            expected = getattr(reference, name)(exact(p), exact(q), log=mpmath.log)
            close(found, expected, absolute=SQUARED_ROUNDING)


@pytest.mark.parametrize("order", [0.3, 0.5, 1.0 - 1e-8, 1.0 + 1e-8, 2.0, 20.0])
@pytest.mark.parametrize("name", ["renyi_divergence", "tsallis_divergence", "alpha_divergence"])
def test_nearly_equal_laws_keep_their_digits_at_any_order(name, order):
    p = dense(20)
    q = near(p)
    expected = getattr(reference, name)(exact(p), exact(q), mpmath.mpf(order), log=mpmath.log)
    close(getattr(pmf, name)(p, q, order), expected)


@pytest.mark.parametrize("size", [1e-3, 1e-6, 1e-9])
def test_nearly_independent_variables_keep_six_digits(size):
    """p(x)p(y) is itself rounded, which leaves 1e-16 / size of relative error and no more."""
    p = near(np.multiply.outer(dense(6), dense(5)), size)
    found = pmf.mutual_information(p)
    assert found >= 0.0
    close(found, reference.mutual_information(exact(p), log=mpmath.log), rel=1e-6)
    cube = near(np.multiply.outer(p / p.sum(), dense(4)), size)
    for name in ("total_correlation", "dual_total_correlation"):
        close(getattr(pmf, name)(cube), getattr(reference, name)(exact(cube), log=mpmath.log), rel=1e-6)
    close(
        pmf.conditional_mutual_information(cube),
        reference.conditional_mutual_information(exact(cube), log=mpmath.log),
        rel=1e-6,
    )


def test_single_precision_keeps_six_digits_of_a_small_divergence():
    p = dense(1000).astype(np.float32)
    q = (p * (1 + 1e-4 * rng.uniform(-1, 1, 1000))).astype(np.float32)
    for a, b in ((p, q), (np.tile(p, (100, 1)), np.tile(q, (100, 1)))):
        found = pmf.kl_divergence(a, b)
        assert found.dtype == np.float32
        generalised = sum(
            x * mpmath.log(x / y) - x + y for x, y in zip(exact(p), exact(q))
        )  # float32 sums are too far from 1 to be divided out below 1e-9
        close(np.ravel(found)[:1], [generalised], rel=1e-5)


def test_conditional_entropy_sees_a_doubt_smaller_than_rounding():
    p = np.array([[0.5, 1e-20], [1e-18, 0.5]])
    close(pmf.conditional_entropy(p), reference.conditional_entropy(exact(p), log=mpmath.log))


def test_markov_information():
    start, moves = dense(4), np.array([dense(4) for _ in range(4)])
    changing = np.array([[dense(4) for _ in range(4)] for _ in range(5)])
    for transition in (moves, changing):
        rows = np.asarray(exact(transition), dtype=object)
        rows = rows / rows.sum(axis=-1, keepdims=True)
        expected = reference.markov_information(exact(start), rows, 5, log=mpmath.log)
        found = pmf.markov_information(start, transition, 5)
        for a, b in zip(found, expected):
            close(a, b)


def test_every_measure_is_held_to_mpmath():
    here = {*OF_ONE, *OF_TWO, *OF_XY, *OF_MANY}
    here |= {"renyi_entropy", "tsallis_entropy", "renyi_divergence", "tsallis_divergence", "alpha_divergence"}
    here |= {"conditional_mutual_information", "o_information", "interaction_information", "binary_entropy"}
    here |= {"markov_information"}
    elsewhere = {
        "binary_cross_entropy",  # test_losses
        "categorical_cross_entropy",
        "gaussian_kl",
        "gaussian_nll",
        "code_lengths",  # test_codes
        "expected_code_length",
        "kraft_sum",
        "entropy_rate",  # test_markov
        "stationary_law",
        "f_divergence",  # test_f_divergence: as precise as the caller's function
        "jensen_gap",  # test_jensen
        "maximum_entropy",  # test_maximum_entropy
        "partial_information",  # test_partial
    }
    assert here | elsewhere == set(pmf.__all__)
    assert not here & elsewhere
