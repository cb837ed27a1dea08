"""Draws the sizes of a question's pictures when it is saved, since a page that is read writes nothing."""

from wagtail.images.models import SourceImageIOError

from cms.models import Picture
from cms.models.pages import PICTURE_WIDTHS
from quizzes.kinds.base import Spec
from quizzes.values.media import MediaKind, media_of


def prepare_pictures(spec: Spec) -> None:
    """A picture whose file is gone keeps its alternative, and stops nobody from saving."""
    wanted = {one.file for one in media_of(spec) if one.kind is MediaKind.PICTURE}
    if not wanted:
        return
    for picture in Picture.objects.filter(pk__in=wanted).order_by("pk"):
        try:
            picture.get_renditions(*PICTURE_WIDTHS)
        except SourceImageIOError:
            continue
