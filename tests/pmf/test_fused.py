"""The fused kernels: as exact as the plain route, whatever the layout, and the same for any threads."""

import subprocess
import sys
import tracemalloc
from functools import partial

import array_api_strict
import mpmath
import numpy as np
import pytest
import torch
from numba import njit

from infoscope import pmf
from infoscope._kernels import logs, sums

rng = np.random.default_rng(5)
QUANTITIES = {
    "ENTROPY": lambda p, q: pmf.entropy(p),
    "CROSS_ENTROPY": pmf.cross_entropy,
    "KL_DIVERGENCE": pmf.kl_divergence,
    "JENSEN_SHANNON": pmf.jensen_shannon_divergence,
}
quantities = pytest.mark.parametrize("quantity", QUANTITIES)


@njit
def log_each(x, out):
    for i in range(x.size):
        out[i] = logs.log(x[i])


@njit
def gap_each(p, q, out):
    for i in range(p.size):
        out[i] = logs.gap(p[i], q[i])


def normal(x):
    return x / x.sum(axis=-1, keepdims=True)


def extreme(*shape):
    return normal(np.where(rng.random(shape) < 0.5, rng.random(shape), 10.0 ** -rng.uniform(0, 300, shape)))


def sparse(*shape):
    x = rng.exponential(size=shape) * (rng.random(shape) < 0.7)
    x[..., 0] += 0.1
    return normal(x)


def test_log_is_within_one_unit_in_the_last_place():
    near_one = 1 + rng.uniform(-1, 1, 2000) * 10.0 ** -rng.uniform(0, 16, 2000)
    wide = 10.0 ** rng.uniform(-323, 1, 4000)
    corners = [5e-324, 2.0**-1022, np.nextafter(2.0**-1022, 0), 0.5**0.5, 1.0, np.nextafter(1.0, 0), 2.0]
    x = np.concatenate([near_one[:800], wide[:1200], corners])
    found = np.empty_like(x)
    log_each(x, found)
    for a, b in zip(x, found):
        exact = mpmath.log(mpmath.mpf(a)) if a != 1.0 else mpmath.mpf(0)
        assert abs(mpmath.mpf(b) - exact) <= np.spacing(abs(float(exact)))


@pytest.mark.parametrize("spread", [1e-12, 1e-6, 1e-2, 0.3, 3.0, 600.0])
def test_gap_keeps_its_digits(spread):
    """p ln(p/q) - p + q from equal arguments to ones 300 orders apart, and among subnormal numbers."""
    q = 10.0 ** -rng.uniform(0, 20, 400)
    p = np.minimum(q * np.exp(rng.uniform(-1, 1, 400) * spread), 1.0)
    for scale in (1.0, 1e-290):
        a, b = p * scale, q * scale
        found = np.empty_like(a)
        gap_each(a, b, found)
        assert (found >= 0).all()
        with mpmath.workdps(60):
            for x, y, z in zip(a, b, found):
                x, y = mpmath.mpf(x), mpmath.mpf(y)
                exact = (x * mpmath.log(x / y) - x + y) if x and y else y if y else mpmath.inf
                tolerance = 1e-14 * exact + mpmath.mpf(5e-324)
                assert not y or abs(mpmath.mpf(z) - exact) <= tolerance


@quantities
@pytest.mark.parametrize("kind", [sparse, extreme])
@pytest.mark.parametrize("shape", [(70_001,), (5000, 17), (300, 2049), (40, 5, 1024), (70_000, 1)])
def test_large_arrays_as_small_ones(quantity, kind, shape):
    """Above 2^16 elements the kernel answers, below the plain route: the rows must agree."""
    p = kind(*shape)
    q = p if shape[-1] == 1 else normal(p + 1e-3 * kind(*shape))
    found = QUANTITIES[quantity](p, q)
    assert np.shape(found) == shape[:-1]
    if len(shape) == 1:
        parts = (p.reshape(1, -1), q.reshape(1, -1))
        expected = plain(quantity)(*parts)[0]
    else:
        index = rng.integers(0, shape[0], 5)
        found, expected = found[index], plain(quantity)(p[index], q[index])
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-18)


def plain(quantity):
    """The route of every other library, which no size sends to the kernel."""

    def f(p, q):
        return np.from_dlpack(QUANTITIES[quantity](*map(array_api_strict.asarray, (p, q))))

    return f


def edges(*shape):
    """Impossible outcomes on either side, on both, and outcomes that are equally likely."""
    p, q = rng.exponential(size=shape), rng.exponential(size=shape)
    p[..., 1::5], q[..., 2::5] = 0.0, 0.0
    p[..., 3::10] = q[..., 3::10] = 0.0
    q[..., 4::5] = p[..., 4::5]
    return normal(p), normal(q)


@pytest.mark.parametrize("at_the_edge", [False, True])
@quantities
def test_gradients_of_large_tensors_are_those_of_small_ones(quantity, at_the_edge):
    weighted = partial(pmf.jensen_shannon_divergence, weights=(0.25, 0.75))
    f = weighted if quantity == "JENSEN_SHANNON" else QUANTITIES[quantity]
    for dtype, rtol in ((torch.float64, 1e-12), (torch.float32, 1e-4)):
        laws = edges(400, 200) if at_the_edge else (normal(rng.random((400, 200))) for _ in range(2))
        large = [torch.tensor(x, dtype=dtype, requires_grad=True) for x in laws]
        small = [x.detach()[:40].clone().requires_grad_(True) for x in large]
        upstream = torch.tensor(rng.random(400), dtype=dtype)
        found = torch.autograd.grad((f(*large) * upstream).sum(), large, allow_unused=True)
        expected = torch.autograd.grad((f(*small) * upstream[:40]).sum(), small, allow_unused=True)
        for a, b in zip(found, expected):
            assert (a is None) == (b is None)
            if a is not None:
                torch.testing.assert_close(a[:40], b, rtol=rtol, atol=rtol)


def test_gradient_of_one_law_against_many():
    p = torch.tensor(normal(rng.random((400, 300))))
    q = torch.tensor(normal(rng.random(300)), requires_grad=True)
    pmf.kl_divergence(p, q).sum().backward()
    torch.testing.assert_close(q.grad, (1 - p / q.detach()).sum(dim=0))
    with torch.no_grad():
        assert not pmf.kl_divergence(p, q).requires_grad


@quantities
def test_layouts(quantity):
    f = QUANTITIES[quantity]
    p, q = normal(rng.random((300, 400))), normal(rng.random((300, 400)))
    expected = f(p, q)
    fortran = [np.asfortranarray(x) for x in (p, q)]
    strided = [np.repeat(x, 2, axis=1)[:, ::2] for x in (p, q)]
    for layout in (fortran, strided):
        np.testing.assert_array_equal(f(*layout), expected)
    np.testing.assert_allclose(f(p[::-1], q[::-1]), expected[::-1], rtol=0)


def test_any_axis():
    p, q = normal(rng.random((30, 20, 200))), normal(rng.random((30, 20, 200)))
    expected = pmf.kl_divergence(p, q)
    for axis in (0, 1, -3, -2):
        moved = [np.moveaxis(x, -1, axis) for x in (p, q)]
        np.testing.assert_array_equal(pmf.kl_divergence(*moved, axis=axis), expected)


def test_one_law_against_many():
    p, q = normal(rng.random((400, 300))), normal(rng.random(300))
    np.testing.assert_array_equal(pmf.kl_divergence(p, q), pmf.kl_divergence(p, np.tile(q, (400, 1))))


def test_a_long_strided_law(monkeypatch):
    """What is not contiguous and too long to copy at once is added up in halves."""
    p, q = normal(rng.random(3_000_000)), normal(rng.random(3_000_000))
    strided = [np.repeat(x, 2)[::2] for x in (p, q)]
    assert pmf.kl_divergence(*strided) == pytest.approx(pmf.kl_divergence(p, q), rel=1e-14)
    rows = [np.repeat(x.reshape(30, -1), 2, axis=1)[:, ::2] * 30 for x in (p, q)]
    together = [normal(x) for x in rows]
    np.testing.assert_allclose(
        pmf.kl_divergence(*(np.asfortranarray(x) for x in together)), pmf.kl_divergence(*together), rtol=1e-14
    )


@quantities
def test_any_number_of_threads_gives_the_same_bits(quantity):
    for shape in ((1, 1_000_003), (100_000, 7), (500, 3000)):
        p, q = sparse(*shape), extreme(*shape)
        one, *others = (sums.sum_rows(getattr(sums, quantity), p, q, (0.5, 0.5), t) for t in (1, 2, 3, 7))
        for other in others:
            for a, b in zip(one, other):
                np.testing.assert_array_equal(a, b)


@quantities
def test_single_precision_is_added_up_in_double(quantity):
    p, q = (normal(rng.random((20, 40_000))).astype(np.float32) for _ in range(2))
    found = QUANTITIES[quantity](p, q)
    assert found.dtype == np.float32
    exact = QUANTITIES[quantity](*(np.asarray(x, dtype=float) for x in (p, q)))
    np.testing.assert_array_equal(found, exact.astype(np.float32))


@quantities
def test_torch_tensors_share_the_kernel(quantity):
    p, q = normal(rng.random((300, 400))), normal(rng.random((300, 400)))
    found = QUANTITIES[quantity](torch.asarray(p), torch.asarray(q))
    assert isinstance(found, torch.Tensor)
    np.testing.assert_array_equal(found.numpy(), QUANTITIES[quantity](p, q))


def test_infinity_and_zeros():
    p = np.zeros((2, 50_000))
    p[:, 0] = 1.0
    q = np.full((2, 50_000), 1 / 50_000)
    np.testing.assert_array_equal(pmf.entropy(p), 0.0)
    np.testing.assert_array_equal(pmf.kl_divergence(q, p), np.inf)
    np.testing.assert_array_equal(pmf.cross_entropy(q, p), np.inf)
    np.testing.assert_allclose(pmf.kl_divergence(p, q), np.log(50_000), rtol=1e-12)
    np.testing.assert_array_equal(pmf.kl_divergence(p, p), 0.0)


@pytest.mark.parametrize(
    ("value", "message"),
    [(np.nan, "NaN"), (-0.25, "must be >= 0"), (0.5, "must sum to 1"), (np.inf, "sum to 1")],
)
@pytest.mark.parametrize("at", [0, 123_456, 199_999])
def test_one_bad_entry_is_found(value, message, at):
    good = normal(np.ones((200, 1000)))
    bad = good.copy()
    bad.flat[at] = value
    for f in (pmf.entropy, partial(pmf.kl_divergence, good), lambda x: pmf.kl_divergence(x, good)):
        with pytest.raises(ValueError, match=message):
            f(bad)


def test_no_temporary_is_larger_than_a_block():
    p, q = normal(rng.random(4_000_000)), normal(rng.random(4_000_000))
    for f in QUANTITIES.values():
        f(p, q)  # compiled
        tracemalloc.start()
        f(p, q)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < 2**20  # the laws take 64 MiB


def test_small_arrays_load_no_compiler():
    program = (
        "import sys, numpy as np; from infoscope import pmf; pmf.kl_divergence([.5, .5], [.25, .75]);"
        "heavy = {'numba', 'torch', 'jax', 'scipy'} & set(sys.modules); assert not heavy, heavy;"
        "pmf.entropy(np.full(70_000, 1 / 70_000)); assert 'numba' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_totals_of_a_law_of_many_blocks():
    p = normal(rng.random(10_000))
    _, total, again, misfits = sums.sum_rows(sums.ENTROPY, p[None], p[None])
    assert (again, misfits) == (total, 0)
    assert total == pytest.approx(p.sum(), rel=1e-14)
