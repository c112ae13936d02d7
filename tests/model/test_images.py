"""A folder of images: read as they are, one sentence about what is wrong with which file."""

import numpy as np
import pytest
from PIL import Image

from infoscope.model import ModelError, image_folder
from infoscope.model.data._given import as_data

RNG = np.random.default_rng(0)


def save(folder, name, mode="L", size=(8, 6), **how):
    """Random pixels in a file of its own; returned as (channels, height, width)."""
    channels = len(mode) if mode in ("RGB", "RGBA") else 1
    pixels = RNG.integers(0, 256, (*size, channels), dtype=np.uint8)
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels.squeeze() if channels == 1 else pixels, mode).save(path, **how)
    return pixels.transpose(2, 0, 1)


@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_the_pixels_are_those_that_were_saved(tmp_path, mode):
    saved = {name: save(tmp_path, name, mode) for name in ("b.png", "sub/c.bmp", "a.PNG")}
    (tmp_path / "notes.txt").write_text("no image")
    (tmp_path / ".hidden.png").write_bytes(b"")
    images = image_folder(tmp_path)
    assert [f.relative_to(tmp_path).as_posix() for f in images.files] == ["a.PNG", "b.png", "sub/c.bmp"]
    assert images.shape == (len(mode), 8, 6)
    assert images.converted == 0
    for i, name in enumerate(("a.PNG", "b.png", "sub/c.bmp")):
        assert images[i].dtype == np.uint8
        np.testing.assert_array_equal(images[i], saved[name])


def test_grey_and_colour_are_converted_where_that_is_asked(tmp_path):
    grey, colour = save(tmp_path, "a.png"), save(tmp_path, "b.png", "RGB")
    in_colour = image_folder(tmp_path, channels=3)
    np.testing.assert_array_equal(in_colour[0], np.repeat(grey, 3, axis=0))
    np.testing.assert_array_equal(in_colour[1], colour)
    assert in_colour.converted == 1
    assert as_data(in_colour, abs).noted.startswith("1 of 2 images in grey were repeated in each colour; ")
    luma = np.tensordot([0.299, 0.587, 0.114], colour, axes=1)  # ITU-R 601-2
    assert np.abs(image_folder(tmp_path, channels=1)[1][0] - luma).max() <= 1.0
    with pytest.raises(ModelError, match=r"b\.png' is in colour and .*a\.png' is grey: pass channels=1"):
        image_folder(tmp_path)


def test_a_palette_is_colour(tmp_path):
    pixels = save(tmp_path, "a.png", "RGB", (2, 2))
    Image.fromarray(pixels.transpose(1, 2, 0)).quantize(4).save(tmp_path / "b.png")
    np.testing.assert_array_equal(image_folder(tmp_path)[1], pixels)


def transparent(folder):
    save(folder, "b.png", "RGBA")


def sixteen_bits(folder):
    Image.fromarray(np.zeros((8, 6), np.uint16)).save(folder / "b.png")


def frames(folder):
    pages = [Image.new("L", (6, 8), v) for v in (0, 255)]
    pages[0].save(folder / "b.gif", save_all=True, append_images=pages[1:])


WRONG = {
    "other size": (
        lambda f: save(f, "b.png", size=(9, 6)),
        r"b\.png' is 6×9 pixels, not 6×8, that of .*a\.png'",
    ),
    "no image": (lambda f: (f / "b.png").write_text("text"), r"b\.png' is no image that pillow can read"),
    "empty file": (lambda f: (f / "b.png").write_bytes(b""), r"b\.png' is no image that pillow can read"),
    "transparency": (transparent, r"b\.png' is of mode RGBA: 8 bits of grey or colour are expected"),
    "16 bits": (sixteen_bits, r"b\.png' is of mode I;16: 8 bits"),
    "two frames": (frames, r"b\.gif' (holds 2 frames|is of mode)"),
}


@pytest.mark.parametrize("name", WRONG)
def test_one_sentence_names_the_file(tmp_path, name):
    spoil, message = WRONG[name]
    save(tmp_path, "a.png")
    spoil(tmp_path)
    with pytest.raises(ModelError, match=message) as caught:
        image_folder(tmp_path)
    assert "\n" not in str(caught.value)


def test_a_damaged_file_is_named_when_it_is_reached(tmp_path):
    save(tmp_path, "b.png", size=(80, 60))
    whole = (tmp_path / "b.png").read_bytes()
    (tmp_path / "b.png").write_bytes(whole[: len(whole) // 2])
    images = image_folder(tmp_path)
    with pytest.raises(ModelError, match=r"b\.png' cannot be read \(.*truncated"):
        images[0]


def test_the_model_says_the_size(tmp_path):
    save(tmp_path, "a.png")
    assert len(image_folder(tmp_path, size=(8, 6))) == 1
    with pytest.raises(ModelError, match=r"a\.png' is 6×8 pixels, not 32×32, the model's"):
        image_folder(tmp_path, size=(32, 32))


def test_folders_without_images(tmp_path):
    with pytest.raises(ModelError, match="holds no image"):
        image_folder(tmp_path)
    with pytest.raises(ModelError, match="is not there"):
        image_folder(tmp_path / "none")
    (tmp_path / "file").write_text("")
    with pytest.raises(ModelError, match="is a file, not a folder"):
        image_folder(tmp_path / "file")
    with pytest.raises(ValueError, match="channels must be 1"):
        image_folder(tmp_path, channels=2)
