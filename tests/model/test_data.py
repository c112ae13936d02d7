"""Data of every kind give one profile: an array, a data set, a loader, a folder of images."""

import numpy as np
import pytest
from PIL import Image

from infoscope import model
from infoscope.model.data._given import as_data

torch = pytest.importorskip("torch", reason="data sets and loaders are torch's")

GREY = np.random.default_rng(0).integers(0, 256, (6, 1, 4, 4), dtype=np.uint8)


def folder(place):
    for i, image in enumerate(GREY):
        Image.fromarray(image[0]).save(place / f"{i}.png")
    return place


def tensor():
    return torch.from_numpy(GREY)


KINDS = {  # and what it must be like: noise is drawn in the precision that the network works in
    "data set": (lambda place: torch.utils.data.TensorDataset(tensor(), torch.arange(6)), tensor),
    "loader": (
        lambda place: torch.utils.data.DataLoader(
            torch.utils.data.TensorDataset(tensor()), batch_size=4, shuffle=True
        ),
        tensor,
    ),
    "folder": (folder, lambda: GREY),
    "folder by name": (lambda place: str(folder(place)), lambda: GREY),
    "scaled": (lambda place: GREY / 127.5 - 1.0, lambda: GREY),
}


def total(data):
    denoiser = model.denoiser(
        lambda x, t: 0.5 * x, predicts="noise", schedule=model.linear_schedule(40, high=0.2)
    )
    return model.diffusion_profile(denoiser, data, max_calls=200, flow_data=0).total.value


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_the_numbers_that_count(kind, tmp_path):
    given, alike = KINDS[kind]
    assert total(given(tmp_path)) == pytest.approx(total(alike()), rel=1e-6)


def test_a_data_set_that_can_only_be_gone_through_is_read_whole_and_as_it_is():
    x = np.random.default_rng(1).normal(size=(300, 2))

    class Passing(torch.utils.data.IterableDataset):
        def __iter__(self):
            return iter(torch.as_tensor(x))

    for given in (Passing(), torch.utils.data.DataLoader(Passing()), list(torch.as_tensor(x))):
        read = as_data(given, abs)
        assert read.tensors
        np.testing.assert_array_equal(read.batch(np.arange(300)), x.astype(read.dtype))
    for bad in (None, 3.0, [[1.0, 2.0], [3.0]]):
        with pytest.raises(TypeError, match="examples of one shape"):
            as_data(bad, abs)
