"""What cannot be profiled, in one sentence, and what was only too much at once."""

__all__ = ["ModelError", "short_of_memory"]


class ModelError(ValueError):
    """A model or its data cannot be read: the message says what was expected, what was found, what to do.

    >>> from infoscope.model import image_folder
    >>> image_folder("no-such-folder")
    Traceback (most recent call last):
    infoscope.model._errors.ModelError: 'no-such-folder' is not there
    """


def short_of_memory(error: Exception) -> bool:
    """Whether less at once may do: torch says so in several ways, on the CPU in a bare RuntimeError."""
    words = str(error)
    return (
        isinstance(error, MemoryError)
        or type(error).__name__ == "OutOfMemoryError"
        or ("not enough memory" in words or "DefaultCPUAllocator" in words)
    )
