"""How names and numbers are written for a person: nothing hidden, nothing that steers a terminal or page."""

import math
import unicodedata
from typing import Any

from ...estimate import decimals

NOISE = 1e-12  # an error below it is of the rounding of sums
LEVEL = 0.05  # a q-value above it: not to be told from chance

# Invisible or able to steer a terminal or the direction of text: shown as escapes.
_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_JOINERS = "\u200c\u200d"  # inside emoji and Persian words


def visible(text: Any) -> str:
    r"""The text with every control, format and lone-surrogate character written out, as in \x1b."""
    text = str(text)
    if text.isprintable():
        return text
    return "".join(
        c.encode("unicode_escape").decode() if unicodedata.category(c) in _UNSEEN and c not in _JOINERS else c
        for c in text
    )


def named(text: Any) -> str:
    """A name or label as it is shown: visible, and quoted where there would be nothing to see."""
    text = visible(text)
    return text if text.strip() else repr(text)


def shorten(text: Any, width: int) -> str:
    """The name in at most `width` terminal cells, its middle left out: both ends tell names apart."""
    from rich.cells import cell_len

    text = named(text)
    if cell_len(text) <= width:
        return text
    head, tail = _fitting(text, width // 2), _fitting(text[::-1], (width - 1) // 2)[::-1]
    return head.rstrip(_JOINERS) + "…" + tail.lstrip(_JOINERS)


def _fitting(text: str, room: int) -> str:
    from rich.cells import cell_len

    used = 0
    for i, c in enumerate(text):
        used += cell_len(c)
        if used > room:
            return text[:i]
    return text


def quantity(value: float | None, error: float | None = None, unit: str = "") -> str:
    """`0.412 ± 0.006 bits`; without an error three digits; a dash where there is no number.

    `≥ 8.6 bits` where the error is infinite: the rows could show no more.
    """
    shown, spread = _digits(value, error)
    return shown + (f" ± {spread}" if spread else "") + (f" {unit}" if unit and value is not None else "")


def quantities(values: list[float | None], errors: list[float | None], pad: str = " ") -> list[str]:
    """`quantity` of each, padded so that the points and the ± stand under one another."""
    shown, spreads = zip(*[_digits(v, e) for v, e in zip(values, errors)]) if values else ((), ())
    ends = [f" ± {s}" if s else "   " for s in _aligned(spreads, pad)] if any(spreads) else [""] * len(shown)
    ends = [end if spread else pad * len(end) for end, spread in zip(ends, spreads)]
    return [text + end for text, end in zip(_aligned(shown, pad), ends)]


def _digits(value: float | None, error: float | None) -> tuple[str, str]:
    if value is None:
        return "–", ""
    if not math.isfinite(value):
        return ("∞" if value > 0 else "−∞"), ""
    if error == math.inf:
        return f"≥\u00a0{_number(value, 3)}", ""
    if not error or error < NOISE:
        return _number(round(value, 12), 3), ""
    places = decimals(error)
    if not -6 <= places <= 6:  # too many zeros to read
        return _number(value, 6), f"{error:.1g}"
    return _minus(f"{round(value, places):z.{max(0, places)}f}"), f"{round(error, places):.{max(0, places)}f}"


def _number(value: float, digits: int) -> str:
    """Fixed point while that is readable: 0.0213, 12.3, 1234, 1.2e+07."""
    size = abs(value)
    if size and not 1e-4 <= size < 1e6:
        return _minus(f"{value:.{digits - 1}e}")
    places = digits - 1 - (math.floor(math.log10(size)) if size >= 1e-3 else -3 if size else 0)
    return _minus(f"{value:z.{max(0, places)}f}")


def _minus(text: str) -> str:
    return "−" + text[1:] if text.startswith("-") else text


def _aligned(texts, pad: str) -> list[str]:
    parts = [(whole, point + rest) for whole, point, rest in (text.partition(".") for text in texts)]
    before, after = max(len(p[0]) for p in parts), max(len(p[1]) for p in parts)
    return [whole.rjust(before, pad) + rest.ljust(after, pad) for whole, rest in parts]


def probability(p: float | None, at_floor: bool = False) -> str:
    """`0.013`, `2.1e-12`, and `<1e-300` where a float can hold no more: never 0.

    `≤ 0.0002` where it is as small as the shuffles could make it.
    """
    if p is None:
        return "–"
    if at_floor:
        return f"≤\u00a0{p:.1g}"
    if p < 1e-300:
        return "<1e-300"
    return f"{p:.1e}" if p < 0.001 else f"{p:.3f}" if p < 0.1 else f"{p:.2f}"


def percent(share: float | None) -> str:
    if share is None:
        return "–"
    return _minus(f"{100 * share:z.0f}") + "\u00a0%" if math.isfinite(share) else "∞"


def brief(warning: str) -> str:
    """The head of a warning, before the colon that explains it."""
    return visible(warning).partition(": ")[0]


def listing(names: list[str], at_most: int = 4) -> str:
    """`{}, {} and {}`, a pair of braces a name; past `at_most` the rest is counted."""
    shown = ["{}"] * min(len(names), at_most)
    if len(names) > at_most:
        shown.append(f"{len(names) - at_most} more")
    return shown[0] if len(shown) == 1 else ", ".join(shown[:-1]) + " and " + shown[-1]


def plural(count: int, thing: str) -> str:
    return f"{count:,} {thing}{'' if count == 1 else 's'}"


def two_statistics(report) -> str:
    """That the p-values belong to another statistic than the information; "" where it is the same one."""
    rows = report.features or report.pairs
    if not any("in bins" in row["test"] for row in rows):
        return ""
    return (
        "I is estimated without bins where a column is continuous (KSG, Ross); p and q are twice the lesser "
        "p of a G-test in equal-frequency bins and a test of ranks: near chance the two may differ."
    )


def likeness(feature: dict[str, Any]) -> str:
    """The |r| of a Gaussian pair of the same information; nothing where it may be chance."""
    return quantity(feature["correlation"]) if tells(feature) else ""


def merging(encoding: dict[str, Any], unit: str) -> str:
    """How many labels become how many groups, and what these keep."""
    share = encoding["share"]
    keep = f"keep {percent(share)} of what it tells" if share < 1 else "tell all that it does"
    amount = quantity(encoding["information"], encoding["std_error"], unit)
    return (
        f"{plural(encoding['n_labels'], 'label')} can be merged into {encoding['levels']} groups that {keep} "
        f"({amount} on rows that did not make them)"
    )


AS_R = "as |r|: the correlation of two normal variables that share as much; blank where it may be chance."
ALONE = "Each column is asked alone: what only two of them tell together, as in exclusive or, does not show."
REDUNDANCY = (
    "Redundancy is I(X;Y) / min(H(X), H(Y)) of the binned columns: 100\u00a0% where one can be read "
    "off the other."
)


def tells(feature: dict[str, Any]) -> bool:
    """Whether the column's information is more than chance would show (q ≤ 0.05)."""
    return feature["q_value"] is None or feature["q_value"] <= LEVEL
