import copy
import html.parser
import json
import math
import pickle
from decimal import Decimal

import numpy as np
import pytest
import torch

from infoscope.estimate import Estimate, decimals, nats_per

LN2, LN10 = math.log(2.0), math.log(10.0)


# --- units ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("unit", "nats"), [("nats", 1.0), ("bits", LN2), ("hartleys", LN10)])
def test_a_unit_is_worth_the_logarithm_of_its_base(unit, nats):
    assert nats_per(unit) == nats


@pytest.mark.parametrize("bad", ["bit", "Nats", "", None, 2])
def test_an_unknown_unit_is_refused_and_the_known_are_named(bad):
    for call in (nats_per, lambda u: Estimate(1.0, unit=u), Estimate(1.0).to):
        with pytest.raises(ValueError, match="unit must be one of nats, bits, hartleys; got"):
            call(bad)


@pytest.mark.parametrize(
    ("unit", "value"), [("bits", 2.321928), ("hartleys", 0.698970), ("nats", 1.609438)]
)  # reference case 1: five equal outcomes
def test_to_reads_the_same_number_in_another_unit(unit, value):
    e = Estimate(math.log(5.0), 0.01, method="m", n=5, warnings=("w",)).to(unit)
    assert math.isclose(e.value, value, rel_tol=1e-6)
    assert math.isclose(e.std_error / 0.01, e.value / math.log(5.0), rel_tol=1e-15)
    assert (e.unit, e.method, e.n, e.warnings) == (unit, "m", 5, ("w",))


def test_to_there_and_back_is_the_same_number():
    e = Estimate(0.4123, 0.0062, unit="bits")
    back = e.to("hartleys").to("nats").to("bits")
    assert math.isclose(back.value, e.value, rel_tol=1e-15)
    assert math.isclose(back.std_error, e.std_error, rel_tol=1e-15)
    assert e.to("bits") is e


def test_infinity_is_infinite_in_every_unit():
    assert Estimate(math.inf).to("bits").value == math.inf
    assert Estimate(-math.inf).to("hartleys").value == -math.inf


# --- reading the number ----------------------------------------------------------------------


@pytest.mark.parametrize("level", [0.5, 0.9, 0.95, 0.999])
def test_interval_covers_a_gaussian_error_with_probability_level(level):
    low, high = Estimate(1.0, 0.3).interval(level)
    reach = (high - 1.0) / 0.3
    assert math.isclose(high - 1.0, 1.0 - low, rel_tol=1e-12)
    assert math.isclose(math.erf(reach / math.sqrt(2.0)), level, rel_tol=1e-12)


def test_interval_of_an_exact_number_is_the_number():
    assert Estimate(0.5).interval() == (0.5, 0.5)
    assert Estimate(math.inf).interval() == (math.inf, math.inf)
    assert Estimate(0.5, math.inf).interval() == (-math.inf, math.inf)


@pytest.mark.parametrize("level", [0.0, 1.0, -0.1, 95, math.nan])
def test_interval_refuses_a_level_that_is_no_probability(level):
    with pytest.raises(ValueError, match="level must be between 0 and 1"):
        Estimate(0.5, 0.1).interval(level)


@pytest.mark.parametrize(
    "value",
    [0.25, np.float32(0.25), np.array(0.25), torch.tensor(0.25), torch.tensor(0.25, requires_grad=True)],
)
def test_float_reads_a_scalar_of_any_kind(value):
    read = float(Estimate(value))
    assert type(read) is float
    assert read == 0.25


def test_float_and_format_refuse_an_array():
    e = Estimate(np.array([0.1, 0.2]), np.array([0.0, 0.0]))
    with pytest.raises(ValueError, match="size 1"):
        float(e)
    with pytest.raises(ValueError, match="size 1"):
        f"{e:.2f}"


def test_format_takes_a_float_spec_or_prints_the_whole():
    e = Estimate(0.4123, 0.0062, "bits")
    assert f"{e:.2f}" == "0.41"
    assert f"{e:8.1e}" == " 4.1e-01"
    assert f"{e}" == str(e) == "0.412 ± 0.006 bits"


# --- printing ----------------------------------------------------------------------------------

PRINTED = {
    "two digits where the first is a 1": (0.41234, 0.0123, "0.412 ± 0.012"),
    "one digit elsewhere": (0.41234, 0.0062, "0.412 ± 0.006"),
    "rounds up to a 1": (0.41234, 0.00996, "0.412 ± 0.010"),
    "a power of ten": (0.41234, 0.1, "0.41 ± 0.10"),
    "just under a power of ten": (0.41234, 0.0996, "0.41 ± 0.10"),
    "rounds up to ten": (41.234, 9.97, "41 ± 10"),
    "error larger than the value": (0.41, 12.3, "0 ± 12"),
    "hundreds": (4567.8, 432.1, "4600 ± 400"),
    "ten thousands": (412345.0, 12345.0, "412000 ± 12000"),
    "a negative value stays negative": (-0.0123, 0.0062, "-0.012 ± 0.006"),
    "what rounds to zero has no sign": (-0.0001, 0.0062, "0.000 ± 0.006"),
    "exact": (1.6094379124341003, 0.0, "1.609438"),
    "exact zero": (0.0, 0.0, "0"),
    "exact whole": (3, 0, "3"),
    "quadrature": (0.16316912345678, 1.2e-14, "0.1631691235 ± 1.2e-14"),
    "tiny": (3e-300, 2e-301, "3e-300 ± 2e-301"),
    "huge": (3e300, 2e299, "3e+300 ± 2e+299"),
    "subnormal error": (1.0, 5e-324, "1 ± 4.9e-324"),
    "infinite": (math.inf, 0.0, "inf"),
    "infinite with an error": (-math.inf, 0.1, "-inf"),
    "infinite error": (0.5, math.inf, "0.5 ± inf"),
    "unknown error": (0.5, math.nan, "0.5 ± nan"),
}


@pytest.mark.parametrize(("value", "error", "text"), PRINTED.values(), ids=PRINTED.keys())
def test_printing(value, error, text):
    assert str(Estimate(value, error)) == repr(Estimate(value, error)) == f"{text} nats"
    assert str(Estimate(np.float64(value), np.float64(error))) == f"{text} nats"


def test_printing_says_how_it_was_found_and_what_to_distrust():
    e = Estimate(0.5, 0.1, "bits", "KSG-1, k=3", 100, ("few samples", "many ties"))
    assert str(e).split("\n") == [
        "0.50 ± 0.10 bits (KSG-1, k=3, n=100)",
        "  warning: few samples",
        "  warning: many ties",
    ]
    assert str(Estimate(0.5, n=7)) == "0.5 nats (n=7)"


@pytest.mark.parametrize("mantissa", ["1.0", "1.04", "1.9", "1.96", "2.0", "5.5", "9.4", "9.97"])
def test_decimals_shows_one_or_two_significant_digits_at_every_size(mantissa):
    for exponent in range(-323, 308):
        error = float(f"{mantissa}e{exponent}")
        in_units_of_the_last_digit = round(Decimal(error).scaleb(decimals(error)))
        assert 2 <= in_units_of_the_last_digit <= 20, error


@pytest.mark.parametrize("make", [np.array, torch.tensor], ids=["numpy", "torch"])
def test_arrays_print_convert_and_compare(make):
    e = Estimate(make([LN2, 2 * LN2]), make([0.0, LN2]), method="KSG-1")
    bits = e.to("bits")
    assert type(bits.value) is type(e.value)
    assert bits.to_dict()["value"] == pytest.approx([1.0, 2.0], rel=1e-6)
    assert bits.to_dict()["std_error"] == pytest.approx([0.0, 1.0], rel=1e-6)
    assert "0.69" in str(e)
    assert str(e).endswith("nats (KSG-1)")
    low, high = e.interval()
    assert float(low[0]) == float(high[0]) == float(e.value[0])
    assert float(low[1]) < float(e.value[1]) < float(high[1])
    assert e == Estimate(make([LN2, 2 * LN2]), make([0.0, LN2]), method="KSG-1")
    assert e != bits


# --- a value like any other ----------------------------------------------------------------------

FULL = Estimate(np.float64(0.4123), 0.0062, "bits", "KSG-1, k=3", np.int64(10000), ("few",))


def test_frozen():
    with pytest.raises(AttributeError, match="cannot assign"):
        FULL.value = 1.0


@pytest.mark.parametrize("clone", [copy.copy, copy.deepcopy, lambda e: pickle.loads(pickle.dumps(e))])
def test_copies_and_pickles_are_equal_with_an_equal_hash(clone):
    twin = clone(FULL)
    assert twin == FULL
    assert hash(twin) == hash(FULL)
    assert str(twin) == str(FULL)


def test_equal_numbers_of_other_types_are_equal_with_an_equal_hash():
    plain = Estimate(0.4123, np.float64(0.0062), "bits", "KSG-1, k=3", 10000, ("few",))
    assert plain == FULL
    assert hash(plain) == hash(FULL)
    assert Estimate(0.0) == Estimate(-0.0)
    assert hash(Estimate(0.0)) == hash(Estimate(-0.0))


@pytest.mark.parametrize(
    "other",
    [
        Estimate(0.5, 0.0062, "bits", "KSG-1, k=3", 10000, ("few",)),
        Estimate(0.4123, 0.5, "bits", "KSG-1, k=3", 10000, ("few",)),
        Estimate(0.4123, 0.0062, "nats", "KSG-1, k=3", 10000, ("few",)),
        Estimate(0.4123, 0.0062, "bits", "KSG-1, k=4", 10000, ("few",)),
        Estimate(0.4123, 0.0062, "bits", "KSG-1, k=3", 9999, ("few",)),
        Estimate(0.4123, 0.0062, "bits", "KSG-1, k=3", 10000),
        0.4123,
    ],
)
def test_one_field_apart_is_another_estimate(other):
    assert other != FULL


@pytest.mark.parametrize("value", [0.4123, np.float32(0.5), np.array([[0.5, 1.0]]), torch.tensor([0.5])])
def test_to_dict_is_plain_and_survives_json(value):
    e = Estimate(value, value * 0, "bits", "KSG-1", np.int64(10), ("few",))
    d = e.to_dict()
    assert json.loads(json.dumps(d)) == d
    assert d["value"] == (value.tolist() if hasattr(value, "tolist") else value)
    assert (d["unit"], d["method"], d["n"], d["warnings"]) == ("bits", "KSG-1", 10, ["few"])


class Page(html.parser.HTMLParser):
    """Tags met and text shown."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.text = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)

    def handle_data(self, data):
        self.text.append(data)


def test_html_shows_hostile_text_as_text():
    hostile = '<script>alert("x")</script>\n& more'
    page = Page(Estimate(0.5, 0.1, "bits", hostile, 9, (hostile,))._repr_html_())
    assert page.tags == ["code", "br", "small"]
    assert page.text == [f"0.50 ± 0.10 bits ({hostile}, n=9)", f"warning: {hostile}"]
