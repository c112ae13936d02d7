"""Rows that repeat others are found, whatever else is in the table, and rounding is not taken for them."""

import re
from collections import Counter

import numpy as np
import pytest

from infoscope.table import report

N = 1000


def columns(rng, n=N):
    x = rng.normal(size=n)
    return {"x": x, "z": x + rng.normal(size=n), "k": rng.integers(3, size=n), "y": rng.integers(2, size=n)}


def repeated(table, at):
    return {name: values[at] for name, values in table.items()}


def said(table, target="y"):
    """Each (copies, rows) a report speaks of."""
    notes = [re.match(r"([\d,]+) of ([\d,]+) rows .* repeat", note) for note in report(table, target).notes]
    return [tuple(int(text.replace(",", "")) for text in note.groups()) for note in notes if note]


@pytest.mark.parametrize("target", ["y", "x", None])
@pytest.mark.parametrize("copies", [60, 500, 3000])
def test_copies_are_counted(copies, target):
    rng = np.random.default_rng(0)
    at = rng.permutation(np.concatenate([np.arange(N), rng.integers(N, size=copies)]))
    table = repeated(columns(rng), at)
    slow = sum(times - 1 for times in Counter(zip(*map(list, table.values()))).values())
    assert slow == copies
    assert said(table, target) == [(copies, N + copies)]


def test_missing_values_and_row_names_do_not_hide_them():
    rng = np.random.default_rng(1)
    table = columns(rng)
    table["z"][::7] = np.nan
    table = repeated(table, np.arange(2 * N) % N) | {"row": np.arange(2 * N)}
    assert said(table) == [(N, 2 * N)]


@pytest.mark.parametrize("copies", [0, 45])
def test_few_or_none_are_not_spoken_of(copies):
    rng = np.random.default_rng(2)
    assert said(repeated(columns(rng), np.arange(N + copies) % N)) == []


def test_neither_rounding_nor_labels_are_taken_for_copies():
    rng = np.random.default_rng(3)
    rounded = {name: np.round(rng.normal(size=N), 1) for name in ("a", "b")} | {"y": rng.integers(2, size=N)}
    assert len(set(zip(*map(list, rounded.values())))) < 0.9 * N
    assert said(rounded) == []
    labels = {name: rng.integers(3, size=N) for name in ("a", "b", "y")}
    assert said(labels) == []
