"""Read the answers that people type: 0.918, 0,918, 2/3, ½ log2(3), inf, with or without a unit."""

import ast
import math
import operator
import re
from collections.abc import Callable

from ..estimate import nats_per

__all__ = ["Unreadable", "meanings", "read_number"]

_UNITS = {"nat": "nats", "bit": "bits", "shannon": "bits", "hartley": "hartleys", "ban": "hartleys"}
_UNIT = re.compile(rf"[\s\d).½¼¾]({'|'.join(_UNITS)})s?\s*$", re.IGNORECASE)
_SIGNS = {"−": "-", "–": "-", "×": "*", "·": "*", "÷": "/", "^": "**", "∞": "inf", "π": "pi", "√": "sqrt "}
_HALVES = {"½": "(1/2)", "¼": "(1/4)", "¾": "(3/4)", "⅓": "(1/3)", "⅔": "(2/3)"}
_FUNCTIONS: dict[str, Callable[[float], float]] = {
    "log": math.log,
    "ln": math.log,
    "log2": math.log2,
    "lb": math.log2,
    "log10": math.log10,
    "lg": math.log10,
    "exp": math.exp,
    "sqrt": math.sqrt,
}
_CALLS = "ln|log2|log10|log|lb|sqrt|exp"
_LOGARITHMS = {"2": "lb", "10": "lg"}
_NAMES = {"pi": math.pi, "e": math.e, "inf": math.inf, "infinity": math.inf, "infinite": math.inf}
_THOUSANDS = re.compile(r"(?<![\d.,])([1-9]\d{0,2}),(?=\d{3}(?![\d.,]))")
_OPERATORS: dict[type, Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


class Unreadable(ValueError):
    """What was typed is not a number.

    >>> read_number("many")
    Traceback (most recent call last):
    infoscope.learn.reading.Unreadable: cannot read 'many': type a number such as 0.918, 2/3 or log2(3)
    """


def meanings(text: str) -> list[str]:
    """The texts that may have been meant: two where a comma stands for a point, or before thousands.

    >>> meanings("10,000"), meanings("0,918")
    (['10.000', '10000'], ['0,918'])
    """
    return list(dict.fromkeys(_THOUSANDS.sub(rf"\1{mark}", text) for mark in (".", "")))


def read_number(text: str, unit: str = "") -> float:
    """The number that was typed, in `unit`: an answer given in another unit is converted.

    >>> read_number("0,918"), read_number("1/2 * log2(8)"), read_number("∞ bits", "bits")
    (0.918, 1.5, inf)
    >>> round(read_number("0.5 nats", "bits"), 4)
    0.7213
    """
    plain = text.strip()
    found = _UNIT.search(plain)
    given = _UNITS[found[1].lower()] if found else ""
    if found:
        plain = plain[: found.start(1)]
    try:
        value = _value(ast.parse(_plain(plain), mode="eval").body)
    except (SyntaxError, ValueError, ArithmeticError, KeyError, RecursionError, MemoryError):
        raise Unreadable(
            f"cannot read {text.strip()!r}: type a number such as 0.918, 2/3 or log2(3)"
        ) from None
    if given and unit in _UNITS.values():
        value *= nats_per(given) / nats_per(unit)
    return value


def _plain(text: str) -> str:
    """As Python would write it."""
    for sign, meant in (_SIGNS | _HALVES).items():
        text = text.replace(sign, meant)
    text = re.sub(r"(?<=\d),(?=\d)", ".", text.strip().lower().rstrip(".,"))
    text = re.sub(r"(?<=\d)\s(?=\d{3}(?!\d))", "", text)  # 10 000
    text = re.sub(r"(?<![\w)])(\d+(?:\.\d+)?)\s*%", r"(\1/100)", text)
    text = re.sub(rf"(?<![a-z])({_CALLS})\s+(\d[\d.]*|pi|e)\b", r"\1(\2)", text)  # ln 2
    text = re.sub(
        r"(?<![a-z])log(2|10)\s*\(", lambda m: f"{_LOGARITHMS[m[1]]}(", text
    )  # its digit is no factor
    text = re.sub(r"(\d|\)|\bpi|\be)\s+(?=[a-z(])", r"\1*", text)  # 2 pi e
    return re.sub(rf"(?<=[\d)])(?=\(|(?:{_CALLS}|lg|pi)\b)", "*", text)  # 2ln(3)


def _value(node: ast.expr) -> float:
    match node:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.Name(id=name):
            return _NAMES[name]
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -_value(inner)
        case ast.UnaryOp(op=ast.UAdd(), operand=inner):
            return _value(inner)
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return math.pow(_value(left), _value(right))
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            return _OPERATORS[type(op)](_value(left), _value(right))
        case ast.Call(func=ast.Name(id=name), args=[inner], keywords=[]):
            return _FUNCTIONS[name](_value(inner))
    raise ValueError("no number")
