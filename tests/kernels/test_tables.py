"""Joint tables of many columns: the same information as counting in dicts."""

import numpy as np
import pytest

from infoscope._kernels.tables import conditional_informations
from reference import tables as slow

# name: (levels, columns as lists; None is missing)
WORLDS = {
    "two equal": (2, [[0, 1, 0, 1], [0, 1, 0, 1]]),
    "independent": (2, [[0, 0, 1, 1], [0, 1, 0, 1]]),
    "a constant": (3, [[0, 1, 2, 0, 1], [1, 1, 1, 1, 1], [0, 0, 1, 2, 2]]),
    "all constant": (2, [[1, 1, 1], [0, 0, 0]]),
    "one row": (4, [[3], [0], [1]]),
    "some missing": (3, [[0, None, 2, 1, 0, 2], [1, 1, None, 0, 0, 2], [None, 2, 2, 0, 1, None]]),
    "no row has both": (2, [[0, 1, None, None], [None, None, 1, 0]]),
    "one row has both": (2, [[0, 1, None], [None, 1, 0]]),
    "all missing": (2, [[None] * 4, [0, 1, 0, 1], [None] * 4]),
    "constant where both are": (2, [[0, 0, 1, None], [None, 1, None, 0]]),
}


def drawn(rng, p, n, levels, gone):
    columns = [rng.integers(rng.integers(1, levels + 1), size=n).tolist() for _ in range(p)]
    return [[None if rng.random() < gone else v for v in column] for column in columns]


def coded(columns, levels):
    return np.array([[levels if v is None else v for v in c] for c in columns], np.uint8)


def check_conditional(columns, levels, y, given):
    found = conditional_informations(
        coded(columns, levels),
        levels,
        np.array(y),
        max(y) + 1,
        np.array(given),
        max(given) + 1,
        0,
        len(columns),
    )
    expected = [np.subtract(*slow.conditional(column, y, given)) for column in columns]
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("name", WORLDS)
@pytest.mark.parametrize("labels", ["constant", "copy", "parity"])
def test_conditional_of_corner_columns(name, labels):
    levels, columns = WORLDS[name]
    n = len(columns[0])
    y = {"constant": [0] * n, "copy": [levels if v is None else v for v in columns[0]]}
    y = y.get(labels, [i % 2 for i in range(n)])
    check_conditional(columns, levels, y, given=[i // 2 for i in range(n)])


@pytest.mark.parametrize("seed", range(10))
def test_conditional_of_random_columns(seed):
    rng = np.random.default_rng(seed)
    n, levels = int(rng.integers(1, 300)), int(rng.integers(2, 17))
    columns = drawn(rng, 4, n, levels, gone=rng.choice([0.0, 0.3]))
    y, given = (rng.integers(int(k), size=n).tolist() for k in rng.integers(1, 9, 2))
    check_conditional(columns, levels, y, given)


def test_xor_tells_nothing_alone_and_everything_given_the_other():
    a, b = [0, 0, 1, 1] * 50, [0, 1, 0, 1] * 50
    y = [p ^ q for p, q in zip(a, b)]
    codes = coded([a], 2)
    arguments = (2, np.array(y), 2)
    alone = conditional_informations(codes, *arguments, np.zeros(200, int), 1, 0, 1)[0]
    given = conditional_informations(codes, *arguments, np.array(b), 2, 0, 1)[0]
    assert alone == pytest.approx(0 - 1 / 400, abs=1e-14)  # (2-1)(2-1) / 2n
    assert given == pytest.approx(np.log(2) - 2 / 400, abs=1e-14)  # the same in each of two strata
