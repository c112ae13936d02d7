"""The worlds know their information: by the numbers published, and by the mean of ln p(x,y)/p(x)p(y)."""

import math
from itertools import pairwise

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import ndtri
from scipy.stats import (
    binom,
    cauchy,
    expon,
    gamma,
    kstest,
    multivariate_normal,
    multivariate_t,
    nbinom,
    norm,
    vonmises,
)

from infoscope.samples import worlds
from infoscope.samples.worlds import _answers as answers
from infoscope.samples.worlds import _copulas as copulas
from infoscope.samples.worlds import _hidden as hidden
from infoscope.samples.worlds import _kinds as kinds
from infoscope.samples.worlds import _laws as laws

BENCHMARK = {world.name: world for world in worlds.benchmark()}
WORLDS = {**BENCHMARK, **{world.name: world for world in worlds.others()}}
N = 20_000
GRID = ndtri((np.arange(4000) + 0.5) / 4000)  # equally likely values of a standard normal

PUBLISHED = {  # nats, as Czyż et al. state them -> the tasks
    0.4133: [
        "Gaussian 1x1",
        "Normal CDF 1x1",
        "Half-cube 1x1",
        "Wiggly 1x1",
        "Bimodal 1x1",
        "Swiss roll 2x1",
        "Dense 3x3",
    ],
    1.7094: ["Uniform noise 0.1 1x1"],
    0.3333: ["Uniform noise 0.75 1x1"],
    0.2939: ["Dense 2x2"],
    0.5928: ["Dense 5x5"],
    1.2922: ["Dense 25x25"],
    1.6243: ["Dense 50x50"],
    0.2242: ["Student 1 1x1", "Asinh Student 1 1x1"],
    0.4319: ["Student 1 2x2", "Asinh Student 1 2x2"],
    0.1931: ["Student 2 2x2"],
    0.2909: ["Student 2 3x3", "Asinh Student 2 3x3"],
    0.1787: ["Student 3 3x3"],
    0.4482: ["Student 2 5x5", "Asinh Student 2 5x5"],
    0.2985: ["Student 3 5x5"],
    1.0217: [
        "2-pair 2x2",
        *(
            f"{bend}2-pair {d}x{d}"
            for d in (3, 5, 25)
            for bend in ("", "Normal CDF ", "Half-cube ", "Spiral ", "Spiral Normal CDF ")
        ),
    ],
}


def test_the_benchmark_has_the_published_answers():
    assert sorted(name for names in PUBLISHED.values() for name in names) == sorted(BENCHMARK)
    assert len(BENCHMARK) == 40
    for nats, names in PUBLISHED.items():
        for name in names:
            assert BENCHMARK[name].information == pytest.approx(nats, abs=5e-5), name


def test_no_two_worlds_share_a_name():
    assert len(WORLDS) == len(worlds.benchmark()) + len(worlds.others())


@pytest.mark.parametrize("name", WORLDS)
def test_a_world_is_drawn_by_its_seed_in_the_shape_it_names(name):
    x, y = WORLDS[name].sample(7, np.random.default_rng(3))
    again = WORLDS[name].sample(7, np.random.default_rng(3))
    assert (x == again[0]).all()
    assert (y == again[1]).all()
    columns = [v.shape[1] if v.ndim == 2 else 1 for v in (x, y)]
    assert name.endswith(f"{columns[0]}x{columns[1]}")
    assert len(x) == len(y) == 7


def gaussian_ratio(correlation):
    d = len(correlation) // 2
    parts = [multivariate_normal(cov=c) for c in (correlation, correlation[:d, :d], correlation[d:, d:])]
    return lambda x, y: _ratio(parts, x, y)


def student_ratio(correlation, dof):
    d = len(correlation) // 2
    shapes = correlation, correlation[:d, :d], correlation[d:, d:]
    parts = [multivariate_t(shape=c, df=dof) for c in shapes]
    return lambda x, y: _ratio(parts, x, y)


def _ratio(parts, x, y):
    both, of_x, of_y = parts
    return both.logpdf(np.column_stack([x, y])) - of_x.logpdf(x) - of_y.logpdf(y)


def curved_ratio(name):
    _, mean, spread = next(c for c in laws.CURVES if name.startswith(c[0]))
    m, s = mean(GRID), spread(GRID)

    def ratio(x, y):
        of_y = [norm.pdf(v, m, s).mean() for v in y]
        return norm.logpdf(y, mean(x), spread(x)) - np.log(of_y)

    return ratio


def mixture_ratio(x, y):
    of_x, of_y = (norm.pdf(v[:, None], c) for v, c in zip((x, y), laws.CENTRES.T))
    weighted = laws.WEIGHTS * of_x
    return np.log((weighted * of_y).sum(axis=1) / weighted.sum(axis=1) / (of_y @ laws.WEIGHTS))


def signed_growth_ratio(x, y):
    of_logs = gaussian_ratio(np.array([[1.0, 1.0], [1.0, 1 + hidden.SIGNED**2]]))
    assert (np.sign(x) == np.sign(y)).all()
    return math.log(2) + of_logs(np.log(np.abs(x))[:, None], np.log(np.abs(y))[:, None])


def of_a_sum_ratio(name):
    parabola = curved_ratio(name)
    return lambda x, y: parabola(x.sum(axis=1) / math.sqrt(x.shape[1]), y)


def copies_ratio(x, y, noise=0.3):
    """The cause given x is Gaussian about the mean of x, shrunk."""
    left = 1 / (1 + x.shape[1] / noise**2)
    centre = (1 - left) * x.mean(axis=1)
    given = norm.pdf(y[:, None], np.sin(3 * (centre[:, None] + math.sqrt(left) * GRID)), 0.3)
    alone = norm.pdf(y[:, None], np.sin(3 * GRID), 0.3)
    return np.log(given.mean(axis=1) / alone.mean(axis=1))


def turned_ratio(x, y):
    x, y = (np.cbrt(v @ hidden.turn(3, seed).T) for v, seed in ((x, 1), (y, 2)))
    return gaussian_ratio(laws.pairs(3, 2, 0.8))(x, y)


def rate_ratio(x, y):
    """Of gamma-Poisson counts: negative binomial alone, and together given their sum binomial."""
    shape, scale = kinds.SHAPE, kinds.SCALE
    both = nbinom.logpmf(x + y, shape, 1 / (1 + 2 * scale)) + binom.logpmf(x, x + y, 0.5)
    return both - nbinom.logpmf(x, shape, 1 / (1 + scale)) - nbinom.logpmf(y, shape, 1 / (1 + scale))


def integer_ratio(x, y):
    """y in [x, x + 2], where those of x and x - 1 or x + 1 may overlap."""
    others = np.clip(np.floor(y), None, 4) - np.clip(np.floor(y) - 1, 0, None) + 1
    return np.log(5 / others)


def ring_ratio(x, y):
    of_x, of_y = (norm.pdf(v[:, None], c, 0.3) for v, c in zip((x, y), kinds.ring_centres(8, 3.0).T))
    return np.log((of_x * of_y).mean(axis=1) / of_x.mean(axis=1) / of_y.mean(axis=1))


def logistic_ratio(x, y):
    t = 3.0 * x.reshape(len(x), -1).sum(axis=1) / math.sqrt(x.size / len(x))
    return math.log(2) - np.logaddexp(0, np.where(y == 1, -t, t))


def angle_ratio(cosine, kappa):
    return vonmises.logpdf(np.arccos(np.clip(cosine, -1, 1)), kappa) + math.log(2 * math.pi)


def told_ratio(x, y):
    return math.log(2) + np.log(np.where((x[:, 0] * x[:, 1] > 0) == (y == 1), 0.9, 0.1))


def clayton_ratio(x, y, theta=3.0):
    total = x**-theta + y**-theta - 1
    return math.log(1 + theta) - (1 + theta) * np.log(x * y) - (2 + 1 / theta) * np.log(total)


def product_ratio(x, y):
    of_y = [norm.pdf(v, 0, np.hypot(GRID, 0.5)).mean() for v in y]
    return norm.logpdf(y, x[:, 0] * x[:, 1], 0.5) - np.log(of_y)


def rounded_ratio(x, y, rho=0.8, step=0.25):
    given = norm(rho * x, math.sqrt(1 - rho**2))
    in_cell = given.cdf(y + step / 2) - given.cdf(y - step / 2)
    return np.log(in_cell / (norm.cdf(y + step / 2) - norm.cdf(y - step / 2)))


def annulus_ratio(inner):
    area = math.pi * (1 - inner**2)

    def density(v):
        return 2 * (np.sqrt(1 - v**2) - np.sqrt(np.maximum(inner**2 - v**2, 0))) / area

    return lambda x, y: -math.log(area) - np.log(density(x) * density(y))


RATIOS = {
    "2-pair 5x5": gaussian_ratio(laws.pairs(5, 2, 0.8)),
    "Dense 5x5": gaussian_ratio(laws.dense(5, 0.5)),
    "Gaussian 1x1": gaussian_ratio(laws.pairs(1, 1, 0.75)),
    "16 pairs 16x16": gaussian_ratio(laws.pairs(16, 16, 0.5)),
    "Student 1 2x2": student_ratio(np.eye(4), 1),
    "Student 3 5x5": student_ratio(np.eye(10), 3),
    "Student 4 10x10": student_ratio(np.eye(20), 4),
    "Student 3, 0.8 1x1": student_ratio(laws.pairs(1, 1, 0.8), 3),
    "Cauchy and Cauchy noise 1x1": lambda x, y: cauchy.logpdf(y, x) - cauchy.logpdf(y, scale=2),
    **{f"{name} 1x1": curved_ratio(name) for name, _, _ in laws.CURVES},
    "Mixture of Gaussians 1x1": mixture_ratio,
    "Clayton copula 1x1": clayton_ratio,
    "Product 2x1": product_ratio,
    "Rounded Gaussian 1x1": rounded_ratio,
    "Frank copula 1x1": lambda x, y: copulas.frank_log_density(x, y, 8.0),
    "Gumbel copula 1x1": lambda x, y: copulas.gumbel_log_density(x, y, 2.0),
    "Signed growth 1x1": signed_growth_ratio,
    "Cross 1x1": lambda x, y: hidden.cross_log_ratio(x, y, 0.9),
    "Volatility 1x1": hidden.volatility_log_ratio,
    "Waiting times 1x1": lambda x, y: expon.logpdf(y - x) - gamma.logpdf(y, 2),
    "Angles 1x1": lambda x, y: angle_ratio(np.cos(y - x), 10.0),
    "Angles 2x2": lambda x, y: angle_ratio((x * y).sum(axis=1), 4.0),
    "Parabola of a sum 4x1": of_a_sum_ratio("Parabola"),
    "Parabola of a sum 10x1": of_a_sum_ratio("Parabola"),
    "Sine of a sum 3x1": of_a_sum_ratio("Sine"),
    "Copies of a cause 12x1": copies_ratio,
    "Turned cubes 3x3": turned_ratio,
    "Weak links 15x15": gaussian_ratio(hidden.weak_links(15, 0.3)),
    "Zero-inflated counts 1x1": kinds.zero_inflated_log_ratio,
    "Counts of a rate 1x1": rate_ratio,
    "Integer and uniform 1x1": integer_ratio,
    "Censored Gaussian 1x1": lambda x, y: kinds.censored_log_ratio(x, y, 0.8),
    "Ring of clusters 1x1": ring_ratio,
    **{f"Logistic {d}x1": logistic_ratio for d in (1, 5, 15)},
    "Signs told 2x1": told_ratio,
    "Signs told among noise 10x1": told_ratio,
    "Circle 1x1": annulus_ratio(0.8),
    "Disc 1x1": annulus_ratio(0.0),
}


@pytest.mark.parametrize("name", RATIOS)
def test_the_mean_log_ratio_of_densities_is_the_information(name):
    world, slow = WORLDS[name], name.startswith(("Product", "Copies", *(c[0] for c in laws.CURVES)))
    x, y = world.sample(N // 10 if slow else N, np.random.default_rng(1))
    ratio = RATIOS[name](x, y)
    error = ratio.std() / math.sqrt(len(ratio))
    assert ratio.mean() == pytest.approx(world.information, abs=4 * error)


@pytest.mark.parametrize("noise", [0.02, 0.1, 0.3, 0.75, 2.0])
def test_additive_uniform_noise_by_quadrature(noise):
    """h(Y) - ln 2ε, the density of Y a trapezium."""

    def surprise(y):
        density = max(0.0, min(1.0, y + noise) - max(0.0, y - noise)) / (2 * noise)
        return -density * math.log(density) if density > 0 else 0.0

    corners = sorted({-noise, noise, 1 - noise, 1 + noise})
    h = sum(quad(surprise, low, high, limit=200)[0] for low, high in pairwise(corners))
    assert answers.additive_uniform(noise) == pytest.approx(h - math.log(2 * noise), abs=1e-6)


def test_the_checkerboard_is_even_on_the_dark_cells():
    x, y = WORLDS["Checkerboard 1x1"].sample(N, np.random.default_rng(2))
    assert (((4 * x).astype(int) + (4 * y).astype(int)) % 2 == 0).all()
    assert min(kstest(v, "uniform").pvalue for v in (x, y)) > 1e-3


def test_maps_of_a_column_are_one_to_one():
    z = np.linspace(-5, 5, 10_001)
    for bend in (
        laws.normal_cdf,
        laws.half_cube,
        laws.wiggly_x,
        laws.wiggly_y,
        laws.bimodal_x,
        laws.bimodal_y,
    ):
        assert (np.diff(bend(z)) > 0).all()
    u = np.linspace(0, 1, 1001)
    assert np.hypot(*laws.swiss_roll(u).T) * 21 == pytest.approx(1.5 * np.pi * (1 + 2 * u))


def test_bimodal_margins_are_the_mixtures_they_name():
    z = np.array([-3.0, -0.4, 0.1, 2.5])
    x, y = laws.bimodal_x(z), laws.bimodal_y(z)
    assert 0.3 * norm.cdf(x) + 0.7 * norm.cdf(x, 5) == pytest.approx(norm.cdf(z), rel=1e-12)
    assert 0.5 * norm.cdf(y, -1) + 0.5 * norm.cdf(y, 3) == pytest.approx(norm.cdf(z), rel=1e-12)


def test_a_spiral_turns_each_point_about_the_origin_and_can_be_undone():
    x = np.random.default_rng(4).normal(size=(50, 3))
    bent = laws.spiral(1, 2, 1 / 3)(x)
    assert (bent**2).sum(axis=1) == pytest.approx((x**2).sum(axis=1))
    assert laws.spiral(2, 1, 1 / 3)(bent) == pytest.approx(x)
    assert (bent[:, 0] == x[:, 0]).all()
    quarter = laws.spiral(0, 1, math.pi / 2)(np.array([[1.0, 0.0]]))
    assert quarter == pytest.approx(np.array([[0.0, -1.0]]))


def test_noise_columns_tell_nothing():
    x, y = WORLDS["Checkerboard among noise 4x4"].sample(N, np.random.default_rng(5))
    correlation = np.corrcoef(np.column_stack([x, y]).T)[1:4, 4:]
    assert np.abs(correlation).max() < 5 / math.sqrt(N)


def test_signs_are_those_of_the_product_and_sizes_say_nothing():
    for name in ("Signs 2x1", "Signs among noise 6x1"):
        x, y = WORLDS[name].sample(N, np.random.default_rng(6))
        assert (np.sign(y) == np.sign(x[:, 0] * x[:, 1])).all()
        assert abs(np.corrcoef(np.abs(x[:, 0]), np.abs(y))[0, 1]) < 5 / math.sqrt(N)


def test_an_interval_exchange_leaves_uniform_noise_about_a_map_one_to_one():
    x, y = WORLDS["Interval exchange 1x1"].sample(N, np.random.default_rng(7))
    assert kstest(y, "uniform").pvalue > 1e-3
    assert sorted(hidden.ORDER) == list(range(8))
    clear = np.abs(8 * x % 1 - 0.5) < 0.3
    moved = x[clear] + (hidden.ORDER[(8 * x[clear]).astype(int)] - (8 * x[clear]).astype(int)) / 8
    off = (y[clear] - moved + 0.5) % 1 - 0.5
    assert kstest(off, "uniform", (-0.02, 0.04)).pvalue > 1e-3


@pytest.mark.parametrize(
    ("density", "theta"), [(copulas.frank_log_density, 8.0), (copulas.gumbel_log_density, 2.0)]
)
def test_a_copula_has_uniform_margins(density, theta):
    """∫ c(u, v) du = 1 at every v; and what is drawn has the margins too."""
    for v in (0.1, 0.5, 0.9):
        total, _ = quad(lambda u, v=v: math.exp(density(u, v, theta)), 0, 1, limit=200)
        assert total == pytest.approx(1, abs=1e-6)
    draw = copulas.frank if density is copulas.frank_log_density else copulas.gumbel
    drawn = draw(theta)(N, np.random.default_rng(8))
    assert min(kstest(u, "uniform").pvalue for u in drawn) > 1e-3
