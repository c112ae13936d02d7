"""What cannot be profiled, in one sentence."""

__all__ = ["ModelError"]


class ModelError(ValueError):
    """A model or its data cannot be read: the message says what was expected, what was found, what to do.

    >>> from infoscope.model import image_folder
    >>> image_folder("no-such-folder")
    Traceback (most recent call last):
    infoscope.model._errors.ModelError: 'no-such-folder' is not there
    """
