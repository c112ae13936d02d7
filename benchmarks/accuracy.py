"""How near one default call comes: `python -m benchmarks.accuracy [--n 1000 10000] [--seeds 10] [TASK …]`.

Runs `samples.mutual_information(x, y)`, no option given, on worlds whose information is known: the 40 tasks
of Czyż et al. (NeurIPS 2023), with `--others` more shapes, or those whose name holds one of TASK. Prints a
row a task and n: the truth, mean and bias of the estimates, their spread (sd) and the standard error they
state, how often the 95 % interval holds the truth, seconds a call, and how often there is a warning; nats.
`--json FILE` keeps the same. Ctrl-C prints what is done.
"""

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import scipy

from infoscope import Estimate, samples
from infoscope.samples import worlds

__all__ = ["main"]

COLUMNS = ("truth", "mean", "bias", "sd", "error", "coverage", "seconds", "warned")
MISS, NEAR = 0.1, 0.05  # nats


def asked(tasks: list[str], others: bool) -> list[worlds.World]:
    every = worlds.benchmark() + (worlds.others() if others or tasks else ())
    found = [w for w in every if not tasks or any(task.lower() in w.name.lower() for task in tasks)]
    if not found:
        raise SystemExit(
            f"no task is called {' or '.join(tasks)}; there are: {', '.join(w.name for w in every)}"
        )
    return found


def call(world: worlds.World, n: int, seed: int) -> tuple[Estimate, float]:
    x, y = world.sample(n, np.random.default_rng([seed, n]))
    start = time.perf_counter()
    estimate = samples.mutual_information(x, y)
    return estimate, time.perf_counter() - start


def measure(world: worlds.World, n: int, seeds: int) -> dict:
    truth, estimates = world.information, [call(world, n, seed) for seed in range(seeds)]
    values = np.array([float(e) for e, _ in estimates])
    intervals = np.array([e.interval(0.95) for e, _ in estimates])
    warned = np.array([bool(e.warnings) for e, _ in estimates])
    return {
        "task": world.name,
        "n": n,
        "truth": truth,
        "mean": values.mean(),
        "bias": values.mean() - truth,
        "sd": values.std(ddof=1) if seeds > 1 else float("nan"),
        "error": np.mean([e.std_error for e, _ in estimates]),
        "coverage": np.mean((intervals[:, 0] <= truth) & (truth <= intervals[:, 1])),
        "seconds": np.median([seconds for _, seconds in estimates]),
        "warned": warned.mean(),
        "silent_misses": int((~warned & (abs(values - truth) > MISS)).sum()),
        "methods": sorted({e.method for e, _ in estimates}),
        "warnings": sorted({w for e, _ in estimates for w in e.warnings}),
    }


def rows(found: list[worlds.World], sizes: list[int], seeds: int) -> Iterator[dict]:
    for n in sizes:
        for i, world in enumerate(found, 1):
            print(f"\r{n=}: {i} of {len(found)}, {world.name:40s}", end="", file=sys.stderr, flush=True)
            yield measure(world, n, seeds)
    print(file=sys.stderr)


def table(done: list[dict]) -> str:
    lines = [f"| task | n | {' | '.join(COLUMNS)} |", "|---|---:|" + "---:|" * len(COLUMNS)]
    for row in done:
        signs = {"bias": "+.3f", "coverage": ".0%", "warned": ".0%", "seconds": ".2f"}
        cells = (format(row[c], signs.get(c, ".3f")) for c in COLUMNS)
        lines.append(f"| {row['task']} | {row['n']} | {' | '.join(cells)} |")
    return "\n".join(lines)


def summary(done: list[dict]) -> Iterator[str]:
    for n in sorted({row["n"] for row in done}):
        of_n = [row for row in done if row["n"] == n]
        near, far = ([abs(row["bias"]) <= limit for row in of_n] for limit in (NEAR, MISS))
        right = [row for row in of_n if abs(row["bias"]) <= NEAR]
        needless = np.mean([row["warned"] for row in right]) if right else 0.0
        silent = sum(row["silent_misses"] for row in of_n)
        yield (
            f"n={n}: bias within {NEAR} nats on {sum(near)} of {len(of_n)}, within {MISS} on {sum(far)}; "
            f"calls off by more than {MISS} without a warning: {silent}; "
            f"calls with a warning on tasks within {NEAR}: {needless:.0%}."
        )


def machine() -> str:
    cores = len(os.sched_getaffinity(0))
    return f"{cores} cores, {platform.machine()}; numpy {np.__version__}, scipy {scipy.__version__}"


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("task", nargs="*", help="run the tasks whose name holds this; all 40 by default")
    parser.add_argument("--n", nargs="+", type=int, default=[1000, 10_000], metavar="N")
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--others", action="store_true", help="worlds of other shapes too")
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args(arguments)
    done: list[dict] = []
    try:
        for row in rows(asked(options.task, options.others), options.n, options.seeds):
            done.append(row)
    except KeyboardInterrupt:
        print("\nstopped; what is done:", file=sys.stderr)
    print(f"{options.seeds} seeds a task; {machine()}.\n")
    print(table(done), *summary(done), sep="\n\n")
    if options.json:
        options.json.write_text(json.dumps(done, indent=1), "utf-8")


if __name__ == "__main__":
    main()
