import numpy as np
import pytest

RNG = np.random.default_rng(5)
FIRST = np.random.default_rng(5).random()


@pytest.fixture(scope="module")
def drawn_once():
    return RNG.random()


@pytest.mark.parametrize("run", [1, 2])
def test_each_test_draws_the_same_numbers(run):
    assert RNG.random() == FIRST


@pytest.mark.parametrize("run", [1, 2])
def test_so_does_a_fixture_that_was_made_before(run, drawn_once):
    assert drawn_once == FIRST
    assert RNG.random() == FIRST
