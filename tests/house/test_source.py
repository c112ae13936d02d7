"""What the sources must not say: prints, epsilons, hidden randomness, paths of one machine."""

import ast
import re

import pytest

from house.source import ROOT, python_files, shown

TINY = 1e-5  # a constant below this, inside a logarithm, is an epsilon
LOGARITHMS = {"log", "log2", "log10", "log1p", "xlogy", "xlog1py", "logaddexp", "logsumexp"}
FLOORS = {"maximum", "fmax", "clip", "clamp"}
MODERN = {"Generator", "default_rng", "SeedSequence", "BitGenerator", "PCG64", "PCG64DXSM", "Philox"}
ONE_MACHINE = re.compile(r"(?<![\w.:/])/(?:home|root|tmp|work|Users|private)/\w|\b[A-Z]:\\+Users")


def called(node):
    """`log` of `np.log(x)`, of `log(x)` and of `xp.special.log(x)`; "" where it is no plain call."""
    if not isinstance(node, ast.Call):
        return ""
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def is_tiny(node):
    number = isinstance(node, ast.Constant) and isinstance(node.value, float) and 0.0 < abs(node.value) < TINY
    return number or (isinstance(node, ast.Attribute) and node.attr in {"eps", "tiny", "epsilon"})


def holds_tiny(node):
    return any(is_tiny(part) for part in ast.walk(node))


def epsilons(text):
    """Tiny constants inside a logarithm, or as the floor of a clip."""
    found = []
    for node in ast.walk(ast.parse(text)):
        values = [*node.args, *(k.value for k in node.keywords)] if isinstance(node, ast.Call) else []
        inside = called(node) in LOGARITHMS and any(map(holds_tiny, values))
        floor = called(node) in FLOORS and any(map(is_tiny, values))
        if inside or floor:
            found.append(f"line {node.lineno}: an epsilon in {ast.unparse(node)}")
    return found


def prints(text):
    return [
        f"line {node.lineno}: print"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call)
        if isinstance(node.func, ast.Name) and node.func.id == "print"
    ]


def hidden_randomness(text, door=False):
    """The legacy generator, the standard library's, and a generator whose seed is no one's choice."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Attribute) and getattr(node.value, "attr", "") == "random":
            hidden = node.attr not in MODERN
        elif isinstance(node, ast.Import):
            hidden = any(alias.name == "random" for alias in node.names)
        elif called(node) == "default_rng":
            hidden = not door and all(isinstance(seed, ast.Constant) for seed in node.args)
        else:
            hidden = isinstance(node, ast.ImportFrom) and node.module in {"random", "numpy.random"}
        if hidden:
            found.append(f"line {node.lineno}: {ast.unparse(node)}")
    return found


def machine_paths(text):
    lines = enumerate(text.splitlines(), 1)
    return [f"line {number}: {line.strip()}" for number, line in lines if ONE_MACHINE.search(line)]


@pytest.mark.parametrize("path", python_files("src"), ids=shown)
def test_the_package_says_none_of_it(path):
    text = path.read_text("utf-8")
    problems = epsilons(text) + hidden_randomness(text, door=path.name == "_rng.py")
    if not shown(path).startswith("src/infoscope/cli"):
        problems += prints(text)
    assert problems == []


def written():
    """What people read or run, beyond the sources."""
    pages = [p for kind in ("md", "toml", "txt", "cff") for p in ROOT.glob(f"*.{kind}")]
    return sorted([*pages, *(ROOT / "docs").glob("*.md"), ROOT / ".ci" / "run"])


@pytest.mark.parametrize("path", [*python_files("src", "tests", "benchmarks", "docs"), *written()], ids=shown)
def test_no_path_of_one_machine(path):
    assert machine_paths(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("rule", "bad"),
    [
        (epsilons, "np.log(p + 1e-12)"),
        (epsilons, "math.log2(sum(x) + 1e-300)"),
        (epsilons, "xp.log(p + xp.finfo(p.dtype).eps)"),
        (epsilons, "np.clip(p, 1e-10, 1.0)"),
        (epsilons, "p.clamp(min=1e-8)"),
        (epsilons, "np.maximum(p, np.finfo(float).tiny)"),
        (prints, "def f():\n    print(1)"),
        (hidden_randomness, "np.random.rand(3)"),
        (hidden_randomness, "numpy.random.seed(0)"),
        (hidden_randomness, "np.random.default_rng(0)"),
        (hidden_randomness, "np.random.default_rng()"),
        (hidden_randomness, "import random"),
        (hidden_randomness, "from random import choice"),
        (hidden_randomness, "from numpy.random import default_rng"),
        (machine_paths, "open('/" + "home/ada/data.csv')"),
        (machine_paths, "see /" + "tmp/x"),
        (machine_paths, "C:" + "\\Users\\ada"),
    ],
)
def test_each_rule_can_fail(rule, bad):
    assert len(rule(bad)) == 1


@pytest.mark.parametrize(
    ("rule", "good"),
    [
        (epsilons, "np.log(np.where(p > 0, p, 1.0))"),
        (epsilons, "abs(p.sum() - 1) > 1e-6"),
        (epsilons, "np.maximum(n - 1, 0)"),
        (epsilons, "tolerance = max(2e-6, xp.finfo(dtype).eps ** 0.5)"),
        (prints, "console.print('x')\nfootprint(1)"),
        (hidden_randomness, "def f(rng: np.random.Generator): rng.random(3)"),
        (hidden_randomness, "np.random.default_rng([seed, 1])"),
        (machine_paths, "https://example.org/home/page\nsrc/tmp/x\nn / tmp"),
    ],
)
def test_each_rule_can_pass(rule, good):
    assert rule(good) == []
