"""How a report reads on a terminal: aligned, complete, and safe whatever the names are."""

import io
import re
import unicodedata

import pytest
from rich.cells import cell_len
from rich.console import Console

from infoscope.table.showing import _words
from infoscope.table.showing._terminal import show
from table import sample_report

REPORTS = ["discrete", "continuous", "untargeted", "hostile"]
WIDTHS = [44, 60, 80, 100, 140]


def shown(report, width=80, encoding="utf-8", terminal=False, top=None):
    paper = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    show(
        report,
        Console(
            file=paper, width=width, force_terminal=terminal, color_system="standard" if terminal else None
        ),
        top=top,
    )
    paper.flush()
    return paper.buffer.getvalue().decode(encoding)


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "cp1252"])
def test_no_control_character_and_no_line_too_long(name, width, encoding):
    for line in shown(getattr(sample_report, name)(), width, encoding).split("\n"):
        assert not [
            c for c in line if unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} or c in "\u202e\u2066"
        ]
        assert cell_len(line) <= width


@pytest.mark.parametrize("name", REPORTS)
def test_a_terminal_gets_only_colours(name):
    text = shown(getattr(sample_report, name)(), terminal=True)
    assert "\x1b[" in text
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", re.sub(r"\x1b\[[0-9;]*m", "", text))


@pytest.mark.parametrize("width", [80, 140])
@pytest.mark.parametrize("terminal", [False, True])
@pytest.mark.parametrize("name", ["discrete", "continuous"])
def test_each_feature_has_a_row_with_its_numbers(name, width, terminal):
    report = getattr(sample_report, name)()
    text = re.sub(r"\x1b\[[0-9;]*m", "", shown(report, width, terminal=terminal))
    for rank, f in enumerate(report.features, 1):
        (row,) = [
            line for line in text.splitlines() if re.match(rf" *{rank} +{f['name']} .*(cont|disc)", line)
        ]
        assert f"± {f['std_error']:.{_words.decimals(f['std_error'])}f}" in row
        assert (f"{100 * f['share']:.0f} %".replace("-", "−") if f["share"] is not None else "0.") in row
        assert _words.probability(f["p_value"], f["p_at_floor"]).replace("\u00a0", " ") in row
        assert f["kind"] in row if width == 140 else f["kind"][:4] in row


def test_rows_of_a_table_are_aligned():
    lines = shown(sample_report.discrete()).splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("What each column"))
    assert len({line.index("±") for line in lines[start + 1 : start + 14]}) == 1


def test_everything_else_that_is_in_it():
    report = sample_report.discrete()
    text = shown(report, 200)
    for words in [
        report.source,
        "178 rows",
        "9 continuous",
        "39 values missing in 4 columns",
        report.stopped,
    ]:
        assert words in text
    assert "H = 1.57 bits" in text  # log2(3) - 0.018 = 1.567
    for words in [*report.notes, *(e["reason"] for e in report.excluded)]:
        assert words in text
    assert all(text.count(w) == 1 for f in report.features for w in f["warnings"])


def test_without_a_target_the_pairs_and_the_groups():
    report = sample_report.untargeted()
    text = shown(report)
    for pair in report.pairs:
        assert re.search(rf"{pair['x']} +{pair['y']} +{pair['information']:.2f} ± 0.05", text)
    for group in report.groups:
        assert " · ".join(group) in text


def test_top_says_how_many_it_left_out():
    report = sample_report.discrete()
    text = shown(report, top=5)
    assert "… and 7 more columns" in text
    assert not re.search(r"^ *6 +hue", text, re.MULTILINE)


def test_markup_and_emoji_codes_are_text():
    report = sample_report.discrete(
        [("[red]:smile:[/red]", *sample_report.COLUMNS[0][1:]), *sample_report.COLUMNS[1:]]
    )
    report.notes.append("[link=http://evil.example]:bomb:[/link]")
    text = shown(report, terminal=True, width=140)
    assert "[red]:smile:[/red]" in text
    assert "[link=http://evil.example]:bomb:[/link]" in text


def test_repr_is_plain():
    for name in REPORTS:
        text = repr(getattr(sample_report, name)())
        assert "\x1b" not in text
        assert text == str(getattr(sample_report, name)())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain äé 酸 😀", "plain äé 酸 😀"),
        ("\x1b[31m", r"\x1b[31m"),
        ("a\nb\tc\x00", r"a\nb\tc\x00"),
        ("\u202etxt\ud800\u2028", r"\u202etxt\ud800\u2028"),
        ("no\u00a0break", "no\u00a0break"),
        ("👩\u200d👩", "👩\u200d👩"),
    ],
)
def test_visible(text, expected):
    assert _words.visible(text) == expected


@pytest.mark.parametrize("name", [*sample_report.HOSTILE, "", " ", "x" * 500, "酸" * 100])
@pytest.mark.parametrize("width", [8, 13, 40])
def test_shorten_keeps_both_ends_and_the_width(name, width):
    short, whole = _words.shorten(name, width), _words.named(name)
    assert short.strip()
    assert cell_len(short) <= width
    if short != whole:
        head, tail = short.split("…")
        assert whole.startswith(head)
        assert whole.endswith(tail)
        assert abs(cell_len(head) - cell_len(tail)) <= 2


@pytest.mark.parametrize(
    ("value", "error", "expected"),
    [
        (0.41234, 0.0062, "0.412 ± 0.006"),
        (0.41234, 0.0123, "0.412 ± 0.012"),
        (-0.0114, 0.021, "−0.01 ± 0.02"),
        (-0.0004, 0.02, "0.00 ± 0.02"),
        (12345.6, 420.0, "12300 ± 400"),
        (0.25, 1e-12, "0.250000 ± 1e-12"),
        (float("inf"), 0.1, "∞"),
        (float("-inf"), None, "−∞"),
        (0.25, float("inf"), "≥\u00a00.250"),
        (1.2345, 0.0, "1.23"),
        (1.2345, 2e-17, "1.23"),  # an error of rounding is none to speak of
        (-3e-17, 2e-17, "0.00"),
        (1.2345, None, "1.23"),
        (0.0, None, "0.00"),
        (0.00001234, None, "1.23e-05"),
        (0.0001234, None, "0.00012"),
        (None, None, "–"),
    ],
)
def test_quantity(value, error, expected):
    assert _words.quantity(value, error) == expected


@pytest.mark.parametrize(
    ("p", "expected"),
    [
        (0.0, "<1e-300"),
        (4e-310, "<1e-300"),
        (2.14e-12, "2.1e-12"),
        (0.001, "0.001"),
        (0.0134, "0.013"),
        (0.31, "0.31"),
        (1.0, "1.00"),
        (None, "–"),
    ],
)
def test_probability_is_never_0(p, expected):
    assert _words.probability(p) == expected


@pytest.mark.parametrize(("p", "expected"), [(1 / 5000, "≤ 0.0002"), (1 / 200, "≤ 0.005"), (0.01, "≤ 0.01")])
def test_a_probability_at_its_floor_says_so(p, expected):
    assert _words.probability(p, at_floor=True).replace("\u00a0", " ") == expected
    report = sample_report.discrete()
    report.features[0] |= {"p_value": p, "p_at_floor": True}
    assert expected in shown(report)
    assert expected in report.to_html().replace("\u00a0", " ")
    assert expected.replace("≤", "<=") in shown(report, encoding="ascii")
