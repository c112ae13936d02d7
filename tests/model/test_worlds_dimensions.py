"""Worlds in many dimensions: as exact as the few in which components differ, and honest where many do."""

import itertools
import math

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import expit
from scipy.stats import chi, ortho_group

from infoscope import model
from infoscope.model import worlds
from infoscope.model.worlds._components import Components
from reference import diffusion as slow

TWO = ([0.5, 0.5], [-2.0, 2.0], [0.5, 0.5])
KEPT = [0.98, 0.5, 0.03]
THREE = (
    [0.5, 0.3, 0.2],
    [[0.1, -0.1, 0.6], [0.1, -0.5, 0.4], [1.3, 0.9, -0.7]],
    [[0.7, 1.0, 0.5], [0.6, 0.7, 0.8], [0.9, 0.6, 0.7]],
)
MEANS = np.array([[-2.0, 0, 0, 0, 0], [2.0, 0, 0, 0, 0]])
ROUND = worlds.Mixture([0.3, 0.7], [[0, 0, 0, 0], [1, 2, 0, -1]], [0.4, 1.1])  # round, of two sizes
SLANTED = worlds.Mixture([0.4, 0.6], [[0, 0, 0], [1, 2, -1]], [[0.2, 0.7, 1.5]] * 2)
SIMPLEX = worlds.Points(np.eye(4))
EVEN = worlds.Points([p for p in itertools.product([-1.0, 1.0], repeat=3) if np.prod(p) > 0])
GENERAL = worlds.Mixture(*THREE)
ALL = [ROUND, SLANTED, SIMPLEX, EVEN, GENERAL]


def line(kept, weights=TWO[0], means=TWO[1], stds=TWO[2]):
    """I, MMSE and h of a mixture on a line, slowly."""
    h = slow.mixture_entropy(kept, weights, means, stds)
    noise = 0.5 * math.log(2 * math.pi * math.e * (1 - kept))
    return h - noise, slow.mixture_mmse(kept, weights, means, stds), h


def gaussian(kept, variance):
    seen = kept * variance + 1 - kept
    noise = 0.5 * math.log(2 * math.pi * math.e * (1 - kept))
    h = 0.5 * math.log(2 * math.pi * math.e * seen)
    return h - noise, variance * (1 - kept) / seen, h


def answers(world, kept):
    return [float(getattr(world, name)(kept)) for name in ("information", "mmse", "entropy")]


@pytest.mark.parametrize("kept", KEPT)
@pytest.mark.parametrize("dim", [3, 5])
def test_two_humps_in_more_dimensions_are_two_humps_and_gaussians(dim, kept):
    turn = ortho_group.rvs(dim, random_state=1)
    expected = np.array(line(kept)) + (dim - 1) * np.array(gaussian(kept, 0.25))
    for means in (MEANS[:, :dim], MEANS[:, :dim] @ turn + 7.0):
        world = worlds.Mixture([0.5, 0.5], means, [0.5, 0.5])
        assert world.exact_by == "quadrature"
        assert answers(world, kept) == pytest.approx(expected, abs=1e-9)


def test_the_bound_of_two_humps_in_three_dimensions():
    """With one variance for all dimensions a term is ½ d ln(1 + ΔSNR MMSE/d), so that they do not add up."""
    schedule = model.vdm_schedule(12)
    kept, snr = schedule.alpha_bar, np.exp(schedule.log_snr)
    error = np.array([line(k)[1] + 2 * gaussian(k, 0.25)[1] for k in kept])
    terms = 1.5 * np.log1p((snr[:-1] - snr[1:]) * error[1:] / 3)
    first = 1.5 * math.log(2 * math.pi * math.e * error[0] / 3)
    prior = 0.5 * (kept[-1] * (4.25 + 0.5) - 3 * kept[-1] - 3 * math.log(1 - kept[-1]))
    bound = worlds.Mixture([0.5, 0.5], MEANS[:, :3], [0.5, 0.5]).bound(schedule)
    assert bound.total == pytest.approx(prior + first + terms.sum(), abs=1e-8)
    assert 0.0 < bound.error < 1e-7
    assert worlds.Gaussian(2.0, dim=3).bound(schedule).error == 0.0


@pytest.mark.parametrize("kept", KEPT)
def test_a_covariance_that_all_components_share(kept):
    """Whitened by what is seen of it, Δ = S^(−½) (μ_2 − μ_1) is all that tells two components apart."""
    rng = np.random.default_rng([5])
    root = rng.normal(size=(5, 5)) / 2
    covariance, means, weights = root @ root.T, rng.normal(size=(2, 5)), [0.3, 0.7]
    spread, basis = np.linalg.eigh(covariance)
    law = Components(np.array(weights), means, np.stack([spread, spread]), basis)
    seen = kept * covariance + (1 - kept) * np.eye(5)
    gap = math.sqrt(kept * (means[1] - means[0]) @ np.linalg.solve(seen, means[1] - means[0]))
    half = 2.5 * math.log(2 * math.pi * math.e)
    h = (
        0.5 * np.linalg.slogdet(seen)[1]
        + half
        - half / 5
        + slow.mixture_entropy(1.0, weights, [0, gap], [1, 1])
    )
    world = worlds.World(law, "slanted")
    assert world.entropy(kept) == pytest.approx(h, abs=1e-9)
    assert world.information(kept) == pytest.approx(h - half - 2.5 * math.log(1 - kept), abs=1e-9)


@pytest.mark.parametrize("kept", KEPT)
def test_sizes_of_round_components(kept):
    """About one place only the length differs, in any number of dimensions; in two, axis by axis as well."""
    sizes, shares = [0.4, 1.1], [0.3, 0.7]
    for dim in (3, 7):
        world = worlds.Mixture(shares, np.full((2, dim), 2.0), sizes)
        laws = [chi(dim, scale=math.sqrt(kept * s * s + 1 - kept)) for s in sizes]

        def surprise(r, dim=dim, laws=laws):
            p = sum(w * law.pdf(r) for w, law in zip(shares, laws))
            sphere = (
                math.log(2) + dim / 2 * math.log(math.pi) - math.lgamma(dim / 2) + (dim - 1) * math.log(r)
            )
            return p * (sphere - math.log(p))

        h = quad(surprise, 1e-9, 14.0, limit=500, epsabs=1e-12)[0]
        assert world.exact_by == "quadrature"
        assert world.entropy(kept) == pytest.approx(h, abs=1e-9)


def test_round_components_of_two_sizes_and_places():
    """The same law in three dimensions by cubature around each component."""
    means = [[0.0, 0.0, 0.0], [0.3, 0.5, -0.2]]
    world = worlds.Mixture([0.3, 0.7], means, [0.9, 1.1])
    assert world.exact_by == "quadrature"
    for kept in (0.5, 0.03):
        h, mmse = slow.mixture_by_cubature(kept, [0.3, 0.7], means, [[0.9] * 3, [1.1] * 3])
        assert answers(world, kept)[1:] == pytest.approx([mmse, h], abs=1e-9)


@pytest.mark.parametrize("world", ALL, ids=repr)
def test_order_of_coordinates_and_components_says_nothing(world):
    law, kept = world.components, np.array([0.9, 0.2])
    other = worlds.Mixture(law.weights[::-1], law.means[::-1, ::-1], np.sqrt(law.spreads[::-1, ::-1]))
    tolerance = 1e-9 if world.exact_by == "quadrature" else 6 * world.integration_error(kept).max()
    assert other.information(kept) == pytest.approx(world.information(kept), abs=tolerance)


def test_independent_points_add_up():
    law = worlds.Points([-1.0, 1.0], [0.2, 0.8])
    sides = np.array(list(itertools.product([-1.0, 1.0], repeat=4)))
    cube = worlds.Points(sides, np.where(sides > 0, 0.8, 0.2).prod(axis=1))
    assert cube.exact_by == "quadrature"
    for kept in KEPT:
        expected = 4 * np.array(line(kept, [0.2, 0.8], [-1.0, 1.0], [0.0, 0.0]))
        assert answers(cube, kept) == pytest.approx(expected, abs=1e-9)
    assert cube.information(1.0) == pytest.approx(4 * law.information(1.0), abs=1e-12)


def test_pairwise_independent_is_not_independent():
    """Any two coordinates of a point of even parity are independent; all three hold two bits."""
    assert EVEN.exact_by.startswith("Sobol points in 3 dimensions")
    assert EVEN.information([1.0, 1 - 1e-3]) == pytest.approx(2 * math.log(2), abs=1e-9)


@pytest.mark.parametrize("kept", [0.6, 0.3, 0.01])
def test_sobol_points_know_their_error(kept):
    h, mmse = slow.mixture_by_cubature(kept, *THREE)
    assert GENERAL.exact_by.startswith("Sobol points in 3 dimensions")
    error = [GENERAL.integration_error(kept), GENERAL.integration_error(kept, of="mmse")]
    assert abs(GENERAL.entropy(kept) - h) < 5 * error[0] < 1e-4
    assert abs(GENERAL.mmse(kept) - mmse) < 5 * error[1] < 2e-4


def test_the_bound_knows_its_error():
    schedule = model.vdm_schedule(8, 0.4, -5.0)
    error = np.array([slow.mixture_by_cubature(k, *THREE)[1] for k in schedule.alpha_bar])
    snr = np.exp(schedule.log_snr)
    terms = 1.5 * np.log1p((snr[:-1] - snr[1:]) * error[1:] / 3)
    first = 1.5 * math.log(2 * math.pi * math.e * error[0] / 3)
    bound = GENERAL.bound(schedule)
    assert abs(bound.reconstruction + bound.denoising.sum() - first - terms.sum()) < 5 * bound.error < 1e-3


@pytest.mark.parametrize("world", ALL, ids=repr)
def test_at_low_snr_information_is_half_the_signal(world):
    """I = ½ SNR tr Cov − ¼ SNR² tr Cov² + …, and the MMSE is tr Cov, relatively; never below 0."""
    law = world.components
    mean = law.weights @ law.means
    squares = (law.means - mean).T * law.weights @ (law.means - mean)
    covariance = squares + np.diag(law.weights @ law.spreads)
    kept = np.array([1e-5, 1e-6, 1e-8, 1e-10])
    snr = kept / (1 - kept)
    expected = 0.5 * snr * np.trace(covariance) - 0.25 * snr**2 * (covariance**2).sum()
    assert world.information(kept) == pytest.approx(expected, rel=1e-6)
    assert world.mmse(kept[2:]) == pytest.approx(np.trace(covariance), rel=1e-4)
    assert (world.integration_error(kept) < 1e-6 * expected).all()
    assert (world.information([1e-14, 1e-20, 1e-300]) >= 0.0).all()


@pytest.mark.parametrize("world", ALL, ids=repr)
def test_information_grows_by_half_the_error(world):
    """I-MMSE: dI/dλ = ½ SNR mmse, by a central difference, within the errors of both."""
    at, h = np.array([-3.0, 0.3]), 1e-3
    rise = (world.information(expit(at + h)) - world.information(expit(at - h))) / (2 * h)
    off = 5 * np.exp(at) * world.integration_error(expit(at), of="mmse")
    assert (np.abs(rise - 0.5 * np.exp(at) * world.mmse(expit(at))) < 2e-6 + off).all()


@pytest.mark.parametrize("world", [ROUND, SLANTED, GENERAL], ids=repr)
def test_many_places_are_as_exact_as_one(world):
    kept = model.vdm_schedule(60, 2.0, -1.9).alpha_bar
    some = [0, 13, 30, 41, 59]
    for name in ("information", "mmse"):
        alone = [float(getattr(world, name)(kept[t])) for t in some]
        error = world.integration_error(kept[some], of=name).max()
        assert getattr(world, name)(kept)[some] == pytest.approx(alone, abs=max(1e-9, 0.05 * error)), name


def test_alike_in_all_but_one_of_many_dimensions():
    means, stds = np.zeros((2, 300)), np.ones((2, 300))
    means[1, 7], stds[:, 9] = 3.0, [0.5, 0.5]
    world = worlds.Mixture([0.5, 0.5], means, stds)
    expected = line(0.4, [0.5, 0.5], [0.0, 3.0], [1.0, 1.0])[0]
    expected += 298 * gaussian(0.4, 1.0)[0] + gaussian(0.4, 0.25)[0]
    assert world.information(0.4) == pytest.approx(expected, rel=1e-11)


def test_no_error_of_what_is_not_there():
    with pytest.raises(ValueError, match="of must be one of information, mmse; got 'score'"):
        SIMPLEX.integration_error(0.5, of="score")


def test_far_from_the_origin_and_almost_alike():
    far = worlds.Mixture([0.5, 0.5], MEANS[:, :3] + 1e4, [0.5, 0.5])
    near = worlds.Mixture([0.5, 0.5], MEANS[:, :3], [0.5, 0.5])
    assert far.information(0.999) == pytest.approx(near.information(0.999), abs=1e-9)
    twice = worlds.Points([[0.3, 0.3], [0.1 + 0.2, 0.1 + 0.2]])  # apart by a rounding
    assert twice.information([0.5, 1.0]) == pytest.approx([0.0, math.log(2)], abs=1e-9)
