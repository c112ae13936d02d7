"""One idea a file, one page a file; a function can be read at once."""

import ast

import pytest

from house.source import python_files, shown

MOST_LINES = 400
MOST_BODY = 60
FILES = python_files("src", "tests", "benchmarks", "docs")


def long_file(text):
    length = len(text.splitlines())
    return [f"{length} lines, more than {MOST_LINES}"] if length > MOST_LINES else []


def long_functions(text):
    return [
        f"line {function.lineno}: {function.name} has a body of {length} lines, more than {MOST_BODY}"
        for function in ast.walk(ast.parse(text))
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef))
        if (length := body_length(function)) > MOST_BODY
    ]


def body_length(function):
    """Lines of the body, docstring left out."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


@pytest.mark.parametrize("path", FILES, ids=shown)
def test_files_and_functions_are_short(path):
    text = path.read_text("utf-8")
    assert long_file(text) + long_functions(text) == []


def function_of(lines, docstring_lines=0):
    doc = ['    """' + "\n" * docstring_lines + '    """'] if docstring_lines else []
    return "\n".join(["def f():", *doc, *["    x = 1"] * lines])


def test_the_rule_can_fail():
    assert long_file("x = 1\n" * 400) == []
    assert long_file("x = 1\n" * 401) == ["401 lines, more than 400"]
    assert long_functions(function_of(60)) == []
    assert long_functions(function_of(60, docstring_lines=40)) == []
    assert long_functions(function_of(61)) == ["line 1: f has a body of 61 lines, more than 60"]
    assert long_functions("class A:\n" + function_of(61).replace("def", "  def").replace("    x", "     x"))
