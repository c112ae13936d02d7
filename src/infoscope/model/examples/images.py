"""scikit-learn's handwritten digits: real images, small enough to train on in minutes."""

import numpy as np

__all__ = ["LEVELS", "digits_images"]

LEVELS = 17  # grey values 0 … 16
_HELD_OUT = 360
_ORDER = (
    8  # of the shuffle that tells which are held out; not a choice of the caller, so that figures compare
)


def digits_images() -> tuple[np.ndarray, np.ndarray]:
    """`(train, test)`: 1437 and 360 images of shape (n, 1, 8, 8), grey values 0 … 16 scaled to [−1, 1].

    One pixel takes 17 values, −1 + k/8, so its information is at most log2 17 = 4.09 bits. Which images are
    held out is fixed. E. Alpaydin, C. Kaynak: Optical recognition of handwritten digits (UCI, 1998), as
    bundled with scikit-learn.

    >>> train, test = digits_images()
    >>> train.shape, test.shape, len(np.unique(train))
    ((1437, 1, 8, 8), (360, 1, 8, 8), 17)
    """
    from sklearn.datasets import load_digits

    grey = load_digits().images[:, None]
    order = np.random.default_rng([_ORDER]).permutation(len(grey))
    scaled = (grey / 8.0 - 1.0).astype(np.float32)  # exact: eighths have few binary digits
    return scaled[order[_HELD_OUT:]], scaled[order[:_HELD_OUT]]
