"""Every method that can be chosen by name has a slow version of the same name in tests/reference."""

import ast
import inspect
import sys
import types

import pytest

from house.source import modules, python_files, shown

REFERENCE = python_files("tests/reference")
NUMERIC = ("pmf", "samples", "dist", "channel", "model", "_kernels")  # where a table holds methods


def method_tables(module):
    """`name -> {key: function}`: upper-case dicts of named functions of the module itself."""
    return {
        name: value
        for name, value in vars(module).items()
        if name.isupper() and isinstance(value, dict) and value
        if all(inspect.isfunction(f) and f.__module__ == module.__name__ for f in value.values())
        if all(f.__name__ != "<lambda>" for f in value.values())
    }


def defined(text):
    """Names of the functions a reference file defines at its top."""
    return {node.name for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)}


def without_twin(tables, twins):
    return [
        f"{table}[{key!r}]: no function {f.__name__.lstrip('_')} in tests/reference"
        for table, methods in tables.items()
        for key, f in methods.items()
        if f.__name__.lstrip("_") not in twins
    ]


def foreign_imports(text):
    """What a reference file imports beyond the standard library, numpy and its neighbours."""
    roots = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            roots += [alias.name.split(".")[0] for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            roots.append((node.module or "").split(".")[0])
    return [root for root in roots if root not in {*sys.stdlib_module_names, "numpy", "reference"}]


def test_every_method_has_a_slow_version():
    twins = set().union(*(defined(path.read_text("utf-8")) for path in REFERENCE))
    numeric = [m for m in modules() if m.__name__.split(".")[1:2] and m.__name__.split(".")[1] in NUMERIC]
    assert {m.__name__: p for m in numeric if (p := without_twin(method_tables(m), twins))} == {}


@pytest.mark.parametrize("path", REFERENCE, ids=shown)
def test_the_slow_versions_stand_alone(path):
    assert foreign_imports(path.read_text("utf-8")) == []


def test_the_rule_can_fail():
    module = types.ModuleType("infoscope.fake")
    source = "def plug_in(n): ...\ndef _nsb(n): ...\nMETHODS = {'plug_in': plug_in, 'nsb': _nsb}\n"
    others = "NUMBERS = {'a': 1}\nEMPTY = {}\nlower = {'f': plug_in}\nRATIOS = {'half': lambda n: n / 2}"
    exec(source + others, module.__dict__)
    for f in [*module.METHODS.values(), *module.RATIOS.values()]:
        f.__module__ = "infoscope.fake"
    assert method_tables(module) == {"METHODS": module.METHODS}
    twins = defined("def plug_in(n): ...\nclass A:\n    def nsb(self): ...\n")
    assert without_twin(method_tables(module), twins) == [
        "METHODS['nsb']: no function nsb in tests/reference"
    ]
    assert without_twin(method_tables(module), twins | {"nsb"}) == []


def test_the_import_rule_can_fail():
    assert foreign_imports("import math, numpy.linalg\nfrom . import x\nfrom reference.y import z") == []
    assert foreign_imports("def f():\n    import scipy.special") == ["scipy"]
    assert foreign_imports("from infoscope.pmf import entropy") == ["infoscope"]
