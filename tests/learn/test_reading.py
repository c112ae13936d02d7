"""What people type is read as they mean it, and nothing is run."""

import math

import pytest

from infoscope.learn.reading import Unreadable, read_number


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *(
            ("0.918", 0.918),
            ("0,918", 0.918),
            (" 2/3 ", 2 / 3),
            ("-1.5", -1.5),
            ("10 000", 1e4),
            ("−1.5", -1.5),
            ("+3", 3.0),
        ),
        ("10 000", 1e4),
        *(("½", 0.5), ("1e-3", 1e-3), ("1.44 bits", 1.44), ("1 bit", 1.0), ("2/3nats", 2 / 3), ("7.", 7.0)),
        *(
            ("log2(3)", math.log2(3)),
            ("log2 3", math.log2(3)),
            ("ln 2", math.log(2)),
            ("log10(5)", math.log10(5)),
        ),
        *(
            ("2 log2(3)", 2 * math.log2(3)),
            ("½ ln(2 pi e)", 0.5 * math.log(2 * math.pi * math.e)),
        ),
        *(("½·log2(8)", 1.5), ("2^3", 8.0), ("sqrt 2", math.sqrt(2)), ("√2", math.sqrt(2)), ("25 %", 0.25)),
        *(
            ("∞", math.inf),
            ("inf", math.inf),
            ("-inf", -math.inf),
            ("2(3+1)", 8.0),
            ("exp(-1)", math.exp(-1)),
        ),
        *(("1 - log2(3)/2", 1 - math.log2(3) / 2), ("e", math.e), ("LN(2)", math.log(2))),
    ],
)
def test_numbers(typed, meant):
    assert read_number(typed) == pytest.approx(meant, rel=1e-12)


@pytest.mark.parametrize(
    ("typed", "unit", "meant"),
    [
        ("1 nat", "bits", 1 / math.log(2)),
        ("1 bit", "nats", math.log(2)),
        ("1 hartley", "bits", math.log2(10)),
        ("3 bits", "bits", 3.0),
        ("3", "bits", 3.0),
        ("3 bits", "", 3.0),
    ],
)
def test_a_stated_unit_is_converted(typed, unit, meant):
    assert read_number(typed, unit) == pytest.approx(meant)


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "",
            "many",
            "1/0",
            "log2(0)",
            "1 2",
            "__import__('os')",
            "open('x')",
            "(1).real",
            "[1]",
            "1 if 1 else 2",
        ),
        *(
            "9**9**9**9",
            "log2(1, 2)",
            "'1'",
            "True",
            "x",
            "1;2",
            "sqrt(-1)",
            "(" * 500 + "1" + ")" * 500,
            "1j",
        ),
    ],
)
def test_what_is_no_number_is_refused_in_words(typed):
    with pytest.raises(Unreadable, match="type a number such as"):
        read_number(typed)
