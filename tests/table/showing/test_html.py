"""The page: complete, well formed, closed to the network, and indifferent to what the names contain."""

import base64
import hashlib
import itertools
import re
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest

from infoscope.table.showing import _shapes, _words
from table import sample_report

REPORTS = ["discrete", "continuous", "untargeted", "hostile", "wide"]
VOID = {"meta", "br", "input"}


class Page(HTMLParser):
    """What a browser would see: elements with their attributes, text by element, and whether tags nest."""

    def __init__(self, source):
        super().__init__()
        self.elements, self.text, self.open = [], [], []
        self.feed(source)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        assert len(dict(attributes)) == len(attributes), f"an attribute twice in {tag}"
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append((self.open[-1] if self.open else "", data))

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]

    def said(self):
        return "".join(data for tag, data in self.text if tag not in {"style", "script"})


@pytest.fixture(scope="module", params=REPORTS)
def case(request):
    report = getattr(sample_report, request.param)()
    source = report.to_html()
    return report, source, Page(source)


def test_asks_the_network_for_nothing(case):
    _, _source, page = case
    for tag, attributes in page.elements:
        assert tag not in {
            "img",
            "link",
            "iframe",
            "object",
            "embed",
            "base",
            "form",
            "audio",
            "video",
            "use",
            "image",
        }
        assert not {"src", "srcset", "background", "xlink:href", "action", "style"} & attributes.keys()
        assert all(not name.startswith("on") for name in attributes)
        assert attributes.get("href", "#").startswith("#")
    code = "".join(data for tag, data in page.text if tag in {"style", "script"})
    assert not re.search(
        r"https?:|//[a-z]|url\(|@import|fetch\(|XMLHttp|import\(", re.sub(r"^\s*//.*$", "", code, flags=re.M)
    )


def test_policy_allows_only_the_two_blocks_on_the_page(case):
    _, _, page = case
    (policy,) = [m["content"] for m in page.all("meta") if m.get("http-equiv") == "Content-Security-Policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    for tag, rule in (("style", "style-src"), ("script", "script-src")):
        block = "".join(data for name, data in page.text if name == tag)
        assert rules[rule] == f"'sha256-{base64.b64encode(hashlib.sha256(block.encode()).digest()).decode()}'"
        assert len(page.all(tag)) == 1


def test_every_name_number_and_warning_is_said(case):
    report, _, page = case
    said = page.said()
    for f in report.features:
        assert _words.shorten(f["name"], 40) in said
        assert _words.quantity(f["information"], f["std_error"]) in said
        assert f["method"] in said
        assert f["test"] in said
        for warning in f["warnings"]:
            assert _words.visible(warning) in said
    for column in report.columns:
        assert _words.shorten(column["name"], 40) in said
    for sentence in [report.source, report.stopped, *report.notes, *(e["reason"] for e in report.excluded)]:
        assert _words.visible(sentence) in said


def test_no_control_character_reaches_the_page(case):
    _, source, _ = case
    source.encode("utf-8")
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", source)


def test_ids_are_ours_and_unique_and_links_lead_to_them(case):
    _, _, page = case
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[a-z]+(-title)?(-\d+)?", name) for name in ids)
    links = {a["href"][1:] for a in page.all("a")}
    labels = {a["aria-labelledby"] for _, a in page.elements if "aria-labelledby" in a}
    assert links | labels <= set(ids)


def test_drawings_are_well_formed_and_finite(case):
    _, source, _ = case
    # &nbsp; is all of HTML that XML does not know
    tags = list(re.finditer(r"<(/?)svg\b", source.replace("&nbsp;", "\u00a0")))
    depth, drawings = 0, []
    for tag in tags:
        if depth == 0:
            start = tag.start()
        depth += -1 if tag[1] else 1
        if depth == 0:
            drawings.append(tag.string[start : tag.end() + 1])
    assert depth == 0
    assert drawings
    for drawing in drawings:
        for element in ElementTree.fromstring(drawing).iter():
            for name in {"x", "y", "x1", "x2", "y1", "y2", "width", "height"} & set(element.keys()):
                assert re.fullmatch(r"-?\d+(\.\d+)?%?", element.get(name)), element.attrib
                if name in {"width", "height"}:
                    assert float(element.get(name).rstrip("%")) >= 0


def test_headings_descend_by_one(case):
    _, _, page = case
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_sortable_columns_carry_numbers():
    page = Page(sample_report.discrete().to_html())
    assert {th["aria-sort"] for th in page.all("th") if "aria-sort" in th} == {"none"}
    values = [td["data-v"] for td in page.all("td") if "data-v" in td]
    assert [repr(float(c[1])) for c in sample_report.COLUMNS] == [
        v for v in values if v in map(str, (c[1] for c in sample_report.COLUMNS))
    ]
    hostile = Page(sample_report.hostile().to_html())
    assert {"Infinity", "-Infinity", ""} <= {td["data-v"] for td in hostile.all("td") if "data-v" in td}


def test_hostile_text_stays_text():
    page = Page(sample_report.hostile().to_html())
    assert len(page.all("script")) == 1
    assert not page.all("img")
    assert not page.all("b")
    assert "{{ 7 * 7 }}{% raw %}" in page.said()
    cards = [a["data-name"] for _, a in page.elements if "data-name" in a and a.get("class") == "card"]
    assert cards == [_words.named(name) for name in sample_report.HOSTILE]


def test_p_values_are_never_written_0():
    said = Page(sample_report.discrete().to_html()).said()
    assert "<1e-300" in said
    assert "0.0e+00" not in said


def test_a_long_report_stays_small():
    assert len(sample_report.wide(100).to_html()) < 1_000_000
    assert len(sample_report.wide(100, levels=[f"digit {i}" for i in range(10)]).to_html()) < 1_500_000


def test_the_notebook_table_is_small_and_safe():
    for name in REPORTS:
        source = getattr(sample_report, name)()._repr_html_()
        page = Page(source)
        assert len(source) < 15_000
        assert {tag for tag, _ in page.elements} <= {"div", "p", "small", "br", "strong", "bdi", "code"} | {
            *("table", "thead", "tbody", "tr", "th", "td")
        }


def test_empty_reports_still_make_a_page():
    report = sample_report.discrete([])
    for lists in (report.features, report.selection, report.excluded, report.groups, report.columns):
        lists.clear()
    report.panels.clear()
    assert "No column could be ranked" in Page(report.to_html()).said()
    report = sample_report.untargeted()
    for lists in (report.pairs, report.groups, report.redundancy["names"], report.redundancy["matrix"]):
        lists.clear()
    assert "There is no pair" in Page(report.to_html()).said()


def test_axis_is_linear_and_its_ticks_are_round():
    axis = _shapes.Axis.around([-0.5, 1.5])
    assert [axis.at(v) for v in (-0.5, 0.0, 1.5)] == [0.0, 25.0, 100.0]
    assert axis.span(1.0, 0.0) == (25.0, 50.0)
    assert axis.ticks() == [(0.0, "-0.5"), (25.0, "0"), (50.0, "0.5"), (75.0, "1"), (100.0, "1.5")]
    assert _shapes.Axis.around([]).at(0.5) == 50.0
    assert _shapes.Axis.around([3.0, 3.0], zero=False).at(3.0) == 0.0


def test_a_staircase_step_starts_where_the_one_before_ended():
    drawn = _shapes.staircase(sample_report.discrete().selection, 2.0)
    ends = [row["x"] + row["width"] for row in drawn["rows"]]
    for row, end in zip(drawn["rows"][1:], ends):
        assert row["x"] == pytest.approx(end)
    last = drawn["rows"][-1]  # which does not pay, and so is no part of the total
    assert last["width"] == pytest.approx(100 * 0.021 / 2.0)
    assert last["x"] + last["width"] == pytest.approx((last["low"] + last["high"]) / 2)
    assert drawn["ceiling"] == 100.0
    assert ends[0] == pytest.approx(100 * 0.932 / 2.0)


def test_mosaic_rows_fill_the_width_and_weigh_what_they_should():
    panel = {
        "levels": ["a", "b"],
        "weights": [0.75, 0.25],
        "classes": ["x", "y"],
        "proportions": [[0.5, 0.5], [0.1, 0.9]],
    }
    rows = _shapes.mosaic(panel, ["x", "y"])
    assert (rows[0]["height"] + 1) / (rows[1]["height"] + 1) == pytest.approx(3.0)
    assert [part["width"] for part in rows[1]["parts"]] == pytest.approx([10.0, 90.0])
    assert [part["x"] for part in rows[1]["parts"]] == pytest.approx([0.0, 10.0])
    assert rows[0]["says"] == "a (75\u00a0% of rows): x 50\u00a0%, y 50\u00a0%"


def test_rare_classes_share_the_last_colour():
    labels = [f"c{i}" for i in range(14)]
    mass = [i + 1 for i in range(14)]
    panel = {
        "levels": ["a"],
        "weights": [1.0],
        "classes": labels,
        "proportions": [[m / sum(mass) for m in mass]],
    }
    shown = _shapes.classes({"f": panel})
    assert shown == labels[5:]
    parts = _shapes.mosaic(panel, shown)[0]["parts"]
    assert parts[-1]["colour"] == 9
    assert parts[-1]["width"] == pytest.approx(100 * sum(mass[:5]) / sum(mass))
    assert sum(part["width"] for part in parts) == pytest.approx(100.0)


def test_heat_map_draws_each_pair_once_in_its_shade():
    names = ["a", "b", "c"]
    matrix = [[1.0, 0.5, 0.0], [0.5, 1.0, 0.26], [0.0, 0.26, 1.0]]
    drawn = _shapes.heat_map({"names": names, "matrix": matrix})
    assert {p["shade"]: p["d"].count("M") for p in drawn["paths"]} == {0.0: 2, 0.25: 2, 0.5: 2}
    assert drawn["values"] == "100 50 0 50 100 26 0 26 100"


def test_the_page_holds_the_values_of_the_heat_map():
    report = sample_report.discrete()
    (drawn,) = [a for a in Page(report.to_html()).all("svg") if a.get("id") == "map"]
    flat = [value for row in report.redundancy["matrix"] for value in row]
    assert drawn["data-values"].split() == [f"{100 * value:.0f}" for value in flat]


def test_no_python_object_shows_through(case):
    _, source, _ = case
    assert not re.search(r"0x[0-9a-f]{6,}|&lt;built-in|&lt;generator|>None<|Undefined", source)
