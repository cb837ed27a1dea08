"""Accepts uploaded pictures only when they can be drawn whole, since every page that shows one draws it."""

import warnings
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from PIL import Image, ImageSequence
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm


def can_be_drawn(file: Any) -> bool:
    """Return whether each frame of an open file or a path loads, with no more pixels together than an upload may have."""
    try:
        with warnings.catch_warnings(), Image.open(file) as picture:
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            width, height = picture.size
            frames = getattr(picture, "n_frames", 1)
            if width * height * frames > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
                return False
            for frame in ImageSequence.Iterator(picture):
                frame.load()
    except Exception:  # a decoder fails on a broken file in any way it likes
        return False
    return True


class PictureField(WagtailImageField):
    def check_image_pixel_size(self, f: Any) -> None:
        """Check the size. Raises ValidationError for a broken or truncated file, too."""
        try:
            super().check_image_pixel_size(f)
        except ValidationError:
            raise
        except Exception as error:  # as above: Wagtail reads the size of any of them
            raise self._invalid() from error
        f.seek(0)
        if not can_be_drawn(f):
            raise self._invalid()
        f.seek(0)

    def _invalid(self) -> ValidationError:
        return ValidationError(self.error_messages["invalid_image"], code="invalid_image")


class PictureForm(BaseImageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            known = self.fields["file"]
            self.fields["file"] = PictureField(
                label=known.label, widget=known.widget, required=known.required
            )
