"""Capacity and the bottleneck beside dit and embo: `python -m benchmarks.channel`.

Every job runs in this process, infoscope and its peer in turn; the tables give medians, ratios of the same
run, and how good the answers are: the certified gap of a capacity, the objective I(X;Z) - β I(Z;Y) of a
bottleneck at every β. A peer that is not installed is left out and said to be.
"""

import importlib.util
import math
import statistics
import time
from collections.abc import Callable

import numpy as np

from infoscope import channel

__all__ = ["main"]

ROUNDS = 9
BETAS = np.linspace(1.01, 10.0, 50)


def timed(route: Callable, rounds: int = ROUNDS):
    """`(median seconds, last answer)`."""
    seconds = []
    for _ in range(rounds):
        start = time.perf_counter()
        answer = route()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds), answer


def installed(name: str) -> bool:
    if importlib.util.find_spec(name) is None:
        print(f"{name}: not installed, left out (pip install '.[bench]')\n")
        return False
    return True


def random_channel(size: int, spread: float) -> np.ndarray:
    return np.random.default_rng(0).dirichlet(np.full(size, spread), size=size)


def gap(w: np.ndarray, p: np.ndarray) -> float:
    """max_x D(w_x ‖ q) - I(X;Y) in bits: how far p is from the capacity at most."""
    logs = np.log2(w / (p @ w), out=np.zeros_like(w), where=w > 0)
    told = (w * logs).sum(axis=1)
    return float(told.max() - p @ told)


def capacities(size: int = 256) -> None:
    print(f"Capacity of a random channel of {size} letters, rows from a Dirichlet law\n")
    print("| rows | route | ms | times ours | certified gap, bits |\n|---|---|---:|---:|---:|")
    peer = installed("dit")
    for spread in (1.0, 0.1):
        w, rows = random_channel(size, spread), f"Dirichlet({spread:g})"
        quick, rough = timed(lambda w=w: channel.capacity(w, tol=1e-4, unit="bits"))
        ours, found = timed(lambda w=w: channel.capacity(w, unit="bits"))
        print(f"| {rows} | infoscope, tol 1e-4 | {1e3 * quick:.1f} | | {rough.gap:.0e} |")
        print(f"| {rows} | infoscope, default | {1e3 * ours:.1f} | | {found.gap:.0e} |")
        if peer:
            from dit.algorithms.channelcapacity import channel_capacity

            theirs, (_, p) = timed(lambda w=w: channel_capacity(w))
            ratios = f"{theirs / quick:.0f} and {theirs / ours:.0f}"
            print(f"| {rows} | dit | {1e3 * theirs:.1f} | {ratios} | {gap(w, p):.0e} |")
    print()


def joint_laws(size: int) -> dict[str, np.ndarray]:
    rng, x = np.random.default_rng(0), np.linspace(-3.0, 3.0, size)
    laws = {}
    for rho in (0.6, 0.8, 0.95):
        squares = x[:, None] ** 2 + x**2 - 2.0 * rho * x[:, None] * x
        laws[f"bivariate normal, ρ = {rho:g}"] = np.exp(-0.5 * squares / (1.0 - rho**2))
    for spread in (0.02, 0.05, 0.1, 0.3, 1.0):
        rng = np.random.default_rng(0)
        rows = rng.dirichlet(np.full(size, spread), size=size)
        laws[f"rows from Dirichlet({spread:g})"] = rows * rng.dirichlet(np.ones(size))[:, None]
    block = np.arange(size) * 5 // size
    laws["five blocks, noise"] = (block[:, None] == block) * rng.uniform(0.5, 1.5, (size, size)) + 0.1
    laws["three cells a row"] = sparse_law(size, rng)
    return {name: p / p.sum() for name, p in laws.items()}


def sparse_law(size: int, rng: np.random.Generator) -> np.ndarray:
    p = (rng.random((size, size)) < 2.0 / size) * rng.exponential(size=(size, size))
    p[np.arange(size), rng.permutation(size)] += rng.exponential(size=size)
    return p


def embo_curve(p: np.ndarray):
    """`(I_x, I_y)` in nats with embo's defaults, without its dropping of points that are not monotone."""
    from embo import InformationBottleneck

    job = InformationBottleneck(
        pxy=p.copy(), minbeta=BETAS[0], maxbeta=BETAS[-1], numbeta=len(BETAS), ensure_monotonic_bound=False
    )
    x, y, _, _ = job.get_bottleneck()
    return math.log(2.0) * np.array(x), math.log(2.0) * np.array(y)


def bottlenecks(size: int = 50) -> None:
    print(f"Bottleneck curve of a {size} × {size} law at {len(BETAS)} β")
    print("(worse: at how many β the objective lies above that of embo; most: by how much below;")
    print("stopped: what it says of how many β it did not converge at)\n")
    print("| law | route | ms | embo / infoscope | worse | most, nats | stopped |")
    print("|---|---|---:|---:|---:|---:|---|")
    peer = installed("embo")
    for name, p in joint_laws(size).items():
        if peer:
            theirs, (x, y) = timed(lambda p=p: embo_curve(p), 1)
            objective = x - BETAS * y
            print(f"| {name} | embo, 3 restarts | {1e3 * theirs:.0f} | | | | |")
        ours, curve = timed(lambda p=p: channel.information_bottleneck(p, BETAS))
        row = f"| {name} | infoscope | {1e3 * ours:.0f} |"
        if peer:
            above = curve.information_x - BETAS * curve.information_y - objective
            row += f" {theirs / ours:.0f} | {(above > 1e-9).sum()} | {-above.min():.3f} |"
        print(row, *(w.partition(" the steps")[0] for w in curve.warnings), "|")
    print()


def large(size: int = 1000) -> None:
    p = joint_laws(size)["rows from Dirichlet(0.1)"]
    for beta in (2.0, 5.0):
        seconds, curve = timed(lambda b=beta: channel.information_bottleneck(p, [b]), 1)
        print(f"{size} × {size} law at β = {beta:g}: {seconds:.1f} s, {curve.clusters[0]} clusters")


def main() -> None:
    capacities()
    bottlenecks()
    large()


if __name__ == "__main__":
    main()
