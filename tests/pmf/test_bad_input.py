"""Every function refuses what is no law, and says what to do; a new function cannot escape the table."""

import numpy as np
import pytest

import infoscope
from infoscope import pmf

P, Q = np.array([0.2, 0.3, 0.5]), np.array([0.5, 0.25, 0.25])
XY = np.array([[0.2, 0.1, 0.1], [0.1, 0.2, 0.3]])
XYZ = np.array([[[0.1, 0.1], [0.2, 0.1]], [[0.1, 0.2], [0.1, 0.1]]])
MOVES = np.array([[0.5, 0.5, 0.0], [0.25, 0.5, 0.25], [0.0, 0.5, 0.5]])

OF_ONE = ["entropy", "self_information", "perplexity", "extropy", "min_entropy", "code_lengths"]
OF_ONE_AND_ORDER = ["renyi_entropy", "tsallis_entropy"]
OF_TWO = [
    "bhattacharyya_distance",
    "chi_squared_divergence",
    "cross_entropy",
    "expected_code_length",
    "hellinger_distance",
    "jeffreys_divergence",
    "jensen_shannon_distance",
    "jensen_shannon_divergence",
    "kl_divergence",
    "total_variation_distance",
    "wasserstein_distance",
]
OF_TWO_AND_ORDER = ["alpha_divergence", "renyi_divergence", "tsallis_divergence"]
OF_JOINT = [
    "conditional_entropy",
    "joint_entropy",
    "mutual_information",
    "normalized_mutual_information",
    "pointwise_mutual_information",
    "variation_of_information",
    "total_correlation",
    "dual_total_correlation",
    "o_information",
    "interaction_information",
]


def first(name, good, *rest):
    """A call that spoils the first argument, and the argument that is right."""
    return lambda law, **options: getattr(pmf, name)(law, *rest, **options), good


def second(name, good, *rest):
    return lambda law, **options: getattr(pmf, name)(P, law, *rest, **options), good


OTHERS = {
    "conditional_mutual_information": [(pmf.conditional_mutual_information, XYZ)],
    "partial_information": [(pmf.partial_information, XYZ)],
    "f_divergence": [
        (lambda p, **k: pmf.f_divergence(p, Q, np.square, **k), P),
        (lambda q, **k: pmf.f_divergence(P, q, np.square, **k), Q),
    ],
    "jensen_gap": [(lambda p, **k: pmf.jensen_gap("square", [1.0, 2.0, 3.0], p, **k), P)],
    "markov_information": [
        (lambda p, **k: pmf.markov_information(p, MOVES, 2, **k), P),
        (lambda m, **k: pmf.markov_information(P, m, 2, **k), MOVES),
    ],
    "entropy_rate": [(pmf.entropy_rate, MOVES)],
    "stationary_law": [(pmf.stationary_law, MOVES)],
    "categorical_cross_entropy": [
        (lambda q: pmf.categorical_cross_entropy(P, q), Q),
        (lambda y: pmf.categorical_cross_entropy(y, Q), P),
    ],
    "binary_entropy": [(pmf.binary_entropy, P)],
    "binary_cross_entropy": [
        (lambda q: pmf.binary_cross_entropy(P, q), Q),
        (lambda y: pmf.binary_cross_entropy(y, Q), P),
    ],
}
# These take no law: what they refuse is tested beside what they do.
NO_LAW = {"gaussian_kl", "gaussian_nll", "kraft_sum", "maximum_entropy"}
# Probabilities one by one, which need not sum to 1.
ELEMENTWISE = {"binary_entropy", "binary_cross_entropy"}
TABLE = {
    **{name: [first(name, P)] for name in OF_ONE},
    **{name: [first(name, P, 2.0)] for name in OF_ONE_AND_ORDER},
    **{name: [first(name, P, Q), second(name, Q)] for name in OF_TWO},
    **{name: [first(name, P, Q, 2.0), second(name, Q, 2.0)] for name in OF_TWO_AND_ORDER},
    **{name: [first(name, XY)] for name in OF_JOINT},
    **OTHERS,
}

cases = pytest.mark.parametrize(
    ("name", "call", "good"),
    [(name, call, good) for name, calls in TABLE.items() for call, good in calls],
    ids=[f"{name}-{i}" for name, calls in TABLE.items() for i in range(len(calls))],
)


def spoilt(good, value):
    bad = good.copy()
    bad.flat[-1] = value
    return bad


def test_no_function_escapes():
    assert set(TABLE) | NO_LAW == set(pmf.__all__)


def test_names_are_complete_and_sorted():
    assert sorted(pmf.__all__) == pmf.__all__
    public = {n for n, v in vars(pmf).items() if callable(v) and not n.startswith("_")}
    assert public == set(pmf.__all__)
    assert infoscope.pmf is pmf


@cases
def test_nan(name, call, good):
    with pytest.raises(ValueError, match=r"NaN|got nan"):
        call(spoilt(good, np.nan))


@cases
def test_negative(name, call, good):
    with pytest.raises(ValueError, match=r"must be >= 0; got -0\.5|between 0 and 1; got -0\.5"):
        call(spoilt(good, -0.5))


@cases
def test_sum(name, call, good):
    too_much = spoilt(good, good.flat[-1] + 1.0)
    with pytest.raises(ValueError, match=r"normalize=True|between 0 and 1"):
        call(too_much)


@cases
def test_almost_one_is_not_one(name, call, good):
    if name not in ELEMENTWISE:
        with pytest.raises(ValueError, match="must sum to 1"):
            call(good * (1 + 1e-5))
        call(good * (1 + 1e-9))


@cases
def test_normalize(name, call, good):
    if name in ELEMENTWISE | {"categorical_cross_entropy"}:
        return
    expected, found = call(good), call(good * 7.0, normalize=True)
    pairs = zip(expected, found) if isinstance(expected, tuple) else [(expected, found)]
    if isinstance(expected, dict):
        pairs = zip(expected.values(), found.values())
    for a, b in pairs:
        np.testing.assert_allclose(b, a, rtol=1e-13, atol=1e-15)
    with pytest.raises(ValueError, match="positive finite sum"):
        call(good * 0.0, normalize=True)
    with pytest.raises(ValueError, match="NaN"):
        call(spoilt(good, np.nan), normalize=True)


@cases
def test_kinds_that_are_no_number(name, call, good):
    for bad in (good.astype(complex), good.astype(str).tolist(), np.full(good.shape, None), {"a": 1.0}):
        with pytest.raises(TypeError, match="real"):
            call(bad)


@cases
def test_empty(name, call, good):
    if name not in ELEMENTWISE:
        with pytest.raises(
            ValueError, match=r"at least one|must have axis|same outcomes|for each outcome|the shape of"
        ):
            call(good[..., :0])


@cases
def test_no_axis_at_all(name, call, good):
    if (name not in ELEMENTWISE and good is not P) or name == "entropy":
        with pytest.raises(ValueError, match=r"axis|shape"):
            call(1.0)


@pytest.mark.parametrize("name", [*OF_TWO, *OF_TWO_AND_ORDER])
def test_laws_over_different_outcomes(name):
    call, _ = TABLE[name][0]
    with pytest.raises(ValueError, match="same outcomes"):
        call(np.array([0.5, 0.5]))
    with pytest.raises(ValueError, match="broadcast"):
        getattr(pmf, name)(
            np.tile(P, (3, 1)), np.tile(Q, (2, 1)), *([2.0] if name in OF_TWO_AND_ORDER else [])
        )


def test_unknown_unit_and_axis():
    with pytest.raises(ValueError, match="unit must be one of nats, bits, hartleys"):
        pmf.entropy(P, unit="shannons")
    with pytest.raises(ValueError, match="must have axis 3"):
        pmf.entropy(P, axis=3)
    with pytest.raises(ValueError, match="given must be -1 or -2"):
        pmf.conditional_entropy(XY, given=2)
    assert pmf.conditional_entropy(XY, given=1) == pmf.conditional_entropy(XY)
    with pytest.raises(ValueError, match="counted from the end"):
        pmf.kl_divergence(np.tile(P[:, None], (1, 2)), Q, axis=0)


def test_orders():
    for f in (pmf.renyi_entropy, pmf.tsallis_entropy):
        with pytest.raises(ValueError, match="NaN"):
            f(P, float("nan"))
        with pytest.raises(TypeError, match="must be a number"):
            f(P, "two")
    for call in (
        lambda: pmf.renyi_entropy(P, -1),
        lambda: pmf.renyi_divergence(P, Q, -1),
        lambda: pmf.tsallis_divergence(P, Q, 0),
        lambda: pmf.tsallis_entropy(P, float("inf")),
        lambda: pmf.alpha_divergence(P, Q, float("inf")),
    ):
        with pytest.raises(ValueError, match=r"order must be|alpha must be"):
            call()


def test_weights_of_a_mixture():
    for weights in ([0.5, 0.6], [1.0], [1.5, -0.5], [0.5, float("nan")]):
        with pytest.raises(ValueError, match="weights must be 2 numbers"):
            pmf.jensen_shannon_divergence(P, Q, weights=weights)


def test_names_of_methods():
    with pytest.raises(ValueError, match=r"normalization must be one of .* \(did you mean 'arithmetic'\?\)"):
        pmf.normalized_mutual_information(XY, normalization="arithmetik")
    with pytest.raises(ValueError, match="measure must be one of broja, i_min, mmi"):
        pmf.partial_information(XYZ, measure="i_dep")
    with pytest.raises(ValueError, match="f must be one of"):
        pmf.jensen_gap("cube", [1.0, 2.0, 3.0], P)
    with pytest.raises(ValueError, match="code must be one of huffman, shannon"):
        pmf.code_lengths(P, code="morse")
    with pytest.raises(ValueError, match="reduction must be one of"):
        pmf.binary_cross_entropy(P, Q, reduction="median")


def test_shapes_of_joint_laws():
    with pytest.raises(ValueError, match="at least two axes"):
        pmf.interaction_information(P)
    for shape in ((2, 2), (2,) * 6):
        with pytest.raises(ValueError, match=r"measure='broja'|measure='i_min'"):
            pmf.partial_information(
                np.full(shape, 1 / 2 ** len(shape)), measure="broja" if len(shape) == 2 else "i_min"
            )
    with pytest.raises(ValueError, match="positions must have shape"):
        pmf.wasserstein_distance(P, Q, [0.0, 1.0])
    with pytest.raises(ValueError, match="values must have an entry for each"):
        pmf.jensen_gap("square", [1.0, 2.0], P)
    with pytest.raises(ValueError, match="values must be > 0"):
        pmf.jensen_gap("log", [0.0, 1.0, 2.0], P)


def test_an_empty_batch_has_an_empty_answer():
    assert pmf.entropy(np.zeros((0, 3))).shape == (0,)
    assert pmf.kl_divergence(np.zeros((0, 3)), np.zeros((0, 3))).shape == (0,)
    assert pmf.mutual_information(np.zeros((0, 2, 2))).shape == (0,)
