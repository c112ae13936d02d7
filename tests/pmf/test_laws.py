"""The laws of the field, on laws that hypothesis thinks up."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from infoscope import pmf

TINY = 1e-12


def holds(*strategies):
    return lambda test: settings(deadline=None, max_examples=40)(given(*strategies)(test))


weights = st.one_of(st.floats(1e-3, 1.0), st.floats(1e-3, 1.0), st.just(0.0), st.floats(1e-300, 1e-100))


@st.composite
def laws(draw, *shape, count=1):
    found = []
    for _ in range(count):
        x = draw(hnp.arrays(float, shape, elements=weights))
        x.flat[draw(st.integers(0, x.size - 1))] += 1e-3  # never all impossible
        found.append(x / x.sum())
    return found[0] if count == 1 else found


@st.composite
def kernels(draw, rows, columns):
    """Row-stochastic matrices."""
    return np.array([draw(laws(columns)) for _ in range(rows)])


two = laws(5, count=2)
three = laws(5, count=3)
orders = st.one_of(st.sampled_from([0.0, 0.5, 1.0, 2.0, math.inf]), st.floats(0.01, 20.0))


@holds(laws(6))
def test_entropy_lies_between_zero_and_log_k(p):
    assert 0.0 <= pmf.entropy(p) + 1e-15 <= math.log(6) + 1e-14
    assert pmf.entropy(p) <= math.log((p > 0).sum()) + 1e-14


@holds(laws(5), laws(4))
def test_entropy_is_additive(p, q):
    h = pmf.joint_entropy(np.multiply.outer(p, q))
    assert h == pytest.approx(pmf.entropy(p) + pmf.entropy(q), abs=TINY)
    product = np.multiply.outer(p, q).ravel()
    for a in (0.0, 0.4, 3.0, math.inf):
        both = pmf.renyi_entropy(p, a) + pmf.renyi_entropy(q, a)
        possible = product.size == 0 or (product > 0).sum() == (p > 0).sum() * (q > 0).sum()
        if possible:  # a product of two tiny chances may underflow to an impossible outcome
            assert pmf.renyi_entropy(product, a) == pytest.approx(both, abs=1e-11)


@holds(laws(6), st.permutations(range(6)))
def test_relabelling_changes_nothing(p, order):
    q = p[list(order)]
    for f in (pmf.entropy, pmf.extropy, pmf.min_entropy, pmf.perplexity):
        assert f(q) == pytest.approx(f(p), abs=1e-14)


@holds(laws(6), orders, orders)
def test_renyi_entropy_falls_with_its_order(p, a, b):
    low, high = sorted((a, b))
    assert pmf.renyi_entropy(p, high) <= pmf.renyi_entropy(p, low) + 1e-11


@holds(two, orders, orders)
def test_renyi_divergence_grows_with_its_order(pq, a, b):
    low, high = sorted((a, b))
    assert pmf.renyi_divergence(*pq, low) <= pmf.renyi_divergence(*pq, high) * (1 + 1e-11) + 1e-11


@holds(two)
def test_gibbs(pq):
    """Every divergence is >= 0, and 0 from a law to itself."""
    p, q = pq
    for f in (
        pmf.kl_divergence,
        pmf.jeffreys_divergence,
        pmf.jensen_shannon_divergence,
        pmf.hellinger_distance,
        pmf.total_variation_distance,
        pmf.chi_squared_divergence,
        pmf.wasserstein_distance,
        lambda p, q: pmf.alpha_divergence(p, q, 0.3),
        lambda p, q: pmf.tsallis_divergence(p, q, 3.0),
    ):
        assert f(p, q) >= 0.0
        assert f(p, p) == 0.0
    assert pmf.cross_entropy(p, q) >= pmf.entropy(p) - 1e-14


@holds(two)
def test_cross_entropy_is_entropy_and_divergence(pq):
    p, q = pq
    assert pmf.cross_entropy(p, q) == pytest.approx(pmf.entropy(p) + pmf.kl_divergence(p, q), rel=TINY)


@holds(two, st.floats(0.05, 0.95))
def test_divergences_of_order_one_are_kl(pq, a):
    p, q = pq
    d = pmf.kl_divergence(p, q)
    if math.isfinite(d):
        for f in (pmf.alpha_divergence, pmf.renyi_divergence, pmf.tsallis_divergence):
            assert f(p, q, 1.0) == d
            # q may hold 1e-300: the order must come close enough for q^(1-a) to be near 1.
            assert f(p, q, 1.0 + 1e-9) == pytest.approx(d, rel=1e-5, abs=1e-15)
    swapped = a * pmf.renyi_divergence(q, p, 1 - a)
    assert (1 - a) * pmf.renyi_divergence(p, q, a) == pytest.approx(swapped, rel=1e-11, abs=1e-15)
    assert pmf.bhattacharyya_distance(p, q) == pytest.approx(
        0.5 * pmf.renyi_divergence(p, q, 0.5), rel=1e-11, abs=1e-15
    )


@holds(two)
def test_symmetric_ones_are_symmetric(pq):
    p, q = pq
    for f in (
        pmf.jensen_shannon_divergence,
        pmf.jeffreys_divergence,
        pmf.hellinger_distance,
        pmf.total_variation_distance,
        pmf.bhattacharyya_distance,
        pmf.wasserstein_distance,
    ):
        assert f(p, q) == pytest.approx(f(q, p), rel=1e-14, abs=1e-15)


@holds(three)
def test_metrics_obey_the_triangle(pqr):
    p, q, r = pqr
    for d in (
        pmf.jensen_shannon_distance,
        pmf.hellinger_distance,
        pmf.total_variation_distance,
        pmf.wasserstein_distance,
    ):
        assert d(p, r) <= d(p, q) + d(q, r) + 1e-14


@holds(two)
def test_bounds_between_divergences(pq):
    p, q = pq
    tv, hellinger = pmf.total_variation_distance(p, q), pmf.hellinger_distance(p, q)
    kl, chi = pmf.kl_divergence(p, q), pmf.chi_squared_divergence(p, q)
    slack = 1e-14
    assert 2 * tv**2 <= kl + slack  # Pinsker
    assert tv <= math.sqrt(max(0.0, -math.expm1(-kl))) + 1e-7  # Bretagnolle & Huber
    assert hellinger**2 <= tv + slack
    assert tv <= hellinger * math.sqrt(max(0.0, 2 - hellinger**2)) + slack  # Le Cam
    assert kl <= math.log1p(chi) * (1 + 1e-12) + slack
    assert pmf.jensen_shannon_divergence(p, q) <= tv * math.log(2) + slack  # Lin
    assert pmf.jensen_shannon_divergence(p, q) <= math.log(2) + slack


@holds(three, laws(3))
def test_jensen_shannon_is_the_information_on_which_law(pqr, w):
    """JS = I(outcome; index) <= H(w)."""
    joint = w[:, None] * np.stack(pqr)
    js = pmf.jensen_shannon_divergence(*pqr, weights=w)
    assert js == pytest.approx(pmf.mutual_information(joint), rel=1e-11, abs=1e-14)
    assert js <= pmf.entropy(w) + 1e-14


@holds(two, kernels(5, 3))
def test_data_processing(pq, channel):
    """What a channel does to two laws brings them closer."""
    p, q = pq
    after = [(x @ channel) / (x @ channel).sum() for x in (p, q)]
    reached = [(x > 0) @ (channel > 0) > 0 for x in (p, q)]
    assume(all(((y > 0) == r).all() for y, r in zip(after, reached)))  # a product below 1e-323 is 0
    for f in (
        pmf.kl_divergence,
        pmf.jensen_shannon_divergence,
        pmf.hellinger_distance,
        pmf.total_variation_distance,
        pmf.chi_squared_divergence,
        lambda p, q: pmf.renyi_divergence(p, q, 0.7),
    ):
        assert f(*after) <= f(p, q) * (1 + 1e-11) + 1e-14


@holds(laws(4), kernels(4, 3), kernels(3, 4))
def test_data_processing_along_a_chain(p, first, second):
    """X → Y → Z: I(X;Z) <= I(X;Y), and I(X;Z|Y) = 0."""
    xy = p[:, None] * first
    xyz = xy[:, :, None] * second[None]
    assert pmf.mutual_information(xyz.sum(axis=1)) <= pmf.mutual_information(xy) + 1e-14
    given_y = np.moveaxis(xyz, 1, 2)
    assert pmf.conditional_mutual_information(given_y) == pytest.approx(0.0, abs=1e-14)


@holds(laws(3), kernels(3, 3))
def test_informations_along_a_chain_never_rise(p, moves):
    _, informations = pmf.markov_information(p, moves, 6)
    assert (np.diff(informations) <= 1e-14).all()


@holds(laws(4, 3))
def test_mutual_information_in_its_five_ways(p):
    x, y = p.sum(axis=1), p.sum(axis=0)
    i = pmf.mutual_information(p)
    assert i >= 0.0
    assert pmf.mutual_information(p.T) == pytest.approx(i, rel=TINY, abs=1e-15)
    h_x, h_y, h = pmf.entropy(x / x.sum()), pmf.entropy(y / y.sum()), pmf.joint_entropy(p)
    ways = (
        h_x + h_y - h,
        h_x - pmf.conditional_entropy(p),
        h_y - pmf.conditional_entropy(p, given=-2),
        float((p * np.where(p > 0, pmf.pointwise_mutual_information(p), 0.0)).sum()),
        0.5 * (h_x + h_y - pmf.variation_of_information(p)),
    )
    for way in ways:
        assert way == pytest.approx(i, abs=1e-13)


@holds(laws(4, 3))
def test_chain_rule_and_conditioning(p):
    x, y = p.sum(axis=1), p.sum(axis=0)
    assert pmf.joint_entropy(p) == pytest.approx(
        pmf.entropy(y / y.sum()) + pmf.conditional_entropy(p), abs=1e-13
    )
    assert 0.0 <= pmf.conditional_entropy(p) <= pmf.entropy(x / x.sum()) + 1e-14


@holds(laws(3, 2, 4))
def test_chain_rule_of_information(p):
    """I(X; Y,Z) = I(X;Z) + I(X;Y|Z)."""
    whole = pmf.mutual_information(p.reshape(3, 8))
    assert whole == pytest.approx(
        pmf.mutual_information(p.sum(axis=1)) + pmf.conditional_mutual_information(p), abs=1e-13
    )


@holds(laws(3, 2, 3))
def test_many_variables(p):
    tc, dtc = pmf.total_correlation(p), pmf.dual_total_correlation(p)
    assert tc >= 0.0
    assert dtc >= 0.0
    assert pmf.o_information(p) == pytest.approx(tc - dtc, abs=1e-15)
    # For three variables the O-information is the interaction information.
    assert pmf.interaction_information(p) == pytest.approx(tc - dtc, abs=1e-13)
    assert pmf.total_correlation(p.sum(axis=2)) == pytest.approx(
        pmf.mutual_information(p.sum(axis=2)), rel=TINY, abs=1e-15
    )
    assert pmf.total_correlation(p) == pytest.approx(
        pmf.mutual_information(p.sum(axis=2)) + pmf.mutual_information(p.reshape(6, 3)), abs=1e-13
    )


@holds(laws(4, 4))
def test_variation_of_information_is_zero_between_equals(p):
    diagonal = np.diag(p.sum(axis=0))
    assert pmf.variation_of_information(diagonal) == 0.0
    assert pmf.variation_of_information(p) >= 0.0


@holds(laws(5), hnp.arrays(float, 5, elements=st.floats(0.1, 10.0)))
def test_jensen(p, values):
    for name, sign in (("square", 1), ("exp", 1), ("x_log_x", 1), ("log", -1), ("sqrt", -1), ("entropy", -1)):
        assert sign * pmf.jensen_gap(name, values, p) >= 0.0


@holds(laws(6))
def test_kraft_and_shannon(p):
    shannon, huffman = pmf.code_lengths(p), pmf.code_lengths(p, code="huffman")
    assert pmf.kraft_sum(shannon) <= 1.0
    assert pmf.kraft_sum(huffman) == 1.0  # a full tree
    h = pmf.entropy(p, unit="bits")
    short, long = pmf.expected_code_length(p, code="huffman"), pmf.expected_code_length(p)
    assert h <= short + 1e-12
    # Huffman spends a word on outcomes of no chance, too; and floats may sum to more than 1.
    if (p > 0).all() and sum(map(Fraction, p.tolist())) <= 1:
        assert short <= long + 1e-12
    assert long < h + 1


@holds(two)
def test_wrong_code_costs_the_divergence(pq):
    p, q = pq
    excess = pmf.cross_entropy(p, q, unit="bits")
    length = pmf.expected_code_length(p, q)
    if math.isfinite(excess):
        assert excess - 1e-12 <= length < excess + 1
    else:
        assert length == math.inf


@holds(laws(3, 3, 2))
def test_atoms_add_up(p):
    whole = pmf.mutual_information(p.reshape(9, 2))
    for measure in ("i_min", "mmi"):
        atoms = pmf.partial_information(p, measure=measure)
        assert sum(atoms.values()) == pytest.approx(whole, abs=1e-13)
        first = pmf.mutual_information(p.sum(axis=1))
        assert atoms["{1}{2}"] + atoms["{1}"] == pytest.approx(first, abs=1e-13)
    assert all(atom >= -1e-14 for atom in pmf.partial_information(p).values())


@holds(two)
def test_f_divergences_are_the_named_ones(pq):
    p, q = pq
    named = {
        pmf.total_variation_distance: lambda t: 0.5 * abs(t - 1),
        pmf.chi_squared_divergence: lambda t: (t - 1) ** 2,
        pmf.kl_divergence: lambda t: t * np.log(t),
        (lambda p, q: pmf.kl_divergence(q, p)): lambda t: -np.log(t),
        (lambda p, q: pmf.hellinger_distance(p, q) ** 2): lambda t: 0.5 * (t**0.5 - 1) ** 2,
    }
    for measure, generator in named.items():
        expected = measure(p, q)
        with np.errstate(over="ignore"):  # (t - 1)² beyond the largest number
            found = pmf.f_divergence(p, q, generator)
        if (p[q > 0] < 1e150 * q[q > 0]).all():  # beyond, the square itself is no float
            assert found == pytest.approx(expected, rel=1e-9, abs=1e-13)
