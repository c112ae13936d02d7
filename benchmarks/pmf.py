"""Sums over 10⁷ probabilities, beside scipy and what one would write by hand: `python -m benchmarks.pmf`.

Every job runs in this process, infoscope and its peers in turn, several rounds; the table gives medians,
the ratio to infoscope's, how far the values lie apart, and the most memory held beyond the arguments.
"""

import os
import platform
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable

import numpy as np
import scipy
import torch
from scipy.spatial.distance import jensenshannon
from scipy.special import rel_entr
from scipy.stats import entropy

from infoscope import pmf

__all__ = ["main"]

ROUNDS = 7


def laws(size: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    p, q = rng.random(size), rng.random(size)
    return p / p.sum(), q / q.sum()


def by_hand(p, q):
    """The divergence as one writes it, without a thought for zeros."""
    return (p * (p / q).log()).sum()


def slope(divergence: Callable, p, q):
    p, q = p.clone().requires_grad_(True), q.clone().requires_grad_(True)
    divergence(p, q).backward()
    return q.grad.sum()


def jobs(size: int) -> dict[str, dict[str, Callable]]:
    p, q = laws(size)
    s, t = torch.asarray(p), torch.asarray(q)
    return {
        "entropy": {"infoscope": lambda: pmf.entropy(p), "scipy.stats.entropy": lambda: entropy(p)},
        "KL divergence": {
            "infoscope": lambda: pmf.kl_divergence(p, q),
            "scipy.special.rel_entr(…).sum()": lambda: rel_entr(p, q).sum(),
            "numpy: (p * np.log(p / q)).sum()": lambda: (p * np.log(p / q)).sum(),
        },
        "Jensen-Shannon": {
            "infoscope": lambda: pmf.jensen_shannon_divergence(p, q),
            "scipy.spatial.distance.jensenshannon(…)²": lambda: jensenshannon(p, q) ** 2,
        },
        "entropy, torch": {
            "infoscope": lambda: pmf.entropy(s),
            "torch: -(p * p.log()).sum()": lambda: -(s * s.log()).sum(),
        },
        "KL divergence, torch": {
            "infoscope": lambda: pmf.kl_divergence(s, t),
            "torch: (p * (p / q).log()).sum()": lambda: by_hand(s, t),
        },
        "KL divergence and its gradient, torch": {
            "infoscope": lambda: size - slope(pmf.kl_divergence, s, t),
            "torch: (p * (p / q).log()).sum()": lambda: -slope(by_hand, s, t),
        },
    }


def measure(routes: dict[str, Callable]) -> dict[str, tuple[float, float, float]]:
    """Median seconds, value and peak extra MiB of each route, the routes taking turns."""
    values = {name: float(route()) for name, route in routes.items()}
    seconds: dict[str, list[float]] = {name: [] for name in routes}
    for _ in range(ROUNDS):
        for name, route in routes.items():
            start = time.perf_counter()
            route()
            seconds[name].append(time.perf_counter() - start)
    return {n: (statistics.median(seconds[n]), values[n], _peak(r)) for n, r in routes.items()}


def _peak(route: Callable) -> float:
    tracemalloc.start()
    route()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 2**20


def main(size: int = 10**7) -> None:
    start = time.perf_counter()
    pmf.entropy(np.full(1 << 17, 2.0**-17))
    first = time.perf_counter() - start
    print(f"{size:,} probabilities, float64, {len(os.sched_getaffinity(0))} cores, {platform.processor()};")
    print(f"numpy {np.__version__}, scipy {scipy.__version__}, torch {torch.__version__};")
    print(f"first call (the compiler or its cache): {first:.2f} s; medians of {ROUNDS} rounds.\n")
    print("| job | route | ms | ns an element | times infoscope | relative difference | peak MiB beyond |")
    print("|---|---|---:|---:|---:|---:|---:|")
    for job, routes in jobs(size).items():
        found = measure(routes)
        ours, ours_value, _ = found["infoscope"]
        for name, (seconds, value, peak) in found.items():
            apart = abs(value / ours_value - 1.0)
            # tracemalloc does not see torch's memory.
            held = "" if "torch" in job else f"{peak:.2f}"
            print(
                f"| {job} | {name} | {1e3 * seconds:.1f} | {1e9 * seconds / size:.2f} | "
                f"{seconds / ours:.1f} | {apart:.0e} | {held} |"
            )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
