"""How the KSG estimate of two measurements grows with the rows, in time and in memory."""

import time

import numpy as np

from ._measure import forget_peak, resident
from .neighbours import correlated, ours

__all__ = ["growth", "growth_table"]

FULL = tuple(int(10 ** (e / 2)) for e in range(8, 15))
SMALL = (500, 1000, 2000)


def growth(small: bool) -> dict:
    """Seconds (the least of some calls) and peak extra bytes at each n, and the power that n ln n is of them.

    Seconds are fitted as c (n ln n)^power, bytes as c n^power.
    """
    rows = []
    ours(*correlated(SMALL[0]))
    for n in SMALL if small else FULL:
        data = correlated(n)
        before = resident("VmRSS")
        forget_peak()
        seconds = min(_seconds(data) for _ in range(2 if n > 10**6 else 5))
        rows.append({"n": n, "seconds": seconds, "bytes": (resident("VmHWM") - before) * 1024})
    n = np.array([row["n"] for row in rows], float)
    of_time = _power(n * np.log(n), [row["seconds"] for row in rows])
    held = [row for row in rows if row["bytes"] > 0]  # no more than was free already, where n is small
    of_memory = _power([row["n"] for row in held], [row["bytes"] for row in held]) if len(held) > 1 else None
    return {"name": "growth", "rows": rows, "power_of_n_log_n": of_time, "power_of_memory": of_memory}


def growth_table(found: dict) -> str:
    lines = [
        "### growth",
        "",
        f"KSG of two measurements: seconds grow as (n ln n)^{found['power_of_n_log_n']:.2f}"
        + (f", memory as n^{found['power_of_memory']:.2f}" if found["power_of_memory"] else "")
        + " (least squares on logarithms).",
        "",
        "| n | ms | ns a row and ln n | extra MiB | bytes a row |",
        "|---:|---:|---:|---:|---:|",
    ]
    for row in found["rows"]:
        n, seconds = row["n"], row["seconds"]
        each = 1e9 * seconds / (n * np.log(n))
        held = f"{row['bytes'] / 2**20:.0f} | {row['bytes'] / n:.0f}"
        lines.append(f"| {n:,} | {1e3 * seconds:.1f} | {each:.1f} | {held} |")
    return "\n".join(lines)


def _power(x, y) -> float:
    return float(np.polyfit(np.log(x), np.log(y), 1)[0])


def _seconds(data: tuple) -> float:
    start = time.perf_counter()
    ours(*data)
    return time.perf_counter() - start
