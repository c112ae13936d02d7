"""Public names: `__all__` is there, sorted and complete, and each name shows how it is used."""

import ast
import doctest
import inspect
import types
from importlib.util import resolve_name

import pytest

import infoscope
from house.source import is_public, modules, text_of

PUBLIC = [m for m in modules() if is_public(m)]


def unsorted_or_missing(module):
    names = getattr(module, "__all__", None)
    if names is None:
        return ["no __all__"]
    problems = [f"{name} is in __all__ and not in the module" for name in names if not hasattr(module, name)]
    if list(names) != sorted(set(names)):
        problems.append(f"__all__ is not sorted, or repeats a name: {names}")
    return problems


def undocumented(module):
    """Functions and classes in `__all__` that say nothing, or that show no example."""
    problems = [] if (module.__doc__ or "").strip() else ["no module docstring"]
    for name in getattr(module, "__all__", ()):
        thing = getattr(module, name, None)
        if not (inspect.isclass(thing) or inspect.isfunction(thing)):
            continue
        if not inspect.getdoc(thing):
            problems.append(f"{name} has no docstring")
        elif not any(test.examples for test in doctest.DocTestFinder().find(thing, name)):
            problems.append(f"{name} has no doctest")
    return problems


def reexported_and_left_out(module, text):
    """Names that a package's `__init__` takes from its own files and leaves out of `__all__`."""
    taken = {
        alias.asname or alias.name
        for node in ast.parse(text).body
        if isinstance(node, ast.ImportFrom) and (node.level or (node.module or "").startswith("infoscope"))
        for alias in node.names
    }
    public = {name for name in taken if not name.startswith("_")}
    return [
        f"{name} is imported and not in __all__"
        for name in sorted(public - set(getattr(module, "__all__", ())))
    ]


def taken_and_left_out(package, text, exports):
    """Names that a file takes from a module of another package, whose `__all__` lacks them.

    `exports`: dotted name of a module -> its `__all__`. Files of one package may share what they like.
    """
    taken = [
        (resolve_name("." * node.level + (node.module or ""), package), alias.name)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    ]
    return [
        f"{name} is taken from {module}, which keeps it out of __all__"
        for module, name in taken
        if module in exports and name not in exports[module] and module.rpartition(".")[0] != package
        if not name.startswith("_") and f"{module}.{name}" not in exports
    ]


@pytest.mark.parametrize("module", PUBLIC, ids=lambda m: m.__name__)
def test_public_names_are_sorted_documented_and_shown(module):
    assert unsorted_or_missing(module) + undocumented(module) == []


@pytest.mark.parametrize("module", [m for m in PUBLIC if hasattr(m, "__path__")], ids=lambda m: m.__name__)
def test_a_package_names_all_it_takes_from_its_files(module):
    assert reexported_and_left_out(module, text_of(module)) == []


@pytest.mark.parametrize("module", modules(), ids=lambda m: m.__name__)
def test_what_a_file_takes_from_another_is_in_its_all(module):
    exports = {m.__name__: m.__all__ for m in PUBLIC if hasattr(m, "__all__")}
    assert taken_and_left_out(module.__package__, text_of(module), exports) == []


def test_the_package_lists_what_it_holds_and_refuses_the_rest():
    assert set(infoscope.__all__) <= set(dir(infoscope))
    for name in infoscope.__all__:
        assert getattr(infoscope, name).__name__.rpartition(".")[2] == name
    with pytest.raises(AttributeError, match="no attribute 'pfm'"):
        infoscope.pfm  # noqa: B018


def fake(source):
    module = types.ModuleType("fake.module", "A module.")
    exec(source, module.__dict__)
    for function in vars(module).values():
        if inspect.isfunction(function):
            function.__module__ = module.__name__
    return module


SHOWN = 'def f():\n    """One.\n\n    >>> 1\n    1\n    """\n'


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("x = 1", "no __all__"),
        ("__all__ = ['b', 'a']; a = b = 1", "not sorted"),
        ("__all__ = ['a', 'a']; a = 1", "repeats"),
        ("__all__ = ['a']", "not in the module"),
        ("__all__ = ['f']\ndef f(): pass", "no docstring"),
        ("__all__ = ['f']\ndef f():\n    'One.'", "no doctest"),
        ("__all__ = ['F']\nclass F:\n    'One.'\n    def g(self): 'Two.'", "no doctest"),
    ],
)
def test_the_rule_can_fail(source, problem):
    module = fake(source)
    assert problem in " ".join(unsorted_or_missing(module) + undocumented(module))


def test_the_rule_can_pass():
    module = fake("__all__ = ['f']\n" + SHOWN)
    assert unsorted_or_missing(module) + undocumented(module) == []


def test_the_completeness_rule_can_fail():
    module = fake("__all__ = ['a']; a = 1")
    text = "from .x import a, b, _c\nfrom math import pi"
    assert reexported_and_left_out(module, text) == ["b is imported and not in __all__"]


@pytest.mark.parametrize(
    ("package", "line", "problems"),
    [
        ("p", "from .q.m import a, _c", 0),
        ("p.r", "from ..q import x, _y", 0),
        ("p", "from math import b", 0),
        ("p.q", "from .m import b", 0),
        ("p", "from .q.m import b", 1),
        ("p.r", "from ..q.m import b", 1),
        ("p.r", "def f():\n    from p.q.m import b, c", 2),
    ],
)
def test_the_rule_on_what_is_taken_can_fail(package, line, problems):
    assert len(taken_and_left_out(package, line, {"p.q.m": ["a"], "p.q": ["x"]})) == problems
