"""Closed form = slow version = quadrature = Monte Carlo, for random parameters, over the whole table."""

import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dist.laws_table import ALL, FAMILIES
from infoscope import dist
from infoscope.dist.closed_forms import _discrete, _line, _normal, _positive, _simplex
from infoscope.dist.closed_forms._table import renyi_divergence as renyi_in_table
from reference import dist as line
from reference import dist_many as many

FILES = (_normal, _positive, _line, _simplex, _discrete)
few = settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
DRAWS = 10_000


def table(name):
    return {key: f for file in FILES for key, f in getattr(file, name, {}).items()}


def slow(function, *parameters):
    name = function.__name__.lstrip("_")
    return getattr(line, name, None or getattr(many, name, None))(*parameters)


def agree(closed, other, slack=1e-9):
    if math.isinf(closed):
        assert other == closed
    else:
        assert abs(closed - other) <= slack * max(1.0, abs(closed))


def by_draws(measure, *laws, closed, seed=0, **choices):
    found = measure(*laws, method="monte_carlo", rng=seed, max_samples=DRAWS, rtol=0.0, atol=0.0, **choices)
    assert found.method == "monte_carlo"
    if not found.warnings and math.isfinite(closed):
        # two sigmas of the error's own error are allowed for, since so many laws are tried
        assert abs(float(found) - closed) <= 4.5 * found.std_error + 1e-9


# What holds only for laws of one shape or scale is asked of such: Q with that of P
ALIKE = {
    "weibull": lambda of_p, of_q: (of_p[0], of_q[1]),
    **dict.fromkeys(("gumbel", "gumbel_left", "logistic"), lambda of_p, of_q: (of_q[0], of_p[1])),
}


def alike(pair, of_p, of_q):
    return ALIKE[pair[0]](of_p, of_q) if pair[0] == pair[1] and pair[0] in ALIKE else of_q


def with_entropy():
    return [f for f in table("ENTROPY") if f != "gumbel_left" or f in ALL]


@pytest.mark.parametrize("family", with_entropy())
def test_entropy(family):
    parameters, law = ALL[family]

    @few
    @given(parameters)
    def holds(given_):
        formula, p = table("ENTROPY")[family], law(*given_)
        if formula(*given_) is None:
            return
        closed = dist.entropy(p, method="closed_form")
        assert (closed.method, closed.std_error) == ("closed_form", 0.0)
        agree(float(closed), float(formula(*given_)))
        agree(float(closed), slow(formula, *given_), 1e-7)
        if family in FAMILIES:
            quadrature = dist.entropy(p, method="quadrature")
            agree(float(closed), float(quadrature))
            assert quadrature.warnings == ()
        by_draws(dist.entropy, p, closed=float(closed))

    holds()


@pytest.mark.parametrize("pair", table("KL_DIVERGENCE"), ids=" ".join)
def test_kl_divergence(pair):
    (one, law), (other, law_q) = ALL[pair[0]], ALL[pair[1]]

    @few
    @given(one, other)
    def holds(of_p, of_q):
        of_q = alike(pair, of_p, of_q) if "logistic" in pair else of_q
        p, q = law(*of_p), law_q(*of_q)
        closed = float(dist.kl_divergence(p, q, method="closed_form"))
        agree(closed, slow(table("KL_DIVERGENCE")[pair], *of_p, *of_q), 1e-6)
        if pair[0] in FAMILIES:
            agree(closed, float(dist.kl_divergence(p, q, method="quadrature")))
        by_draws(dist.kl_divergence, p, q, closed=closed)
        agree(float(dist.kl_divergence(p, p)), 0.0, 1e-12)

    holds()


@pytest.mark.parametrize("pair", table("RENYI_DIVERGENCE"), ids=" ".join)
def test_renyi_divergence(pair):
    (one, law), (other, law_q) = ALL[pair[0]], ALL[pair[1]]

    @few
    @given(one, other, st.sampled_from([0.3, 0.5, 1.7, 2.0]))
    def holds(of_p, of_q, order):
        of_q = alike(pair, of_p, of_q)
        p, q = law(*of_p), law_q(*of_q)
        closed = float(dist.renyi_divergence(p, q, order, method="closed_form"))
        expected = slow(table("RENYI_DIVERGENCE")[pair], *of_p, *of_q, order)
        if math.isinf(closed):
            assert expected > 1.5  # the slow way ends somewhere, of what does not
        elif closed < 1.5:  # near that the slow way ends too early
            agree(closed, expected, 1e-6)
        if pair[0] in FAMILIES:
            agree(closed, float(dist.renyi_divergence(p, q, order, method="quadrature")))

    holds()


@pytest.mark.parametrize("pair", [p for p in table("RENYI_DIVERGENCE") if p[0] in FAMILIES], ids=" ".join)
def test_distances_made_of_renyi_divergences(pair):
    (one, law), (other, law_q) = ALL[pair[0]], ALL[pair[1]]

    @few
    @given(one, other)
    def holds(of_p, of_q):
        of_q = alike(pair, of_p, of_q)
        p, q = law(*of_p), law_q(*of_q)
        for measure, power in ((dist.hellinger_distance, 2), (dist.chi_squared_divergence, 1)):
            # the square is what is added up: of nearly equal laws the root halves the digits
            closed, other_way = (
                float(measure(p, q, method=m)) ** power for m in ("closed_form", "quadrature")
            )
            agree(closed, other_way, 1e-8)

    holds()


@few
@given(*[st.tuples(st.floats(-3, 3), st.floats(0.3, 3.0))] * 2)
def test_total_variation_of_normal_laws(of_p, of_q):
    p, q = (ALL["normal"][1](*of) for of in (of_p, of_q))
    closed = float(dist.total_variation_distance(p, q))
    agree(closed, float(dist.total_variation_distance(p, q, method="quadrature")), 1e-8)
    agree(closed, line.normal_total_variation(*of_p, *of_q), 1e-6)
    by_draws(dist.total_variation_distance, p, q, closed=closed)


@pytest.mark.parametrize("pair", [p for p in table("TOTAL_VARIATION") if p[0] != "log_normal"], ids=" ".join)
def test_total_variation_of_one_scale(pair):
    parameters, law = ALL[pair[0]]

    @few
    @given(parameters, parameters)
    def holds(of_p, of_q):
        of_q = (of_q[0], of_p[1]) if len(of_p) == 2 else of_q
        p, q = law(*of_p), law(*of_q)
        closed = float(dist.total_variation_distance(p, q, method="closed_form"))
        agree(closed, float(dist.total_variation_distance(p, q, method="quadrature")), 1e-8)
        agree(closed, slow(table("TOTAL_VARIATION")[pair], *of_p, *of_q), 1e-6)
        by_draws(dist.total_variation_distance, p, q, closed=closed)

    holds()


@pytest.mark.parametrize("family", ["weibull", "gumbel", "logistic"])
def test_of_two_shapes_or_scales_there_is_no_closed_form(family):
    law = ALL[family][1]
    found = dist.renyi_divergence(law(1.2, 0.9), law(0.8, 1.4), 0.5)
    assert found.method == "quadrature"
    with pytest.raises(ValueError, match="there is: 'quadrature', 'monte_carlo'"):
        dist.renyi_divergence(law(1.2, 0.9), law(0.8, 1.4), 0.5, method="closed_form")


@pytest.mark.parametrize("family", sorted(set(table("CROSS_ENTROPY"))))
@pytest.mark.parametrize(
    "other", ["gamma", "laplace", "beta", "student", "pareto", "gumbel", "inverse_gamma"]
)
def test_any_law_with_moments_against_a_square_or_a_line(family, other):
    parameters, law = ALL[other]

    @few
    @given(parameters)
    def holds(given_):
        p = law(*given_)
        low, _ = p.support()
        q = {
            "normal": ALL["normal"][1](0.5, 2.0),
            "exponential": ALL["exponential"][1](low if math.isfinite(low) else 0.0, 1.5),
            "uniform": ALL["uniform"][1](-1.0, 2.5),
        }[family]
        closed = dist.kl_divergence(p, q, method="closed_form")
        agree(float(closed), float(dist.kl_divergence(p, q, method="quadrature")))
        crossed = dist.cross_entropy(p, q, method="closed_form")
        agree(float(crossed), float(dist.cross_entropy(p, q, method="quadrature")))

    holds()


def test_moments_against_the_slow_versions():
    for family in table("CROSS_ENTROPY"):
        formula = table("CROSS_ENTROPY")[family]
        given_ = {"normal": (0.3, 0.7), "exponential": (-1.0, 1.5), "uniform": (-4.0, 4.0)}[family]
        agree(float(formula(0.5, 0.4, *given_)), slow(formula, 0.5, 0.4, *given_), 1e-7)


def test_exponential_pairs_with_gamma_and_weibull():
    p, q, r = (
        ALL[f][1](*of) for f, of in (("exponential", (0, 2)), ("gamma", (0.7, 1.2)), ("weibull", (1.6, 0.8)))
    )
    for one, other in ((p, q), (q, p), (p, r), (r, p)):
        closed = dist.kl_divergence(one, other, method="closed_form")
        agree(float(closed), float(dist.kl_divergence(one, other, method="quadrature")))


@pytest.mark.parametrize("pair", [("normal", "laplace"), ("student", "normal"), ("gamma", "log_normal")])
def test_bounded_averages_agree_by_both_routes(pair):
    p, q = (
        ALL[f][1](*of)
        for f, of in zip(pair, [(2.5, 0.4, 0.7)[: 3 if pair[0] == "student" else 2], (0.3, 1.1)])
    )
    measures = [dist.jensen_shannon_divergence, dist.hellinger_distance, dist.total_variation_distance]
    for measure in measures:
        exact = measure(p, q, method="quadrature")
        drawn = measure(p, q, method="monte_carlo", rng=3, max_samples=DRAWS, rtol=0.0, atol=0.0)
        assert abs(float(exact) - float(drawn)) <= 4 * drawn.std_error
        assert drawn.warnings == ()


def test_a_family_that_is_shifted_is_not_taken_for_one_that_is_not():
    p, q = ALL["gamma"][1](2.0, 1.0), ALL["gamma"][1](2.0, 1.0)
    assert renyi_in_table(*dist._laws.as_pair(p, q), 2.0) == pytest.approx(0.0, abs=1e-15)
    from scipy.stats import gamma

    moved = dist.kl_divergence(gamma(2.0, 1.0), gamma(2.0))
    assert moved.method == "quadrature"
    assert float(dist.kl_divergence(gamma(2.0), gamma(2.0, 1.0))) == np.inf
