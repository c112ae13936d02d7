"""A folder of images as data: read one by one when they are asked for, never all at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .._errors import ModelError

__all__ = ["ImageFolder", "image_folder"]

_MODES = {1: "L", 3: "RGB"}
_GREY = {"1", "L"}
_COLOUR = {"P", "RGB", "YCbCr", "HSV", "CMYK", "LAB"}


@dataclass(frozen=True, eq=False)
class ImageFolder:
    """Images of one size in the order of their paths, each of shape (channels, height, width).

    Items are 8-bit integers 0 … 255, which a profile reads as x/127.5 − 1, in [−1, 1]. `converted` counts
    the files whose colours were reduced to grey, or whose grey was repeated in each colour.

    >>> ImageFolder((), 3, (32, 32)).shape
    (3, 32, 32)
    """

    files: tuple[Path, ...]
    channels: int
    size: tuple[int, int]
    converted: int = 0

    @property
    def shape(self) -> tuple[int, int, int]:
        return self.channels, *self.size

    def __len__(self) -> int:
        return len(self.files)

    def __getitem__(self, index: int) -> np.ndarray:
        with _opened(self.files[index]) as image:
            pixels = np.asarray(image.convert(_MODES[self.channels]))
        return pixels.reshape(*self.size, self.channels).transpose(2, 0, 1)


def image_folder(
    path: Any, *, channels: int | None = None, size: tuple[int, int] | None = None
) -> ImageFolder:
    """The images in a folder and the folders in it, in the order of their paths; other files are passed over.

    channels  1 (grey) or 3 (colour), to which every image is converted; None: what all of them are
    size      (height, width) that every image must have; None: that of the first. Nothing is resized,
              since that would change what there is to know about an image

    Only the headers are read here. Raises `ModelError`, which names the file, where there is no image,
    where sizes or colours differ, and for what 8 bits of grey or colour do not hold: transparency,
    16 bits, several frames; a damaged file is named when it is reached.

    >>> import tempfile
    >>> from PIL import Image
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     for name in ("b", "a"):
    ...         Image.new("L", (8, 6), 255).save(f"{folder}/{name}.png")
    ...     images = image_folder(folder)
    ...     len(images), images.shape, images.files[0].name, int(images[0].max())
    (2, (1, 6, 8), 'a.png', 255)
    """
    if channels is not None and channels not in _MODES:
        raise ValueError(f"channels must be 1 (grey), 3 (colour) or None; got {channels!r}")
    folder = Path(path)
    if not folder.is_dir():
        raise ModelError(f"{str(folder)!r} is {'a file, not a folder' if folder.exists() else 'not there'}")
    files = tuple(sorted(p for p in folder.rglob("*") if _is_image(p)))
    if not files:
        raise ModelError(f"folder {str(folder)!r} holds no image: PNG, JPEG, or what else pillow reads")
    headers = [_header(file) for file in files]
    of_all = channels or headers[0][0]
    wanted, like = (size, "the model's") if size else (headers[0][1], f"that of {str(files[0])!r}")
    for file, (own, found) in zip(files, headers):
        if found != wanted:
            raise ModelError(
                f"{str(file)!r} is {_by(found)} pixels, not {_by(wanted)}, {like}: "
                "crop or resize the images to one size first"
            )
        if channels is None and own != of_all:
            raise ModelError(
                f"{str(file)!r} is {_NAMES[own]} and {str(files[0])!r} is {_NAMES[of_all]}: "
                "pass channels=1 to read all as grey, channels=3 to read all in colour"
            )
    return ImageFolder(files, of_all, wanted, sum(own != of_all for own, _ in headers))


_NAMES = {1: "grey", 3: "in colour"}


def _is_image(path: Path) -> bool:
    from PIL import Image

    hidden = path.name.startswith(".")
    return not hidden and path.suffix.lower() in Image.registered_extensions() and path.is_file()


def _header(file: Path) -> tuple[int, tuple[int, int]]:
    """`(channels, (height, width))` of one file."""
    with _opened(file) as image:
        if image.mode not in _GREY | _COLOUR or "transparency" in image.info:
            raise ModelError(
                f"{str(file)!r} is of mode {image.mode}{' with transparency' * (image.mode == 'P')}: "
                "8 bits of grey or colour are expected, without transparency; convert it first"
            )
        if getattr(image, "n_frames", 1) > 1:
            raise ModelError(
                f"{str(file)!r} holds {image.n_frames} frames: save one of them, or each for itself"
            )
        return (1 if image.mode in _GREY else 3), (image.height, image.width)


@contextmanager
def _opened(file: Path) -> Iterator[Any]:
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(file) as image:
            yield image
    except ModelError:
        raise
    except UnidentifiedImageError:
        raise ModelError(
            f"{str(file)!r} is no image that pillow can read: remove it, or save it anew"
        ) from None
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise ModelError(f"{str(file)!r} cannot be read ({error}): remove it, or save it anew") from None


def _by(size: tuple[int, int]) -> str:
    return f"{size[1]}×{size[0]}"
