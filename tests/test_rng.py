import numpy as np
import pytest

from infoscope._rng import as_generator


def test_a_generator_is_handed_back_as_it_is():
    rng = np.random.default_rng(3)
    assert as_generator(rng) is rng


@pytest.mark.parametrize("seed", [0, 7, np.int64(7), 2**63])
def test_a_seed_gives_the_stream_numpy_gives(seed):
    assert as_generator(seed).integers(2**40, size=4).tolist() == (
        np.random.default_rng(int(seed)).integers(2**40, size=4).tolist()
    )


def test_none_seeds_afresh_each_time():
    assert as_generator(None).integers(2**60) != as_generator(None).integers(2**60)


def test_the_global_state_is_neither_read_nor_moved():
    before = np.random.get_state()[1].tolist()  # noqa: NPY002, the legacy state itself is the subject
    as_generator(None).normal(size=10)
    as_generator(1).normal(size=10)
    assert np.random.get_state()[1].tolist() == before  # noqa: NPY002


@pytest.mark.parametrize("bad", [-1, 1.0, "seed", True, [1, 2], np.random.RandomState(0)])
def test_anything_else_is_refused_by_name(bad):
    with pytest.raises(ValueError, match=r"rng must be a whole number >= 0.*got"):
        as_generator(bad)
