"""What goes wrong with images."""


class ImageError(Exception):
    """Images cannot be built or tried; the text says why and what to do."""
