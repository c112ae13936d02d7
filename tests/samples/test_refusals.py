"""Bad input gets one sentence that says what to do; corner input gets an answer that is no NaN.

Every public function stands in a table here: one that is in none fails the first test.
"""

import inspect
import math
import re

import numpy as np
import pandas as pd
import pytest
import torch

from infoscope import samples

VARIABLES = {
    "conditional_entropy": ("x", "given"),
    "conditional_mutual_information": ("x", "y", "z"),
    "cross_entropy": ("x", "y"),
    "dual_total_correlation": ("x", "y", "variable 3"),
    "entropy": ("x",),
    "interaction_information": ("x", "y", "variable 3"),
    "jensen_shannon_divergence": ("x", "y"),
    "joint_entropy": ("x", "y"),
    "kl_divergence": ("x", "y"),
    "mutual_information": ("x", "y"),
    "mutual_information_matrix": ("X",),
    "o_information": ("x", "y", "variable 3"),
    "permutation_test": ("x", "y"),
    "pointwise_conditional_mutual_information": ("x", "y", "z"),
    "pointwise_entropy": ("x",),
    "pointwise_mutual_information": ("x", "y"),
    "pointwise_transfer_entropy": ("source", "target"),
    "total_correlation": ("x", "y"),
    "transfer_entropy": ("source", "target"),
}  # functions of observations
SERIES = {"pointwise_transfer_entropy", "transfer_entropy"}  # given by name
SAMPLES = {"cross_entropy", "jensen_shannon_divergence", "kl_divergence"}  # of observations not paired
ENCODERS = {"bayesian_blocks", "equal_frequency", "equal_width", "mdl_bins", "ordinal_patterns"}
OTHERS = {
    "joint_counts",
    "bootstrap",
    "entropy_from_counts",
    "renyi_divergence",
} | ENCODERS  # whose tests stand elsewhere
RESULTS = {"Bins", "Bootstrapped", "EstimateWarning", "PermutationTest"}
CHOICES = {name for name in samples.__all__ if inspect.isclass(getattr(samples, name))} - RESULTS

N = 12
SCORES = np.random.default_rng(0).normal(size=N)
LABELS = np.arange(N) % 2
DROP = "drop those rows"

BAD_OBSERVATIONS = {  # name -> (observations, what the message must say)
    "empty": ([], r"shape \(n,\) or \(n, d\); got list of shape \(0,\)"),
    "no columns": (np.empty((N, 0)), r"shape \(n,\) or \(n, d\); got ndarray of shape \(12, 0\)"),
    "three axes": (np.zeros((N, 2, 2)), r"got ndarray of shape \(12, 2, 2\)"),
    "a number": (3.0, r"got float of shape \(\)"),
    "text": ("abc", r"got str of shape \(\)"),
    "nothing": (None, r"got NoneType of shape \(\)"),
    "a dict": ({"a": LABELS}, "make a data frame of this dict of columns"),
    "an iterator": (iter([1.0, 2.0]), r"of shape \(\)"),
    "ragged": ([[1.0], [1.0, 2.0]] * 6, "rows of different lengths"),
    "NaN": (np.r_[SCORES[1:], np.nan], f"1 missing values.*{DROP}"),
    "infinite": (np.r_[SCORES[2:], np.inf, -np.inf], f"2 infinite values.*{DROP}"),
    "NaN in a column": (np.column_stack([SCORES, np.r_[np.nan, SCORES[1:]]]), f"1 missing values.*{DROP}"),
    "None among numbers": ([1.0, None] * 6, f"6 missing values.*{DROP}"),
    "None among text": (["a", None] * 6, f"6 missing values.*{DROP}"),
    "NaN among text": (["a", math.nan] * 6, f"6 missing values.*{DROP}"),
    "NA of pandas": (pd.Series(["a", pd.NA] * 6, dtype="string"), f"6 missing values.*{DROP}"),
    "missing category": (pd.Series(["a", None] * 6, dtype="category"), f"6 missing values.*{DROP}"),
    "missing nullable": (pd.Series([1, None] * 6, dtype="Int64"), f"6 missing values.*{DROP}"),
    "masked": (np.ma.array(SCORES, mask=LABELS == 1), f"6 missing values.*{DROP}"),
    "no time": (np.array(["2020-01-01", "NaT"] * 6, dtype="M8[D]"), f"6 missing values.*{DROP}"),
    "unhashable": (np.array([{}, []] * 6, dtype=object), "cannot be labels.*give text or numbers"),
    "not of numpy": (torch.zeros(N, requires_grad=True), r"numpy can read; of Tensor: .*detach\(\)"),
    "two columns of a name": (
        pd.DataFrame(np.eye(N)[:, :2], columns=["a", "a"]),
        "different names.*'a' 2 times",
    ),
    "complex": (SCORES + 1j, "complex numbers; give their parts as two columns"),
}
BAD_OPTIONS = [
    ({"estimator": "kgs"}, r"estimator must be one of auto, .*; got 'kgs'"),
    ({"estimator": None}, "estimator must be one of"),
    ({"estimator": 3}, "estimator must be one of"),
    ({"estimator": samples.KSG}, r"estimator must be an instance; got the class: pass KSG\(\)"),
    ({"estimator": np.arange(2)}, "estimator must be one of"),
    ({"kind": "discreet"}, r"kind must be one of discrete, continuous, mixed; got 'discreet'"),
    ({"kind": ("discrete",) * 5}, "kind must be one"),
    ({"kind": 5}, "kind must be one"),
    ({"unit": "bit"}, "unit must be one of nats, bits, hartleys; got 'bit'"),
    ({"rng": -1}, "rng must be a whole number >= 0"),
    ({"rng": "seed"}, "rng must be a whole number >= 0"),
]


def call(name, *data, **options):
    if name in SERIES:
        return getattr(samples, name)(**dict(zip(VARIABLES[name], data)), **options)
    return getattr(samples, name)(*data, **options)


def arguments(name, position, value):
    """Good observations for each variable, and `value` for the one at `position`."""
    given = [SCORES, LABELS, SCORES[::-1]][: len(VARIABLES[name])]
    given[position] = value
    return given


def refused(says):
    """A message is one line of words that names what is wrong, and holds `says`."""
    return pytest.raises(ValueError, match=re.compile(rf"\A[^\n]*{says}[^\n]*\Z"))


PLACES = [(name, i) for name, variables in VARIABLES.items() for i in range(len(variables))]


def test_every_public_name_is_in_a_table():
    assert set(samples.__all__) == set(VARIABLES) | OTHERS | CHOICES | RESULTS


@pytest.mark.parametrize("case", BAD_OBSERVATIONS)
@pytest.mark.parametrize(("name", "position"), PLACES)
def test_bad_observations(name, position, case):
    value, says = BAD_OBSERVATIONS[case]
    with refused(f"{VARIABLES[name][position]} (must|holds).*{says}"):
        call(name, *arguments(name, position, value))


@pytest.mark.parametrize(("options", "says"), BAD_OPTIONS, ids=str)
@pytest.mark.parametrize("name", VARIABLES)
def test_bad_options(name, options, says):
    with refused(says):
        call(name, *arguments(name, 0, SCORES), **options)


@pytest.mark.parametrize("name", sorted(VARIABLES))
def test_an_option_that_is_not_there(name):
    with pytest.raises(TypeError, match=r"k is an option of the estimator: pass estimator=\w+\(k=…\)"):
        call(name, *arguments(name, 0, SCORES), k=5)
    with pytest.raises(TypeError, match=r"no option 'units'; .*did you mean 'unit'"):
        call(name, *arguments(name, 0, SCORES), units="bits")


@pytest.mark.parametrize("name", [n for n, v in VARIABLES.items() if len(v) > 1 and n not in SAMPLES])
def test_unequal_lengths(name):
    for position in range(len(VARIABLES[name])):
        with refused(r"rows are observations, as many of each variable: got lengths .*11 \("):
            call(name, *arguments(name, position, arguments(name, 0, SCORES)[position][:-1]))


@pytest.mark.parametrize("name", [n for n, v in VARIABLES.items() if len(v) > 1 and n not in SAMPLES])
def test_rows_and_columns_exchanged(name):
    for position in range(len(VARIABLES[name])):
        swapped = np.arange(3.0 * N).reshape(3, N)
        place = re.escape(VARIABLES[name][position])
        with refused(f"rows are observations.*got lengths .*did you pass {place} as \\(d, n\\)"):
            call(name, *arguments(name, position, swapped))


@pytest.mark.parametrize("name", VARIABLES)
def test_a_row_missing_everywhere(name):
    gone = np.full(N, np.nan)
    with refused("every row has a missing value: nothing is left with missing='drop'"):
        call(name, *arguments(name, 0, gone), missing="drop")
    with refused("missing must be one of raise, drop, label; got 'omit'"):
        call(name, *arguments(name, 0, gone), missing="omit")


CORNERS = {
    "one row": (SCORES[:1], LABELS[:1]),
    "two rows": (SCORES[:2], LABELS[:2]),
    "three rows": (SCORES[:3], LABELS[:3]),
    "four rows": (SCORES[:4], LABELS[:4]),
    "one class": (SCORES, np.zeros(N)),
    "one value and one class": (np.full(N, 0.5), ["a"] * N),
    "every label once": (SCORES, [f"id {i}" for i in range(N)]),
    "twice the same": (SCORES, SCORES),
    "labels twice the same": (LABELS, LABELS),
    "zeros among numbers": (np.where(np.arange(48) % 2, 0.0, np.arange(48.0)), np.arange(48) % 3),
    "a frame": (pd.DataFrame({"a": SCORES, "b": LABELS.astype(str)}), LABELS),
    "single precision": (SCORES.astype(np.float32), LABELS.astype(np.int8)),
}


def answer_or_refusal(name, *given):
    try:
        answer = call(name, *given[: len(VARIABLES[name])], rng=0)
    except ValueError as refusal:
        return 0.0, str(refusal)
    return getattr(answer, "value", getattr(answer, "statistic", answer)), ""


@pytest.mark.parametrize("case", CORNERS)
@pytest.mark.parametrize("name", VARIABLES)
def test_corners(name, case):
    """A number, or one line that says why there is none."""
    x, y = CORNERS[case]
    for given in ([x, y, x], [y, x, y]):
        answer, refusal = answer_or_refusal(name, *given)
        assert not np.isnan(np.asarray(answer, float)).any()
        assert "\n" not in refusal


TIMES = np.array(["2020-01-01", "2020-01-02", "2020-01-03"], dtype="M8[D]")
MISSING = {  # name -> (labels 0, 1 and 2, which are missing) -> the same, and missing
    "NaN": lambda v, gone: np.where(gone, np.nan, v),
    "None": lambda v, gone: [None if g else f"{i}" for i, g in zip(v, gone)],
    "NaT": lambda v, gone: np.where(gone, np.datetime64("NaT"), TIMES[v]),
    "NA": lambda v, gone: pd.Series(v, dtype="Int64").mask(gone),
    "masked": lambda v, gone: np.ma.array(v, mask=gone),
}


@pytest.mark.parametrize("held", MISSING)
@pytest.mark.parametrize("name", sorted(VARIABLES.keys() - SERIES))
def test_rows_with_a_missing_value_are_left_out(name, held):
    n = 48
    labels, other, gone = np.arange(n) % 2, np.arange(n) // 2 % 3, np.arange(n) % 5 == 0
    present, kept = MISSING[held](labels, gone), MISSING[held](labels[~gone], np.zeros((~gone).sum(), bool))
    if name in SAMPLES:  # of values of one type, and of any lengths
        others = same = [MISSING[held](other, np.zeros(n, bool))]
    else:
        others, same = [other, labels], [other[~gone], labels[~gone]]
    options = {"missing": "drop", "rng": 0}
    found = call(name, *[present, *others][: len(VARIABLES[name])], **options)
    expected = call(name, *[kept, *same][: len(VARIABLES[name])], **options)
    found, expected = (getattr(e, "value", getattr(e, "statistic", e)) for e in (found, expected))
    assert np.array_equal(np.asarray(found, float), np.asarray(expected, float))


@pytest.mark.parametrize(("name", "position"), PLACES)
def test_text_is_not_measured(name, position):
    kinds = [None] * len(VARIABLES[name])
    kinds[position] = "continuous"
    with refused("cannot be continuous: its values are .*use kind='discrete'"):
        kind = tuple(kinds) if len(kinds) > 1 else kinds[0]
        call(name, *arguments(name, position, ["a", "b"] * 6), kind=kind)


def of_wrong_kind():
    measured, text = SCORES, ["a", "b"] * 6
    yield "entropy", (measured,), "plug_in"
    yield "entropy", (measured,), samples.MillerMadow()
    yield "mutual_information", (measured, text), "plug_in"
    yield "mutual_information", (measured, measured), "miller_madow"
    yield "mutual_information", (measured, measured), "ross"
    yield "mutual_information", (text, LABELS), samples.Ross(1)


@pytest.mark.parametrize(("name", "data", "estimator"), list(of_wrong_kind()), ids=lambda v: str(v)[:12])
def test_an_estimator_that_cannot_read_the_kind(name, data, estimator):
    with refused(r"cannot read x.*(discrete|continuous).*pass another estimator, or kind="):
        call(name, *data, estimator=estimator)


def test_an_estimator_of_neighbours_for_text():
    for name, data in [("entropy", (["a", "b"] * 6,)), ("mutual_information", (SCORES, ["a", "b"] * 6))]:
        estimator = samples.KozachenkoLeonenko() if name == "entropy" else samples.KSG()
        with refused("cannot be continuous"):
            call(name, *data, estimator=estimator)


@pytest.mark.parametrize("k", [4, 6])
def test_no_more_observations_than_neighbours(k):
    x, y = SCORES[:k], SCORES[-k:]
    with refused(f"k={k} neighbours need more than {k} observations; got {k}"):
        call("entropy", x, estimator=samples.KozachenkoLeonenko(k))
    with refused(f"k={k} neighbours need more than {k} observations; got {k}"):
        call("mutual_information", x, y, estimator=samples.KSG(k))
    with refused(f"k={k} neighbours need more than {k} observations; got {k}"):
        call("mutual_information", x, ["a"] * (k - 2) + ["b"] * 2, estimator=samples.Ross(k))


def test_labels_that_are_each_seen_once():
    with refused("every label is seen only once.*group the labels first"):
        call("mutual_information", SCORES, [f"id {i}" for i in range(N)])


BAD_COUNTS = {
    "empty": ([], r"shape \(\.\.\., K\), K >= 1; got float64 of shape \(0,\)"),
    "a number": (3, r"shape \(\.\.\., K\)"),
    "text": (["a"], "counts must be numbers"),
    "truth values": ([True, False], "counts must be numbers"),
    "nothing": (None, "counts must be numbers"),
    "ragged": ([[1], [1, 2]], "rows of different lengths"),
    "below zero": ([3, -1], "whole numbers from 0 to"),
    "probabilities": ([0.5, 0.5], r"for probabilities use infoscope\.pmf\.entropy"),
    "NaN": ([1.0, math.nan], "whole numbers from 0 to"),
    "infinite": ([1.0, math.inf], "whole numbers from 0 to"),
    "vast": ([1e308, 1e308, 1e308], "whole numbers from 0 to"),
    "not of numpy": (torch.ones(2, requires_grad=True), r"numpy can read: .*detach\(\)"),
    "halves of half precision": (np.array([0.5, 2], np.float16), "whole numbers from 0 to"),
    "beyond any integer": ([2**70, 1], "counts must be numbers"),
    "nothing seen": ([0, 0], "counts sum to zero"),
    "nothing seen in one": ([[1, 2], [0, 0]], "counts sum to zero"),
}


@pytest.mark.parametrize("case", BAD_COUNTS)
def test_bad_counts(case):
    counts, says = BAD_COUNTS[case]
    with refused(says):
        samples.entropy_from_counts(counts)


def test_bad_options_of_counts():
    with refused("estimator must be one of plug_in, miller_madow.*; got 'plugin'.*did you mean 'plug_in'"):
        samples.entropy_from_counts([1, 2], estimator="plugin")
    with refused("unit must be one of"):
        samples.entropy_from_counts([1, 2], unit="bit")


@pytest.mark.parametrize("name", sorted(CHOICES))
def test_choices_refuse_what_they_cannot_be(name):
    choice = getattr(samples, name)
    options = inspect.signature(choice).parameters
    if "k" in options:
        for k in (0, -1, 2.0, True, "3", None):
            with refused("k must be a whole number >= 1; got"):
                choice(k=k)
    if "transform" in options:
        with refused("transform must be None or 'normal_scores'; got 'ranks'"):
            choice(transform="ranks")
    with pytest.raises(TypeError):
        choice(neighbours=3)
    assert choice() == choice()
    assert hash(choice()) == hash(choice())
