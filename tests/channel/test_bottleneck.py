"""The bottleneck beside random restarts of the plain iteration, enumeration, and its laws."""

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infoscope import channel, samples
from reference import channel as reference


def smooth_law(n, m):
    x, y = np.linspace(-2, 2, n)[:, None], np.linspace(-2, 2, m)
    p = np.exp(-2 * (x - y) ** 2 - x**2 / 2)
    return p / p.sum()


def rough_law(seed, n, m, spread):
    rng = np.random.default_rng(seed)
    p = rng.dirichlet(np.full(m, spread), size=n) * rng.dirichlet(np.ones(n))[:, None]
    return p / p.sum()


LAWS = {
    "smooth": smooth_law(7, 6),
    "rough": rough_law(0, 6, 5, 0.3),
    "sparse": rough_law(1, 5, 7, 0.1),
    "flat": rough_law(2, 6, 4, 3.0),
    "few outcomes": rough_law(3, 8, 2, 1.0),
    "zeros": np.array([[0.2, 0.1, 0.0], [0.0, 0.2, 0.1], [0.1, 0.0, 0.3]]),
}


@pytest.mark.parametrize("law", LAWS.values(), ids=LAWS.keys())
def test_no_worse_than_the_best_of_20_random_restarts(law):
    betas = [1.3, 2.0, 4.0, 15.0]
    curve = channel.information_bottleneck(law, betas)
    for i, beta in enumerate(betas):
        best = reference.bottleneck(law, beta, restarts=20, rng=np.random.default_rng(i), steps=250)
        assert curve.information_x[i] - beta * curve.information_y[i] <= best + 1e-9
    assert curve.excess.max() <= 1e-6


def normal_law(size, rho):
    x = np.linspace(-3, 3, size)
    p = np.exp(-0.5 * (x[:, None] ** 2 + x**2 - 2 * rho * x[:, None] * x) / (1 - rho**2))
    return p / p.sum()


@pytest.mark.slow
@pytest.mark.parametrize("beta", [1.75, 3.21, 6.51])
@pytest.mark.parametrize(
    "law",
    [normal_law(50, 0.8), normal_law(50, 0.6), rough_law(0, 50, 50, 0.1), rough_law(0, 50, 50, 1.0)],
    ids=["normal, .8", "normal, .6", "Dirichlet(.1)", "Dirichlet(1)"],
)
def test_large_laws_are_no_worse_than_the_best_of_20_restarts_or_say_so(law, beta):
    best = reference.bottleneck(law, beta, restarts=20, rng=np.random.default_rng(0), steps=300)
    for steps in (None, 2000):
        curve = channel.information_bottleneck(law, [beta], steps=steps)
        above = curve.information_x[0] - beta * curve.information_y[0] - best
        # what it has not reached it says, and bounds
        assert above <= 1e-9 or ("the steps ended" in curve.warnings[0] and above <= curve.excess[0])


def test_where_the_steps_end_first_it_is_said():
    law = normal_law(12, 0.8)
    few = channel.information_bottleneck(law, [3.0], steps=5)
    assert "at 1 of 1 β the steps ended" in few.warnings[0]
    assert channel.information_bottleneck(law, [3.0]).warnings == ()


@pytest.mark.parametrize("law", LAWS.values(), ids=LAWS.keys())
def test_the_points_are_those_of_the_encoders(law):
    curve = channel.information_bottleneck(law, [1.5, 3.0, 50.0])
    for x, y, encoder in zip(curve.information_x, curve.information_y, curve.encoders):
        np.testing.assert_allclose(encoder.sum(axis=1), 1.0, atol=1e-12)
        np.testing.assert_allclose(reference.bottleneck_point(law, encoder), (x, y), atol=1e-12)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 6), st.integers(2, 6), st.sampled_from([0.2, 1.0, 5.0]))
def test_the_curve_stays_within_its_bounds(seed, n, m, spread):
    law = rough_law(seed, n, m, spread)
    betas = np.geomspace(1.01, 60, 12)
    curve = channel.information_bottleneck(law, betas)
    assert (curve.information_y <= np.minimum(curve.information_x, curve.total_information) + 1e-12).all()
    assert (np.diff(curve.information_x) >= -1e-6).all()
    assert (np.diff(curve.information_y) >= -1e-6).all()
    x, y = curve.hull()
    slopes = np.diff(y) / np.diff(x)
    assert (np.diff(slopes) < 0).all()
    # every point is on the hull: none can be improved by another's encoder
    objective = curve.information_x - betas[:, None] * curve.information_y
    assert (np.diag(objective) <= objective.min(axis=1) + 1e-12).all()


def test_relabelling_changes_nothing():
    law, order = LAWS["rough"], [3, 1, 5, 0, 2, 4]
    one = channel.information_bottleneck(law, [2.0, 5.0])
    other = channel.information_bottleneck(law[order], [2.0, 5.0])
    np.testing.assert_allclose(one.information_x, other.information_x, atol=1e-7)
    np.testing.assert_allclose(one.information_y, other.information_y, atol=1e-7)


def test_an_outcome_that_never_occurs_changes_nothing():
    law = LAWS["rough"]
    wide = np.insert(law, 2, 0.0, axis=1)
    one, other = (channel.information_bottleneck(p, [3.0]) for p in (law, wide))
    assert one.information_y[0] == pytest.approx(other.information_y[0], abs=1e-12)


def test_nothing_to_keep_where_x_says_nothing():
    curve = channel.information_bottleneck(np.outer([0.3, 0.7], [0.2, 0.5, 0.3]), [1.0, 10.0])
    np.testing.assert_allclose(curve.information_x, 0.0, atol=1e-12)
    assert curve.transitions == ()
    assert "nothing is kept" in curve.knee.reason


@pytest.mark.parametrize("seed", range(8))
def test_hard_clusters_are_the_best_of_all_partitions(seed):
    law = rough_law(seed, 6, 4, 0.5)
    betas = [1.2, 2.0, 5.0, 40.0]
    curve = channel.information_bottleneck(law, betas, deterministic=True)
    for i, beta in enumerate(betas):
        best = reference.deterministic_bottleneck(law, beta)
        assert curve.information_x[i] - beta * curve.information_y[i] == pytest.approx(best, abs=1e-12)
        assert set(np.unique(curve.encoders[i])) <= {0.0, 1.0}


def test_fewer_clusters_than_x():
    law = smooth_law(9, 9)
    assert channel.information_bottleneck(law, [30.0], deterministic=True, clusters=3).clusters[0] <= 3


@pytest.mark.parametrize("law", [[[1.0]], [[0.5, 0.5]], [[0.5], [0.5]]])
def test_laws_of_one_outcome_have_nothing_to_keep(law):
    curve = channel.information_bottleneck(law)
    assert (curve.beta > 0).all()
    assert (curve.information_x == 0).all()
    assert curve.warnings == ()
    assert "-0" not in repr(curve)


def test_a_beta_beyond_all_keeps_all():
    curve = channel.information_bottleneck(LAWS["rough"], [1e300])
    assert curve.information_y[0] == pytest.approx(curve.total_information, abs=1e-12)


def test_soft_clusters_are_no_more_than_allowed():
    assert (
        channel.information_bottleneck(rough_law(0, 8, 6, 0.5), [2.0, 30.0], clusters=3).clusters.max() <= 3
    )


@pytest.mark.parametrize("seed", range(4))
def test_clusters_are_no_more_than_the_outcomes_of_x(seed):
    law = rough_law(seed, 40, 30, 0.1)
    curve = channel.information_bottleneck(law, np.linspace(1.2, 12, 12))
    assert curve.clusters.max() <= 40
    assert all(encoder.shape == (40, k) for encoder, k in zip(curve.encoders, curve.clusters))


def test_counts_are_the_law_they_add_up_to():
    counts = np.array([[40, 5, 2], [6, 49, 11]])
    of_counts = channel.information_bottleneck(counts, [4.0])
    of_law = channel.information_bottleneck(counts / counts.sum(), [4.0])
    assert of_counts.information_y[0] == pytest.approx(of_law.information_y[0], abs=1e-12)
    assert (of_counts.n, of_law.n) == (113, None)
    # Miller–Madow: (cells - rows - columns + 1) / 2n
    assert f"{(6 - 2 - 3 + 1) / (2 * 113):.2g} nats too high" in of_counts.warnings[0]


def test_bands_narrow_as_the_sample_grows():
    few, many = np.array([[20, 5], [6, 19]]), 100 * np.array([[20, 5], [6, 19]])
    width = [np.ptp(channel.bootstrap_bands(c, [4.0], rounds=40, rng=0).information_y) for c in (few, many)]
    assert width[1] < 0.2 * width[0]  # a tenth, by the root of a hundred
    again = channel.bootstrap_bands(few, [4.0], rounds=40, rng=0)
    assert np.ptp(again.information_y) == width[0]


def test_held_out_information_by_hand():
    train, test = np.array([[3, 1], [1, 3]]), np.array([[2, 0], [1, 1]])
    curve = channel.information_bottleneck(train, [100.0], deterministic=True)
    # both rows are kept apart: p̂ = 3.5/5 for the usual outcome of a row; p̂(y) = ½
    expected = (3 * math.log(0.7 / 0.5) + 1 * math.log(0.3 / 0.5)) / 4
    assert channel.held_out_information(curve, train, test)[0] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (
            lambda: channel.information_bottleneck([[0.5, 0.5], [0.5, 0.5]]),
            "sum to 1 .* or hold whole numbers",
        ),
        (lambda: channel.information_bottleneck([[0.5, 0.5], [0.0, 0.0]]), "row 1 is all zero"),
        (lambda: channel.information_bottleneck([[0.5, np.nan]]), "got NaN"),
        (lambda: channel.information_bottleneck([[1.5, -0.5]]), "p_xy must be >= 0"),
        (lambda: channel.information_bottleneck(LAWS["rough"], [-1.0]), "betas must be finite numbers > 0"),
        (
            lambda: channel.information_bottleneck(LAWS["rough"], [2.0], clusters=0),
            "clusters must be a whole",
        ),
        (
            lambda: channel.information_bottleneck(LAWS["rough"], functional="cubed"),
            "functional must be one of",
        ),
        (lambda: channel.information_bottleneck(LAWS["rough"], functional="squared"), "Y is a function of X"),
        (lambda: channel.bootstrap_bands(LAWS["rough"], [2.0]), "counts must be whole numbers"),
        (lambda: channel.bootstrap_bands([[1, 2], [3, 1]], [2.0], rounds=0), "rounds must be a whole"),
        (lambda: channel.information_bottleneck(LAWS["rough"], [2.0], tol=math.nan), "tol must be a number"),
        (lambda: channel.information_bottleneck(LAWS["rough"], [2.0], steps=0), "steps must be a whole"),
        (lambda: channel.gaussian_bottleneck([], [2.0]), "correlations must have shape"),
        (lambda: channel.information_bottleneck(LAWS["rough"], "2"), "betas must be finite numbers > 0"),
        (lambda: channel.bootstrap_bands([[1, 2], [3, 1]], [2.0], level=0), "both excluded; got 0"),
    ],
)
def test_bad_input_is_one_clear_error(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_counts_of_samples_go_into_the_bottleneck():
    rng = np.random.default_rng(0)
    x = rng.integers(0, 5, 400)
    y = np.where(rng.random(400) < 0.7, x % 3, rng.integers(0, 3, 400))
    counts = samples.joint_counts(x, y)
    np.testing.assert_array_equal(counts, np.histogram2d(x, y, bins=(5, 3))[0])
    curve = channel.information_bottleneck(counts, [2.0])
    assert curve.total_information == pytest.approx(
        samples.mutual_information(x, y, estimator="plug_in").value
    )
    with pytest.raises(ValueError, match=r"bins must be a whole number >= 1; got 2\.5"):
        samples.joint_counts(x, y, bins=2.5)


def test_a_decoder_is_that_of_a_point_of_the_curve():
    curve = channel.information_bottleneck([[4, 1], [1, 4]], [2.0, 9.0])
    with pytest.raises(IndexError, match="one of the 2 β; got 7"):
        curve.decoder(7, [[4, 1], [1, 4]])
    with pytest.raises(ValueError, match="2 rows; got"):
        curve.decoder(0, np.eye(3))
    assert repr(curve.knee).startswith(f"knee at β = {curve.knee.beta:.4g}: I(X;Z) ")


def test_every_result_prints_plots_and_saves(tmp_path):
    counts = np.array([[40, 5], [6, 49]])
    law = counts / counts.sum()
    curve = channel.information_bottleneck(law, [1.0, 2.0, 4.0])
    results = [
        curve,
        curve.knee,
        channel.rate_distortion([0.5, 0.5], channel.hamming(2), points=5).at(distortion=0.1),
        channel.capacity(channel.bec(0.2)),
        channel.rate_distortion([0.5, 0.5], channel.hamming(2), points=5),
        channel.gaussian_rate_distortion([1, 2], distortion=0.5),
        channel.gaussian_bottleneck([0.8], [2.0]),
        channel.bootstrap_bands(counts, [2.0], rounds=5, rng=0),
        channel.compress_feature(["a", "b", "c"] * 4, [0, 1, 1] * 4, levels=2),
        channel.huffman_code([0.5, 0.5]),
    ]
    for i, result in enumerate(results):
        path = tmp_path / f"{i}.json"
        result.save_json(path)
        assert json.loads(path.read_text("utf-8"))["unit"] == result.unit
        assert repr(result)
        if hasattr(result, "plot"):
            result.plot().savefig(tmp_path / f"{i}.svg")
