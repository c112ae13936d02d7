"""Seconds of routes that take turns in one process; memory and first call of each in a process of its own."""

import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ._job import Job, Route

__all__ = ["Told", "alone", "forget_peak", "in_turns", "resident", "tell_alone"]

ROOT = Path(__file__).parents[2]
PAUSE = 0.2  # seconds: threads of linear algebra look for more work a while after the route before
ENOUGH = 6.0  # seconds for one route, which takes no further turn where it would need more


@dataclass
class Told:
    """What is known of one route; `failure` where it has no answer."""

    route: str
    threads: str
    bar: float | None
    within: float | None
    seconds: float | None = None
    processor: float | None = None  # seconds of all threads together
    turns: int = 0
    done: int = 1  # entries that it worked out, of `asked`
    asked: int = 1
    value: float | None = None
    apart: float | None = None
    first_call: float | None = None
    extra_mib: float | None = None
    failure: str = ""


def tell_alone(job: Job, route: Route, cap: int) -> None:
    """Print first call and peak memory of the route: to be run in a fresh process.

    The first call is on few rows and holds imports and compilation, or the reading of compiled code.
    """
    few, many = job.data(*job.small), job.data(*job.full)
    first_call = _seconds(route, few)[0]
    if hasattr(signal, "alarm"):
        signal.alarm(cap)  # its default is to end the process, in compiled code too
    before = resident("VmRSS")
    forget_peak()
    route.run(*many)
    extra = (resident("VmHWM") - before) / 1024
    print(json.dumps({"first_call": first_call, "extra_mib": extra}), flush=True)


def alone(job: Job, route: Route, cap: int) -> dict[str, Any]:
    """What tell_alone prints, or why there is nothing."""
    place = job.routes.index(route)
    command = [sys.executable, "-m", "benchmarks.speed", "--alone", job.name, str(place), "--cap", str(cap)]
    code, lines = _run(command)
    if hasattr(signal, "SIGALRM") and code == -signal.SIGALRM:
        return {"failure": f"slower than {cap} s"}
    if code:
        return {"failure": _short(lines[-1] if lines else f"ended with {code}")}
    told = json.loads(next(line for line in reversed(lines) if line.startswith("{")))
    return {"first_call": told["first_call"], "extra_mib": told["extra_mib"]}


def _run(command: list[str]) -> tuple[int, list[str]]:
    """Exit status and lines of output; processes that the command leaves behind are ended.

    Its output goes to a file: a pipe would stay open, and be waited for, as long as any of them lives.
    """
    with tempfile.TemporaryFile("w+") as out:
        child = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=out, start_new_session=True)
        code = child.wait()
        if hasattr(os, "killpg"):
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
        out.seek(0)
        return code, out.read().strip().splitlines()


def in_turns(job: Job, size: tuple[int, ...], rounds: int, found: dict[str, dict]) -> list[dict]:
    """All that is known of the routes of a job, infoscope first; `found` is known of some already."""
    few, data = job.data(*job.small), job.data(*size)
    told = {r.name: Told(r.name, r.threads, r.bar, r.within, **found.get(r.name, {})) for r in job.routes}
    values: dict[str, Any] = {}
    spent: dict[str, list[tuple[float, float]]] = {r.name: [] for r in job.routes}
    for route in job.routes:
        if not told[route.name].failure:
            told[route.name].failure = _failure(route, few)
    for _ in range(rounds):
        for route in job.routes:
            if not told[route.name].failure and _has_time(spent[route.name]):
                time.sleep(PAUSE)
                before = time.process_time()
                seconds, values[route.name] = _seconds(route, data)
                spent[route.name].append((seconds, time.process_time() - before))
    for name, value in values.items():
        ours = values.get(job.routes[0].name, value)  # without an answer of ours each stands alone
        _compare(told[name], spent[name], np.ravel(value), np.ravel(ours))
    return [asdict(t) for t in told.values()]


def _has_time(spent: list[tuple[float, float]]) -> bool:
    return not spent or sum(seconds for seconds, _ in spent) + spent[-1][0] < ENOUGH


def _compare(told: Told, spent: list[tuple[float, float]], value: np.ndarray, ours: np.ndarray) -> None:
    told.done, told.asked, told.turns = value.size, ours.size, len(spent)
    told.seconds, told.processor = (
        statistics.median(times) * ours.size / value.size for times in zip(*spent, strict=True)
    )
    told.value = float(value.mean())
    told.apart = float(abs(value - ours[: value.size]).max())


def _seconds(route: Route, data: tuple) -> tuple[float, Any]:
    start = time.perf_counter()
    value = route.run(*data)
    return time.perf_counter() - start, value


def _failure(route: Route, data: tuple) -> str:
    try:
        route.run(*data)
    except Exception as problem:  # a peer may fail in any way: the table says how
        return _short(f"{type(problem).__name__}: {problem}")
    return ""


def _short(message: str) -> str:
    missing = message.startswith("ModuleNotFoundError")
    return "not installed" if missing else " ".join(message.split()).replace("|", "/")[:80]


def resident(field: str) -> int:
    """KiB of memory held now (VmRSS), or at most since the peak was forgotten (VmHWM)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(field))


def forget_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5")
