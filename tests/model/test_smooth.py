import numpy as np
import pytest

from infoscope.model.diffusion.measuring._smooth import smooth_product


def products(weights, log_snr, dim):
    """The product as it is made, and entry by entry."""
    x = np.random.default_rng([1]).normal(size=(5, dim))
    direct = np.array([[(row * weights(np.array([s]))[0]).sum() for s in log_snr] for row in x])
    return smooth_product(x, weights, log_snr), direct


@pytest.mark.parametrize(("low", "high"), [(-12.0, 10.0), (-9.0, 12.4), (-1.0, 1.5)])
@pytest.mark.parametrize("order", [1, 2])
def test_a_product_through_few_points_is_the_product_at_each(low, high, order):
    variance = np.geomspace(1e-6, 1e3, 2000)

    def weights(s):
        return variance / (1.0 + np.exp(s)[:, None] * variance) ** order

    asked = []

    def counted(s):
        asked.append(len(s))
        return weights(s)

    log_snr = np.sort(np.random.default_rng([2]).uniform(low, high, 900))[::-1]
    found, direct = products(counted, log_snr, len(variance))
    assert asked[0] < 300
    np.testing.assert_allclose(found, direct, rtol=0.0, atol=1e-12 * np.abs(direct).max())


@pytest.mark.parametrize(("dim", "steps"), [(1, 1000), (2000, 2), (40, 30), (9, 1)])
def test_a_small_product_is_made_as_it_stands(dim, steps):
    log_snr = np.linspace(9.0, -9.0, steps)
    found, direct = products(lambda s: np.exp(-s)[:, None] + np.arange(dim), log_snr, dim)
    np.testing.assert_allclose(found, direct, rtol=1e-12, atol=1e-9)
