"""What a first `infoscope report` waits for the compiler, and whether what it compiled is kept."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

import infoscope

__all__ = ["first_call", "first_call_table"]

PACKAGE = Path(infoscope.__file__).parent
ROWS = 1000
PLACES = {"NUMBA_CACHE_DIR", "XDG_CACHE_HOME", "PYTHONPATH"}
CLOCKS = ("clock", "processor")


def first_call(small: bool) -> dict:
    """Seconds of a report with nothing compiled, and again; then where the package cannot be written."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        table = place / "table.csv"
        _write(table)
        home = {"NUMBA_CACHE_DIR": str(place / "cache"), "PYTHONPATH": str(PACKAGE.parent)}
        runs = {"nothing compiled": _report(table, home), "compiled before": _report(table, home)}
        _copy_read_only(place / "site")
        home = {"PYTHONPATH": str(place / "site"), "XDG_CACHE_HOME": str(place / "user")}
        runs["read-only package, nothing compiled"] = _report(table, home)
        kept = len(list((place / "user").rglob("*.nbi")))
        runs["read-only package, compiled before"] = _report(table, home)
    compiler = {of: runs["nothing compiled"][of] - runs["compiled before"][of] for of in CLOCKS}
    return {"name": "first-call", "runs": runs, "compiler": compiler, "kept_by_user": kept}


def first_call_table(found: dict) -> str:
    lines = ["| first `infoscope report` | s | s of the processor |", "|---|---:|---:|"]
    for name, seconds in found["runs"].items():
        lines.append(f"| {name} | {seconds['clock']:.1f} | {seconds['processor']:.1f} |")
    says = (
        f"The compiler takes {found['compiler']['clock']:.1f} s, {found['compiler']['processor']:.1f} s of "
        "the processor (bar: 6). Where the package cannot be written, "
        f"{found['kept_by_user']} compiled functions are kept in the user's cache folder."
    )
    return "\n".join(["### first-call", "", says, "", *lines])


def _write(table: Path) -> None:
    """Numbers, text and a number with missing values, that go together."""
    rng = np.random.default_rng(0)
    x, noise = rng.normal(size=(2, ROWS))
    words = np.array(["low", "middle", "high"])[np.digitize(x + noise, (-1, 1))]
    lines = [f"{a:.6f},{b:.6f},{word},{'' if b > 2 else round(4 * a)}" for a, b, word in zip(x, noise, words)]
    table.write_text("\n".join(["x,noise,word,whole", *lines]) + "\n", "utf-8")


def _copy_read_only(site: Path) -> None:
    """A file stands where the compiled code would go, which stops the owner and root alike."""
    package = site / "infoscope"
    shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
    for folder in [package, *(p for p in package.rglob("*") if p.is_dir())]:
        (folder / "__pycache__").touch()


def _report(table: Path, more: dict[str, str]) -> dict[str, float]:
    """Seconds on the clock, and of the processor, which other work on the machine hardly moves."""
    own = {
        k: v for k, v in os.environ.items() if k not in {"NUMBA_CACHE_DIR", "XDG_CACHE_HOME", "PYTHONPATH"}
    }
    command = [sys.executable, "-m", "infoscope", "report", str(table), "--target", "x"]
    start, spent = time.perf_counter(), _processor_seconds()
    done = subprocess.run(
        command, env=own | more, cwd=table.parent, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"the report ended with {done.returncode}: {done.stderr.strip()[-500:]}")
    return {"clock": time.perf_counter() - start, "processor": _processor_seconds() - spent}


def _processor_seconds() -> float:
    """Of all child processes that have ended."""
    times = os.times()
    return times.children_user + times.children_system
