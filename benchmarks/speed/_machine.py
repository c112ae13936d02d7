"""What the figures were taken on: the processor, the versions, and how fast memory can be read."""

import os
import platform
import time
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np

__all__ = ["bandwidth", "cores", "facts"]

PACKAGES = ("numpy", "scipy", "numba", "scikit-learn", "torch", "ennemi", "infomeasure", "dit", "pyitlib")
PACKAGES += ("embo", "pandas", "polars", "infoscope")
READ = 1 << 28  # bytes a thread, far more than any cache holds


def cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def bandwidth(rounds: int = 7, size: int = READ) -> float:
    """Bytes a second that all cores together read from memory, the best of some rounds."""
    blocks = [np.ones(size // 8, np.int64) for _ in range(cores())]
    best = 0.0
    with ThreadPoolExecutor(cores()) as pool:
        for _ in range(rounds):
            start = time.perf_counter()
            list(pool.map(np.max, blocks))
            best = max(best, size * len(blocks) / (time.perf_counter() - start))
    return best


def facts() -> dict:
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    return {
        "date": time.strftime("%Y-%m-%d"),
        "processor": _processor(),
        "cores": cores(),
        "load": load,
        "python": platform.python_version(),
        "versions": {name: _version(name) for name in PACKAGES},
    }


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _processor() -> str:
    facts = Path("/proc/cpuinfo")
    lines = facts.read_text().splitlines() if facts.exists() else []
    known = dict(tuple(map(str.strip, line.partition(":")[::2])) for line in lines)
    if "model name" not in known:
        return f"{platform.machine()} {platform.processor()}".strip()
    return f"{known['model name']} (family {known['cpu family']}, model {known['model']})"
