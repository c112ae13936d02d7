"""What holds of every estimate: symmetry, invariance, units, no randomness."""

import math

import numpy as np
import pytest

from infoscope.samples import KSG, KozachenkoLeonenko, Ross, entropy, mutual_information
from samples import worlds

N = 300


def pairs():
    """name -> (x, y): each kind with each, tied and not."""
    rng = np.random.default_rng(0)
    x, y = worlds.bivariate_gaussian(0.6, N, rng)
    measured, label = worlds.gaussian_classes(N, rng)
    return {
        "labels": worlds.joint_labels(N, rng),
        "measurements": (x, y),
        "tied measurements": (np.round(4 * x) / 4, np.round(4 * y) / 4),
        "columns": (np.column_stack([x, x**2]), y),
        "tied columns": (np.round(np.column_stack([x, x**2]), 1), np.round(y, 1)),
        "measurement and label": (measured, label),
        "tied measurement and label": (np.round(measured, 1), label),
        "columns and label": (np.column_stack([measured, x]), label),
    }


PAIRS = pairs()


def raw(x, y, name):
    """The estimator that reads the data as given."""
    if name == "labels":
        return mutual_information(x, y, estimator="plug_in")
    return mutual_information(x, y, estimator=Ross() if "label" in name else KSG())


@pytest.mark.parametrize("name", PAIRS)
@pytest.mark.parametrize("route", [lambda x, y, _: mutual_information(x, y), raw], ids=["auto", "raw"])
class TestEveryPair:
    def test_symmetric(self, name, route):
        x, y = PAIRS[name]
        there, back = route(x, y, name), route(y, x, name)
        assert (there.value, there.std_error) == (back.value, back.std_error)
        assert there.method == back.method

    def test_row_order_moves_no_digit(self, name, route):
        x, y = PAIRS[name]
        first = route(x, y, name)
        for seed in range(4):
            rows = np.random.default_rng(seed).permutation(N)
            again = route(x[rows], y[rows], name)
            assert (again.value, again.std_error) == (first.value, first.std_error)

    def test_the_same_call_gives_the_same_digits(self, name, route):
        x, y = PAIRS[name]
        assert route(x, y, name) == route(x.copy(), y.copy(), name)

    def test_turning_the_sign_or_doubling_moves_no_digit(self, name, route):
        x, y = PAIRS[name]
        first = route(x, y, name)
        again = route(-x, y, name)
        assert (again.value, again.std_error) == (first.value, first.std_error)
        # powers of two, which a double multiplies by without rounding
        assert route(x * 4.0, y * (4 if "label" not in name else 1), name).value == first.value


@pytest.mark.parametrize("unit", ["bits", "hartleys"])
@pytest.mark.parametrize("name", PAIRS)
def test_units(name, unit):
    nats = {"bits": math.log(2), "hartleys": math.log(10)}[unit]
    x, y = PAIRS[name]
    for measure in (lambda **u: mutual_information(x, y, **u), lambda **u: entropy(x, **u)):
        given, wanted = measure(), measure(unit=unit)
        assert wanted.unit == unit
        assert float(wanted) * nats == pytest.approx(float(given), rel=1e-14)
        assert wanted.std_error * nats == pytest.approx(given.std_error, rel=1e-14)


def test_names_of_labels_do_not_matter():
    x, y = PAIRS["labels"]
    measured, label = PAIRS["measurement and label"]
    renamings = [np.array(["zebra", "ant", "mole"]), np.array([7.0, -1.0, 1e9]), np.array([2, 0, 1])]
    for name in renamings:
        for estimator in ("plug_in", "miller_madow"):
            first = mutual_information(x, y, estimator=estimator, kind="discrete")
            again = mutual_information(name[x], y, estimator=estimator, kind="discrete")
            assert (again.value, again.std_error) == (first.value, first.std_error)
            one, other = (entropy(v, estimator=estimator, kind="discrete").value for v in (x, name[x]))
            assert one == other
        kind = ("continuous", "discrete")
        first, again = (mutual_information(measured, v, kind=kind) for v in (label, name[label]))
        assert (again.value, again.std_error) == (first.value, first.std_error)


MONOTONE = [np.exp, lambda v: v**3, np.arctan, lambda v: 1e-9 * v, lambda v: np.exp(np.exp(v / 2))]


@pytest.mark.parametrize("bend", MONOTONE, ids=["exp", "cube", "arctan", "small", "twice exp"])
@pytest.mark.parametrize("name", ["measurements", "measurement and label", "columns"])
def test_monotone_maps_move_no_digit_of_the_choice_made(name, bend):
    x, y = PAIRS[name]
    assert len(np.unique(bend(x))) == len(np.unique(x))  # in doubles too
    first, again = mutual_information(x, y), mutual_information(bend(x), y)
    assert (again.value, again.std_error) == (first.value, first.std_error)


@pytest.mark.parametrize("scale", [0.001, 3.0, 1e12, -2.0])
@pytest.mark.parametrize("d", [1, 2, 3])
def test_entropy_of_scaled_measurements(scale, d):
    """h(aX) = h(X) + d ln|a|."""
    x = np.random.default_rng(1).normal(size=(N, d))
    for k in (1, 3):
        plain, scaled = (entropy(v, estimator=KozachenkoLeonenko(k)) for v in (x, scale * x))
        assert float(scaled) == pytest.approx(float(plain) + d * math.log(abs(scale)), rel=1e-12)
        assert scaled.std_error == pytest.approx(plain.std_error, rel=1e-9)


def test_entropy_does_not_depend_on_row_order():
    for x in (PAIRS["columns"][0], PAIRS["measurements"][0], PAIRS["labels"][0]):
        rows = np.random.default_rng(2).permutation(N)
        assert entropy(x) == entropy(x[rows])


def test_labels_obey_the_bounds():
    """0 <= I(X;Y) <= min(H(X), H(Y)) and H(X) <= ln K, for the plug-in, which is of a law."""
    rng = np.random.default_rng(3)
    for _ in range(50):
        n, rows, columns = rng.integers(2, 60), rng.integers(1, 9), rng.integers(1, 9)
        x, y = rng.integers(0, rows, size=n), rng.integers(0, columns, size=n)
        of_x, of_y = (float(entropy(v, estimator="plug_in", kind="discrete")) for v in (x, y))
        both = float(entropy(np.column_stack([x, y]), estimator="plug_in", kind="discrete"))
        shared = float(mutual_information(x, y, estimator="plug_in", kind="discrete"))
        assert -1e-12 <= shared <= min(of_x, of_y) + 1e-12
        assert of_x <= math.log(len(set(x))) + 1e-12
        assert shared == pytest.approx(of_x + of_y - both, abs=1e-12)


def test_a_seed_changes_nothing_since_nothing_is_drawn():
    x, y = PAIRS["tied measurements"]
    first = mutual_information(x, y)
    state = np.random.default_rng(5)
    for rng in (0, 1, state):
        assert mutual_information(x, y, rng=rng) == first
        assert entropy(x, rng=rng) == entropy(x)
    assert state.integers(2**40) == np.random.default_rng(5).integers(2**40)


def test_the_data_are_left_as_they_were():
    for x, y in PAIRS.values():
        held = x.copy(), y.copy()
        x.flags.writeable = y.flags.writeable = False
        mutual_information(x, y)
        entropy(x)
        x.flags.writeable = y.flags.writeable = True
        assert np.array_equal(x, held[0])
        assert np.array_equal(y, held[1])
