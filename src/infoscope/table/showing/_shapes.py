"""Where things stand in the graphics of a report: numbers in, percentages and pixels out, nothing drawn."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ._words import named, percent, shorten

Z95 = 1.96  # standard errors to either side of a 95 % interval
COLOURS = 10  # classes told apart by colour; the last is what all the rarer ones share


@dataclass(frozen=True)
class Axis:
    """A line from `low` to `high`, 0 to 100 % of the width."""

    low: float
    high: float

    @classmethod
    def around(cls, values: Iterable[float], *, zero: bool = True) -> "Axis":
        finite = [v for v in values if math.isfinite(v)] + ([0.0] if zero else [])
        low, high = min(finite, default=0.0), max(finite, default=1.0)
        return cls(low, high if high > low else low + 1.0)

    def at(self, value: float) -> float:
        return 100.0 * (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)

    def span(self, start: float, end: float) -> tuple[float, float]:
        """Left edge and width of what lies between the two."""
        left, right = sorted((self.at(start), self.at(end)))
        return left, right - left

    def ticks(self, at_most: int = 5) -> list[tuple[float, str]]:
        """Round values on the line: where, and how they are written."""
        step = 10.0 ** math.floor(math.log10((self.high - self.low) / at_most))
        step *= next(m for m in (1, 2, 5, 10) if (self.high - self.low) / (m * step) <= at_most)
        first, last = math.ceil(self.low / step), math.floor(self.high / step)
        return [(self.at(i * step), f"{i * step:.6g}") for i in range(first, last + 1)]


def bars(rows: list[dict[str, Any]], key: str = "information") -> dict[str, Any]:
    """A bar and its 95 % interval for each row, on one axis."""
    axis = Axis.around(edge for row in rows for edge in _interval(row, key))
    return {"ticks": axis.ticks(), "rows": [_bar(axis, row, key, 0.0) for row in rows]}


def staircase(steps: list[dict[str, Any]], ceiling: float | None) -> dict[str, Any]:
    """Each step starts where the one before ended; the axis ends at `ceiling`, all there is to know."""
    placed = [step | {"start": start_of(step), "end": start_of(step) + step["gain"]} for step in steps]
    axis = Axis.around([ceiling or 0.0, *(end for step in placed for end in _interval(step, "end"))])
    rows = [_bar(axis, step, "end", step["start"]) for step in placed]
    return {"ticks": axis.ticks(), "rows": rows, "ceiling": axis.at(ceiling) if ceiling else None}


def start_of(step: dict[str, Any]) -> float:
    """What was told before this step: its total, less its gain where that is part of the total."""
    return step["cumulative"] - step["gain"] if step["pays"] else step["cumulative"]


def _interval(row: dict[str, Any], key: str) -> tuple[float, float]:
    error = row["std_error"]
    reach = Z95 * error if error is not None and math.isfinite(error) else 0.0
    return row[key] - reach, row[key] + reach


def _bar(axis: Axis, row: dict[str, Any], key: str, start: float) -> dict[str, float]:
    x, width = axis.span(start, row[key])
    low, high = _interval(row, key)
    return {"x": x, "width": width, "low": axis.at(low), "high": axis.at(high)}


def classes(panels: dict[str, dict[str, Any]]) -> list[str]:
    """The target's labels in the order of their colours, the most frequent kept apart."""
    panel = next((p for p in panels.values() if "classes" in p), None)
    if panel is None:
        return []
    labels = panel["classes"]
    if len(labels) <= COLOURS:
        return list(labels)
    mass = [
        sum(w * row[k] for w, row in zip(panel["weights"], panel["proportions"])) for k in range(len(labels))
    ]
    kept = sorted(sorted(range(len(labels)), key=lambda k: -mass[k])[: COLOURS - 1])
    return [labels[k] for k in kept]


def mosaic(panel: dict[str, Any], shown: list[str]) -> list[dict[str, Any]]:
    """A row per level, as thick as its weight, cut where the classes meet."""
    rows = _levels(panel)
    for row, proportions in zip(rows, panel["proportions"]):
        by_label = dict(zip(panel["classes"], proportions))
        parts = [(i, label, by_label.get(label, 0.0)) for i, label in enumerate(shown)]
        if len(panel["classes"]) > len(shown):
            parts.append((COLOURS - 1, "others", 1.0 - sum(part for _, _, part in parts)))
        left, row["parts"] = 0.0, []
        for colour, _, part in parts:
            row["parts"].append({"colour": colour, "x": left, "width": 100.0 * part})
            left += 100.0 * part
        row["says"] += ", ".join(f"{named(label)} {percent(part)}" for _, label, part in parts if part > 0)
    return rows


def boxes(panel: dict[str, Any], axis: Axis) -> list[dict[str, Any]]:
    """A row per level: the middle 80 %, the middle half and the median of the target."""
    rows = _levels(panel)
    for row, quantiles in zip(rows, panel["quantiles"]):
        row["at"] = [axis.at(q) for q in quantiles]
        low, first, median, third, high = (f"{q:.4g}" for q in quantiles)
        row["says"] += f"median {median}, half from {first} to {third}, 80 % from {low} to {high}"
    return rows


def target_axis(panels: dict[str, dict[str, Any]]) -> Axis:
    """One axis for all panels, so that they can be compared."""
    return Axis.around(
        (q for p in panels.values() for row in p.get("quantiles", []) for q in row), zero=False
    )


def _levels(panel: dict[str, Any]) -> list[dict[str, Any]]:
    """Rows one under another, thick as their weights; labels where there is room for them."""
    total = max(64.0, 17.0 * len(panel["levels"]))
    rows, y, label_end = [], 0.0, 0.0
    for label, weight in zip(panel["levels"], panel["weights"]):
        height = max(2.0, total * weight - 1.0)
        middle = y + height / 2
        fits = middle - 5.5 >= label_end - 1.0
        label_end = middle + 5.5 if fits else label_end
        says = f"{named(label)} ({percent(weight)} of rows): "
        rows.append({"y": y, "height": height, "middle": middle, "label": shorten(label, 24) if fits else ""})
        rows[-1]["says"] = says
        y += height + 1.0
    return rows


def heat_map(redundancy: dict[str, Any]) -> dict[str, Any]:
    """Square cells in at most 20 shades, one path a shade, with room for the names on two sides."""
    names, matrix = redundancy["names"], redundancy["matrix"]
    cell = next((size for most, size in ((10, 34), (20, 26), (30, 20), (60, 14)) if len(names) <= most), 10)
    labels = [shorten(name, 22) for name in names]
    margin = 12 + round((7.0 if cell > 14 else 6.2) * max((len(label) for label in labels), default=0))
    top = round(0.74 * margin) + 4 if cell >= 20 else margin  # names stand aslant where they have room to
    shades: dict[int, list[str]] = {}
    for i, row in enumerate(matrix):
        for j, value in enumerate(row):
            if i != j:
                corner = f"M{margin + j * cell} {top + i * cell}"
                shades.setdefault(round(20 * min(max(value, 0.0), 1.0)), []).append(corner)
    square = f"h{cell - 1}v{cell - 1}h-{cell - 1}z"
    paths = [
        {"shade": s / 20, "d": "".join(c + square for c in corners)} for s, corners in sorted(shades.items())
    ]
    return {
        "cell": cell,
        "margin": margin,
        "top": top,
        "size": margin + cell * len(names),
        "slant": 45 if cell >= 20 else 90,
        "labels": list(zip(names, labels)),
        "paths": paths,
        "values": " ".join(f"{100 * value:.0f}" for row in matrix for value in row),
    }
