"""numpy, torch, jax and array-api-strict give the same values and gradients, traced or not."""

from functools import lru_cache

import array_api_strict
import jax
import jax.numpy as jnp
import numpy as np
import pytest
import torch

from infoscope import pmf

rng = np.random.default_rng(11)


def normal(x, axis=-1):
    return x / x.sum(axis=axis, keepdims=True)


P, Q, R = (normal(rng.exponential(size=(3, 4))) for _ in range(3))
P_XY = normal(rng.exponential(size=(2, 3, 4)), axis=(1, 2))
P_XYZ = normal(rng.exponential(size=(2, 3, 2)), axis=None)
MOVES = normal(rng.exponential(size=(4, 4)))
LOGITS = rng.normal(size=(3, 4))
INSIDE = rng.uniform(0.1, 0.9, size=(3, 4))

# A call of every function, in arrays alone; the names are those of the package.
CALLS = {
    "alpha_divergence": (lambda p, q: pmf.alpha_divergence(p, q, 1.7), (P, Q)),
    "bhattacharyya_distance": (pmf.bhattacharyya_distance, (P, Q)),
    "binary_cross_entropy": (lambda y, q: pmf.binary_cross_entropy(y, q, from_logits=True), (INSIDE, LOGITS)),
    "binary_entropy": (pmf.binary_entropy, (INSIDE,)),
    "categorical_cross_entropy": (
        lambda y, q: pmf.categorical_cross_entropy(y, q, from_logits=True, label_smoothing=0.1),
        (P, LOGITS),
    ),
    "chi_squared_divergence": (pmf.chi_squared_divergence, (P, Q)),
    "code_lengths": (pmf.code_lengths, (P,)),
    "conditional_entropy": (pmf.conditional_entropy, (P_XY,)),
    "conditional_mutual_information": (pmf.conditional_mutual_information, (P_XYZ,)),
    "cross_entropy": (pmf.cross_entropy, (P, Q)),
    "dual_total_correlation": (pmf.dual_total_correlation, (P_XYZ,)),
    "entropy": (lambda p: pmf.entropy(p, axis=0, normalize=True), (P,)),
    "entropy_rate": (pmf.entropy_rate, (MOVES,)),
    "expected_code_length": (pmf.expected_code_length, (P, Q)),
    "extropy": (pmf.extropy, (P,)),
    "f_divergence": (lambda p, q: pmf.f_divergence(p, q, lambda t: (t - 1.0) ** 2 / (t + 1.0)), (P, Q)),
    "gaussian_kl": (pmf.gaussian_kl, (LOGITS, 0.1 * LOGITS)),
    "gaussian_nll": (pmf.gaussian_nll, (LOGITS, P, 0.1 * LOGITS)),
    "hellinger_distance": (pmf.hellinger_distance, (P, Q)),
    "interaction_information": (pmf.interaction_information, (P_XYZ,)),
    "jeffreys_divergence": (pmf.jeffreys_divergence, (P, Q)),
    "jensen_gap": (lambda x, p: pmf.jensen_gap("log", x, p), (INSIDE, P)),
    "jensen_shannon_distance": (pmf.jensen_shannon_distance, (P, Q, R)),
    "jensen_shannon_divergence": (
        lambda p, q: pmf.jensen_shannon_divergence(p, q, weights=(0.25, 0.75)),
        (P, Q),
    ),
    "joint_entropy": (pmf.joint_entropy, (P_XYZ,)),
    "kl_divergence": (pmf.kl_divergence, (P, Q[0])),
    "kraft_sum": (pmf.kraft_sum, (1.0 + INSIDE,)),
    "markov_information": (lambda p, m: pmf.markov_information(p, m, 3)[1], (P[0], MOVES)),
    "maximum_entropy": (lambda x: pmf.maximum_entropy(x, [(lambda t: t, 0.4)]), (INSIDE[0],)),
    "min_entropy": (pmf.min_entropy, (P,)),
    "mutual_information": (pmf.mutual_information, (P_XY,)),
    "normalized_mutual_information": (
        lambda p: pmf.normalized_mutual_information(p, normalization="geometric"),
        (P_XY,),
    ),
    "o_information": (pmf.o_information, (P_XYZ,)),
    "partial_information": (lambda p: pmf.partial_information(p)["{12}"], (P_XYZ,)),
    "perplexity": (pmf.perplexity, (P,)),
    "pointwise_mutual_information": (pmf.pointwise_mutual_information, (P_XY,)),
    "renyi_divergence": (lambda p, q: pmf.renyi_divergence(p, q, 0.4), (P, Q)),
    "renyi_entropy": (lambda p: pmf.renyi_entropy(p, 2.5), (P,)),
    "self_information": (lambda p: pmf.self_information(p, unit="bits"), (P,)),
    "stationary_law": (pmf.stationary_law, (MOVES,)),
    "total_correlation": (pmf.total_correlation, (P_XYZ,)),
    "total_variation_distance": (pmf.total_variation_distance, (P, Q)),
    "tsallis_divergence": (lambda p, q: pmf.tsallis_divergence(p, q, 0.4), (P, Q)),
    "tsallis_entropy": (lambda p: pmf.tsallis_entropy(p, 2.5), (P,)),
    "variation_of_information": (pmf.variation_of_information, (P_XY,)),
    "wasserstein_distance": (lambda p, q, x: pmf.wasserstein_distance(p, q, x), (P, Q, LOGITS[0])),
}
WITHOUT_GRADIENT = {"maximum_entropy", "code_lengths", "expected_code_length"}
names = pytest.mark.parametrize("name", CALLS)
smooth = pytest.mark.parametrize("name", sorted(set(CALLS) - WITHOUT_GRADIENT))


@pytest.fixture(autouse=True)
def double_precision_in_jax():
    with jax.enable_x64(True):
        yield


def test_every_function_is_called_here():
    assert set(CALLS) == set(pmf.__all__)


@names
def test_values_agree(name):
    f, arrays = CALLS[name]
    expected = f(*arrays)
    assert isinstance(expected, np.ndarray if np.ndim(expected) else np.floating)
    for asarray, kind in (
        (torch.asarray, torch.Tensor),
        (array_api_strict.asarray, type(array_api_strict.asarray(0.0))),
    ):
        found = f(*map(asarray, arrays))
        assert isinstance(found, kind)
        np.testing.assert_allclose(np.from_dlpack(found), expected, rtol=1e-12, atol=1e-15)


@names
def test_lists_are_numpy_arrays(name):
    f, arrays = CALLS[name]
    np.testing.assert_array_equal(f(*(a.tolist() for a in arrays)), f(*arrays))


@names
def test_single_precision_stays_single(name):
    f, arrays = CALLS[name]
    single = [a.astype(np.float32) for a in arrays]
    expected = f(*arrays)
    for found in (f(*single), f(*map(torch.asarray, single)).numpy()):
        assert found.dtype == np.float32
        np.testing.assert_allclose(found, expected, rtol=2e-4, atol=2e-6)


def test_single_precision_is_added_up_in_double():
    """Along the first axis numpy adds one by one: 30 000 roundings of single precision would show."""
    p = normal(rng.random((30_000, 2)), axis=0).astype(np.float32)
    expected = pmf.entropy(p.astype(float), axis=0)
    np.testing.assert_allclose(pmf.entropy(p, axis=0), expected, rtol=2e-7)
    np.testing.assert_allclose(pmf.entropy(torch.asarray(p), axis=0), expected, rtol=2e-7)


@names
def test_half_precision_comes_back(name):
    f, arrays = CALLS[name]
    for dtype in (torch.float16, torch.bfloat16):
        found = f(*(torch.asarray(a).to(dtype) for a in arrays))
        assert found.dtype == dtype
        assert torch.isfinite(found).all()


@smooth
def test_gradients_agree_with_finite_differences(name):
    f, arrays = CALLS[name]
    tensors = [torch.tensor(a, requires_grad=True) for a in arrays]
    # Steps of 1e-6 leave the simplex by less than the tolerance on sums.
    assert torch.autograd.gradcheck(f, tensors, eps=1e-6, atol=1e-5, rtol=1e-4)


@lru_cache
def value_and_gradients_in_jax(f, count):
    """Compiled once for all arrays of one shape."""
    summed = lambda *a: (f(*a).sum(), f(*a))  # noqa: E731
    return jax.jit(jax.value_and_grad(summed, argnums=tuple(range(count)), has_aux=True))


@smooth
def test_values_and_gradients_in_jax_under_jit(name):
    f, arrays = CALLS[name]
    tensors = [torch.tensor(a, requires_grad=True) for a in arrays]
    expected = torch.autograd.grad(f(*tensors).sum(), tensors)
    (_, value), found = value_and_gradients_in_jax(f, len(arrays))(*map(jnp.asarray, arrays))
    np.testing.assert_allclose(np.asarray(value), f(*arrays), rtol=1e-11, atol=1e-14)
    for a, b in zip(found, expected):
        np.testing.assert_allclose(np.asarray(a), b.numpy(), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", ["code_lengths", "entropy", "mutual_information", "gaussian_nll"])
def test_single_precision_in_jax(name):
    f, arrays = CALLS[name]
    found = jax.jit(f)(*(jnp.asarray(a, dtype=np.float32) for a in arrays))
    assert found.dtype == np.float32
    np.testing.assert_allclose(np.asarray(found), f(*arrays), rtol=2e-4, atol=2e-6)


@pytest.mark.parametrize("name", ["entropy", "kl_divergence", "mutual_information", "maximum_entropy"])
def test_jax_without_jit(name):
    f, arrays = CALLS[name]
    found = f(*map(jnp.asarray, arrays))
    assert isinstance(found, jax.Array)
    np.testing.assert_allclose(np.asarray(found), f(*arrays), rtol=1e-12)
    with pytest.raises(ValueError, match="sum to 1"):
        pmf.entropy(jnp.asarray([0.5, 0.6]))


@pytest.mark.parametrize("name", ["entropy", "kl_divergence", "mutual_information", "renyi_divergence"])
def test_vmap(name):
    f = {**CALLS, "kl_divergence": (pmf.kl_divergence, (P, Q)), "entropy": (pmf.entropy, (P,))}[name][0]
    arrays = {"entropy": (P,), "mutual_information": (P_XY,)}.get(name, (P, Q))
    expected = [f(*(a[i] for a in arrays)) for i in range(len(arrays[0]))]
    np.testing.assert_allclose(jax.vmap(f)(*map(jnp.asarray, arrays)), expected, rtol=1e-12)
    np.testing.assert_allclose(torch.func.vmap(f)(*map(torch.asarray, arrays)), expected, rtol=1e-12)


COMPILED = ["entropy", "kl_divergence", "jensen_shannon_divergence", "mutual_information", "renyi_entropy"]
COMPILED += ["conditional_entropy", "categorical_cross_entropy", "gaussian_kl", "total_correlation"]


@pytest.mark.parametrize("name", COMPILED)
def test_torch_compile_traces_the_whole_graph(name):
    f, arrays = CALLS[name]
    tensors = [torch.tensor(a, requires_grad=True) for a in arrays]
    torch.compiler.reset()
    compiled = torch.compile(f, backend="aot_eager", fullgraph=True)
    found = compiled(*tensors)
    np.testing.assert_allclose(found.detach().numpy(), f(*arrays), rtol=1e-12)
    for a, b in zip(
        torch.autograd.grad(found.sum(), tensors), torch.autograd.grad(f(*tensors).sum(), tensors)
    ):
        torch.testing.assert_close(a, b)


# An impossible outcome on either side, on both, and two equal laws.
EDGES = [
    (np.array([0.0, 0.4, 0.6]), np.array([0.2, 0.3, 0.5])),
    (np.array([0.2, 0.3, 0.5]), np.array([0.0, 0.4, 0.6])),
    (np.array([0.0, 0.4, 0.6]), np.array([0.0, 0.5, 0.5])),
    (np.array([0.2, 0.3, 0.5]), np.array([0.2, 0.3, 0.5])),
    (np.array([1.0, 0.0, 0.0]), np.array([0.0, 1.0, 0.0])),
]
OF_TWO = [name for name, (_, arrays) in CALLS.items() if len(arrays) == 2 and arrays[0] is P]
OF_ONE = [name for name, (_, arrays) in CALLS.items() if len(arrays) == 1 and arrays[0] is P]
OF_JOINT = [name for name, (_, arrays) in CALLS.items() if arrays[0] is P_XYZ or arrays[0] is P_XY]


def finite_gradients(f, arrays):
    tensors = [torch.tensor(a, requires_grad=True) for a in arrays]
    value = f(*tensors)
    assert not torch.isnan(value).any()
    found = torch.autograd.grad(value.sum(), tensors, allow_unused=True)
    assert all(g is None or torch.isfinite(g).all() for g in found)
    _, in_jax = value_and_gradients_in_jax(f, len(arrays))(*map(jnp.asarray, arrays))
    assert all(jnp.isfinite(g).all() for g in in_jax)
    return found


@pytest.mark.parametrize("edge", range(len(EDGES)))
@pytest.mark.parametrize("name", sorted({*OF_TWO, "kl_divergence"} - WITHOUT_GRADIENT - {"f_divergence"}))
def test_gradients_of_two_laws_are_finite_at_the_edge(name, edge):
    finite_gradients(CALLS[name][0], EDGES[edge])


@pytest.mark.parametrize("name", sorted(set(OF_ONE) - WITHOUT_GRADIENT - {"entropy"}))
def test_gradients_of_one_law_are_finite_at_the_edge(name):
    for p in ([0.0, 0.4, 0.6], [1.0, 0.0, 0.0]):
        finite_gradients(CALLS[name][0], [np.array(p)])


@pytest.mark.parametrize("name", OF_JOINT)
def test_gradients_of_joint_laws_are_finite_at_the_edge(name):
    shape = CALLS[name][1][0].shape
    deterministic = np.zeros(shape)
    if shape == P_XY.shape:
        deterministic[:, 0, 0] = deterministic[:, 1, 1] = 0.5
    else:
        deterministic[0, 0, 0] = deterministic[1, 1, 1] = 0.5
    finite_gradients(CALLS[name][0], [deterministic])


def test_gradient_conventions():
    """At p = 0 the gradient of p ln p counts as 0; elsewhere it is the textbook's."""
    p, q = np.array([0.0, 0.4, 0.6]), np.array([0.2, 0.3, 0.5])
    (found,) = finite_gradients(pmf.entropy, [p])
    np.testing.assert_allclose(found, [0.0, *(-np.log(p[1:]) - 1)], rtol=1e-14)
    of_p, of_q = finite_gradients(pmf.kl_divergence, [p, q])
    # Those of Σ p ln(p/q), less 1 and plus 1: constants, which no step inside the simplex feels.
    np.testing.assert_allclose(of_p[1:], np.log(p[1:] / q[1:]), rtol=1e-14)
    np.testing.assert_allclose(of_q, 1 - p / q, rtol=1e-14)
    assert of_p[0] == -1.0


def test_whole_numbers_are_probabilities_only_where_they_sum_to_one():
    one_hot = np.array([[0, 1, 0], [1, 0, 0]])
    assert pmf.entropy(one_hot).dtype == np.float64
    np.testing.assert_array_equal(pmf.entropy(one_hot), 0.0)
    np.testing.assert_array_equal(pmf.entropy(one_hot.astype(bool)), 0.0)
    with pytest.raises(ValueError, match="entropy_from_counts"):
        pmf.entropy([3, 1])
    assert pmf.entropy([3, 1], normalize=True) == pmf.entropy([0.75, 0.25])


def test_a_list_takes_the_kind_of_the_array_beside_it():
    found = pmf.kl_divergence(torch.tensor([0.5, 0.5]), [0.25, 0.75])
    assert found.dtype == torch.float32


def test_arrays_of_two_libraries_are_refused():
    with pytest.raises(TypeError, match="one array library"):
        pmf.kl_divergence(np.array([0.5, 0.5]), torch.tensor([0.5, 0.5]))
