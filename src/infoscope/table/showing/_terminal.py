"""A report on a terminal, in a pipe or in a log: the same words, never markup, never a control character."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from ._headline import headline
from ._shapes import start_of
from ._words import (
    ALONE,
    AS_R,
    REDUNDANCY,
    brief,
    likeness,
    merging,
    named,
    percent,
    plural,
    probability,
    quantities,
    quantity,
    shorten,
    tells,
    two_statistics,
    visible,
)

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from ..measuring.findings import Findings

_EIGHTHS = " ▏▎▍▌▋▊▉"
_STYLES = {"I": "cyan", "!": "yellow", "warnings": "yellow"}
_NAMES = {"column", "and"}
_GROUPS = 6  # of labels, shown of a column
_SPARED = ["kind", ">H(X)", "I", ">p", ">n"]  # what a narrow console does without, first to last
_TYPEWRITER = str.maketrans(
    {
        "±": "+-",
        "…": "...",
        "–": "-",
        "−": "-",
        "∞": "inf",
        "·": "|",
        "×": "x",
        "→": "->",
        "≤": "<=",
        "≥": ">=",
    }
    | dict.fromkeys("█▉▊▋▌", "#")
    | dict.fromkeys("▍▎▏", "")
    | {"░": "."}
)


def show(report: Findings, console: Console, *, top: int | None = None) -> None:
    """Write the report to `console`, the `top` first features of it (None: all)."""
    page = _Page(console)
    page.header(report)
    if report.target is None:
        page.pairs(report.pairs[:top], report)
        page.groups(report.groups)
    else:
        page.features(report, top)
        page.selection(report)
        page.encodings(report, top)
    page.remarks(report)


class _Page:
    """Sections written to one console; its width and encoding decide how."""

    def __init__(self, console: Console):
        self.console = console
        self.wide = console.width >= 110
        self.bar_width = 24 if self.wide else 8
        self.gap = 2 if self.wide else 1

    def text(self, words: Any, style: str = "") -> Text:
        from rich.text import Text

        words = visible(words).replace("\u00a0", " ")
        return Text(_encodable(words, self.console.encoding), style=style)

    def name(self, name: str, width: int = 24) -> str:
        """The name as this console can write it, in at most `width` cells."""
        spare = 0 if self.console.encoding.startswith("utf") else 2  # … will be ...
        return shorten(_encodable(named(name), self.console.encoding), width - spare)

    def say(self, words: str = "", style: str = "") -> None:
        self.console.print(self.text(words, style), soft_wrap=False)

    def title(self, words: str) -> None:
        self.say()
        self.say(words, "bold")

    def table(self, columns: dict[str, list[Any]], pale: list[bool]) -> None:
        """Columns of cells by header; a header that starts with ">" is aligned right; pale rows recede."""
        from rich.box import SIMPLE_HEAD
        from rich.table import Table

        self.fit(columns)
        on_screen = self.console.is_terminal and self.console.encoding.startswith("utf")
        gap = (0, self.gap - on_screen, 0, 0)  # the box has a divider of its own
        table = Table(box=SIMPLE_HEAD if on_screen else None, padding=gap, pad_edge=False, show_edge=False)
        for header in columns:
            justify: Any = "right" if header.startswith(">") else "left"
            table.add_column(self.text(header.strip(">")), header_style="dim", justify=justify, no_wrap=True)
        styles = [_STYLES.get(header.strip(">"), "") for header in columns]
        for faint, cells in zip(pale, zip(*columns.values())):
            table.add_row(*map(self.text, cells, styles), style="dim" if faint else "")
        self.console.print(table)

    def fit(self, columns: dict[str, list[Any]]) -> None:
        """Give the names the room the numbers leave; where that is too little, drop what can be spared."""
        spare = [header for header in _SPARED if header in columns]
        while (room := self.room(columns)) < 14 and spare:
            del columns[spare.pop(0)]
        for header in _NAMES & columns.keys():
            columns[header] = [self.name(name, min(40, max(8, room))) for name in columns[header]]

    def room(self, columns: dict[str, list[Any]]) -> int:
        """Cells left to each column of names."""
        taken = self.gap * len(columns)
        for header in columns.keys() - _NAMES:
            taken += max(self.text(cell).cell_len for cell in [header.strip(">"), *columns[header]])
        return (self.console.width - taken) // max(1, len(_NAMES & columns.keys()))

    def header(self, report: Findings) -> None:
        kinds = Counter(c["kind"] for c in report.columns)
        missing = [c["n_missing"] for c in report.columns if c["n_missing"]]
        self.say(f"infoscope report · {visible(report.source)}", "bold")
        self.say(
            f"{plural(report.n_rows, 'row')} · {plural(len(report.columns), 'column')} "
            f"({', '.join(f'{count} {kind}' for kind, count in kinds.items())}) · "
            + (
                f"{plural(sum(missing), 'value')} missing in {plural(len(missing), 'column')}"
                if missing
                else ""
            )
            + ("nothing missing" if not missing else "")
        )
        if report.target is not None:
            target = report.target
            levels = f", {target['n_distinct']} levels" if target["kind"] == "discrete" else ""
            entropy = quantity(target["entropy"], unit=report.unit)
            self.say(f"target {named(target['name'])}: {target['kind']}{levels}, H = {entropy}")
        self.say()
        for template, names in headline(report):
            self.say(template.format(*(self.name(name, 40) for name in names)))

    def features(self, report: Findings, top: int | None) -> None:
        target, ranked = report.target, report.features[:top]
        assert target is not None
        if not ranked:
            return
        if target["kind"] == "discrete":
            size = {">share": [percent(f["share"]) for f in ranked]}
        else:
            size = {">as |r|": [likeness(f) for f in ranked]}
        amount = [f["information"] for f in ranked]
        largest = max(amount, default=0.0)
        columns = {
            ">#": list(range(1, len(ranked) + 1)),
            "column": [f["name"] for f in ranked],
            "!": ["!" if f["warnings"] else "" for f in ranked],
            ">I ± s.e.": quantities(amount, [f["std_error"] for f in ranked]),
            "I": [self.bar(value, largest) for value in amount],
            **size,
            ">p": [probability(f["p_value"], f["p_at_floor"]) for f in ranked],
            ">q": [probability(f["q_value"]) for f in ranked],
            ">H(X)": [quantity(f["entropy"]) for f in ranked],
            ">n": [f"{f['n']:,}" for f in ranked],
            "kind": [f["kind"] if self.wide else f["kind"][:4] for f in ranked],
            "warnings": [", ".join(self.name(brief(w), 40) for w in f["warnings"]) for f in ranked],
        }
        del columns["!" if self.wide else "warnings"]
        if len({f["n"] for f in ranked}) == 1:
            del columns[">n"]
        self.title(f"What each column tells about {self.name(target['name'], 40)}, in {report.unit}")
        self.table(columns, pale=[not tells(f) for f in ranked])
        if len(report.features) > len(ranked):
            self.aside(f"… and {plural(len(report.features) - len(ranked), 'more column')}")
        if ">H(X)" in columns and any(f["kind"] == "continuous" for f in ranked):
            self.aside("H(X) of a continuous column is differential: it depends on the column's scale.")
        self.aside(AS_R if ">as |r|" in columns else "")
        self.aside(two_statistics(report))
        self.aside(ALONE)

    def aside(self, words: str) -> None:
        if words:
            self.say(words, "dim")

    def bar(self, value: float | None, largest: float, start: float = 0.0) -> str:
        """A bar up to `value` on a scale that ends at `largest`, pale up to `start`."""
        if value is None or not value > 0 or not largest > 0:
            return ""
        if largest == float("inf"):
            return "█" * self.bar_width if value == largest else ""
        before = int(self.bar_width * min(1.0, max(0.0, start / largest)))
        eighths = round(8 * self.bar_width * min(1.0, value / largest)) - 8 * before
        return "░" * before + ("█" * (eighths // 8) + _EIGHTHS[eighths % 8]).strip()

    def selection(self, report: Findings) -> None:
        steps, target = report.selection, report.target
        if not steps or target is None:
            return
        known = target["entropy"] if target["kind"] == "discrete" else None
        totals = [s["cumulative"] for s in steps]
        columns: dict[str, list[Any]] = {
            ">#": list(range(1, len(steps) + 1)),
            "column": [s["name"] for s in steps],
            ">adds": quantities([s["gain"] for s in steps], [s["std_error"] for s in steps]),
            ">together": [t.partition(" ±")[0] for t in quantities(totals, [s["std_error"] for s in steps])],
            "I": [self.bar(start_of(s) + s["gain"], known or max(totals), start_of(s)) for s in steps],
            ">share": [percent(t / known) if known else "" for t in totals],
            ">p": [probability(s["p_value"], s["p_at_floor"]) for s in steps],
            "pays": ["yes" if s["pays"] else "no" for s in steps],
        }
        if not known:
            del columns[">share"]
        self.title(
            f"Chosen one after another for what each adds: {report.unit}, coarse bins, rare labels together"
        )
        self.table(columns, pale=[not s["pays"] for s in steps])
        self.say(report.stopped)

    def encodings(self, report: Findings, top: int | None) -> None:
        """Columns whose labels can be merged, and the largest groups of each."""
        if not report.encodings or report.target is None:
            return
        target = self.name(report.target["name"])
        self.title(f"Labels that can be merged for what they tell about {target}")
        for encoding in report.encodings[:top]:
            self.say(f"{self.name(encoding['name'])}: {merging(encoding, report.unit)}")
            groups = encoding["groups"]
            for group in groups[:_GROUPS]:
                typical = f"{target} = {self.name(group['level'])} in {percent(group['proportion'])}"
                self.aside(f"  {percent(group['weight'])} of rows, {typical}: {self.some(group['labels'])}")
            if len(groups) > _GROUPS:
                self.aside(f"  … and {plural(len(groups) - _GROUPS, 'more group')}")
        self.aside("channel.FeatureCompressor(levels=…) makes such groups; the JSON lists every label.")

    def pairs(self, pairs: list[dict[str, Any]], report: Findings) -> None:
        if not pairs:
            return
        most = max(p["information"] for p in pairs)
        columns = {
            ">#": list(range(1, len(pairs) + 1)),
            "column": [p["x"] for p in pairs],
            "and": [p["y"] for p in pairs],
            ">I ± s.e.": quantities([p["information"] for p in pairs], [p["std_error"] for p in pairs]),
            "I": [self.bar(p["information"], most) for p in pairs],
            ">redundancy": [percent(p["redundancy"]) for p in pairs],
            ">p": [probability(p["p_value"], p["p_at_floor"]) for p in pairs],
        }
        self.title(f"Pairs of columns that share the most, in {report.unit}")
        self.table(columns, pale=[False] * len(pairs))
        self.aside(two_statistics(report).replace("p and q are", "p is"))
        self.aside(REDUNDANCY)

    def groups(self, groups: list[list[str]]) -> None:
        if groups:
            self.title("Groups of columns that say much the same (redundancy of half or more, on average)")
        for group in groups:
            self.say(" · ".join(self.name(name) for name in group))

    def remarks(self, report: Findings) -> None:
        """Warnings (one line each, however many columns it concerns), what was left out, and notes."""
        concerned: dict[str, list[str]] = {}
        for column in [*report.features, *report.columns, *([report.target] if report.target else [])]:
            for warning in column["warnings"]:
                names = concerned.setdefault(warning, [])
                if column["name"] not in names:
                    names.append(column["name"])
        left_out = {e["name"]: e["reason"] for e in report.excluded}
        warned = {w: ns for w, ns in concerned.items() if any(left_out.get(n) != w for n in ns)}
        for title, lines in (
            ("Warnings", [f"{self.some(names)}: {warning}" for warning, names in warned.items()]),
            ("Left out", [f"{self.some([name])}: {reason}" for name, reason in left_out.items()]),
            ("Notes", report.notes),
        ):
            if lines:
                self.title(title)
            for line in lines:
                self.say(line)

    def some(self, names: list[str]) -> str:
        shown = ", ".join(self.name(name) for name in names[:5])
        return shown + (f" and {len(names) - 5} more" if len(names) > 5 else "")


def _correlation(r: float | None) -> str:
    return "–" if r is None else f"{r:.2f}"


def _encodable(text: str, encoding: str) -> str:
    """The text as a terminal of this encoding can write it."""
    if encoding.startswith("utf"):
        return text
    return text.translate(_TYPEWRITER).encode(encoding, "backslashreplace").decode(encoding)
