"""`import infoscope` is light: it loads nothing heavy, and hardly takes longer than numpy."""

import json
import os
import subprocess
import sys

import pytest

HEAVY = {
    *("torch", "jax", "numba", "sklearn", "matplotlib", "duckdb", "marimo", "scipy"),
    *("pandas", "polars", "narwhals", "diffusers", "rich", "cyclopts", "jinja2"),
}
MOST_SECONDS = 0.15  # beyond importing numpy; the bound is part of what the package promises


def run(code, path=""):
    where = os.pathsep.join(filter(None, [str(path), os.environ.get("PYTHONPATH", "")]))
    environment = {**os.environ, "PYTHONPATH": where}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def heavy_loaded(statement, path=""):
    """The heavy packages in a fresh interpreter after `statement`."""
    roots = "print(json.dumps([name.partition('.')[0] for name in sys.modules]))"
    return HEAVY & set(run(f"import json, sys\n{statement}\n{roots}", path))


def seconds(package, path=""):
    """Shortest of five imports of `package` in fresh interpreters that already hold numpy."""
    clock = "import json, time, numpy\nstart = time.perf_counter()\nimport {}\n"
    clock += "print(json.dumps(time.perf_counter() - start))"
    return min(run(clock.format(package), path) for _ in range(5))


def test_importing_the_package_loads_nothing_heavy():
    assert heavy_loaded("import infoscope") == set()


def test_asking_for_its_names_loads_nothing_heavy():
    assert heavy_loaded("import infoscope; dir(infoscope); infoscope.Estimate(1.0, 0.1).to('bits')") == set()


def test_importing_the_package_takes_hardly_longer_than_numpy():
    assert seconds("infoscope") < MOST_SECONDS


def test_a_module_is_loaded_when_it_is_first_named():
    loaded = "print(json.dumps(sorted(m for m in sys.modules if m.startswith('infoscope.'))))"
    assert run(f"import json, sys, infoscope\n{loaded}") == []
    assert "infoscope.pmf" in run(f"import json, sys, infoscope\ninfoscope.pmf\n{loaded}")


@pytest.mark.parametrize("heavy", ["numba", "matplotlib", "sklearn", "duckdb"])
def test_the_rule_can_fail_on_what_is_loaded(heavy, tmp_path):
    (tmp_path / "careless.py").write_text(f"def f():\n    import torch\nimport {heavy}\n")
    assert heavy in heavy_loaded("import careless", tmp_path)
    assert "torch" not in heavy_loaded("import careless", tmp_path)


def test_the_rule_can_fail_on_the_clock(tmp_path):
    (tmp_path / "slow.py").write_text("import time\ntime.sleep(0.2)\n")
    assert seconds("slow", tmp_path) > MOST_SECONDS
