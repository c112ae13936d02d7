"""What estimators warn of, as a report says it."""

import math

import numpy as np
import pytest

from infoscope.table import report
from infoscope.table.measuring._phrases import reworded


@pytest.mark.parametrize(
    ("said", "bits"),
    [
        ("beyond 3e-05 nats", f"beyond {3e-05 / math.log(2):.2g} bits"),
        ("more than 1.5 nats are much", f"more than {1.5 / math.log(2):.2g} bits are much"),
        ("6.68 nats with k=3", f"{6.68 / math.log(2):.3g} bits with k=3"),
        ("in 1 dimensions, in 11 dimensions", "in 1 dimension, in 11 dimensions"),
        ("nats, and 2 natsukashii", "nats, and 2 natsukashii"),
        ("a thin relation; see whether LocalNonuniformity() finds more", "a thin relation"),
        ("low: use KSG(k=30), or more rows; beware", "low; beware"),
    ],
)
def test_units_and_advice(said, bits):
    assert reworded([said], "bits") == [bits]


def test_in_nats_no_digit_moves():
    assert reworded(["limit 6.680 nats"], "nats") == ["limit 6.680 nats"]


def test_no_nats_in_a_report_in_bits():
    x = np.random.default_rng(0).normal(size=400)
    table = {"copy": x**3, "near": x + 1e-3 * np.random.default_rng(1).normal(size=400), "y": x}
    for found in (report(table, "y"), report(table)):
        rows = found.features or found.pairs
        said = " ".join(w for row in rows for w in row["warnings"])
        assert "cannot show more than" in said
        assert "nats" not in said
        assert "()" not in said


def test_at_the_ceiling_no_more_than_a_bound_is_given():
    x = np.random.default_rng(0).normal(size=400)
    found = report({"copy": x**3, "y": x}, "y")
    assert found.features[0]["std_error"] == math.inf
    assert f"≥ {found.features[0]['information']:.2f} bits" in str(found).replace("\u00a0", " ")
    assert "∞" not in str(found)
