"""What a model is asked about: arrays, torch datasets, folders of images, streamed."""

from .images import ImageFolder, image_folder

__all__ = ["ImageFolder", "image_folder"]
