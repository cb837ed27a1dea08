"""Pictures and recordings of the contents, for questions that show them."""

import io
import wave

from django.core.files.base import ContentFile
from wagtail.images.tests.utils import get_test_image_file

from cms.models import Attachment, Picture
from quizzes.values.media import Media, MediaKind
from quizzes.values.texts import Rich


def make_picture(title="Un guichet", size=(640, 480)):
    return Picture.objects.create(title=title, file=get_test_image_file(size=size))


def silence(seconds=1):
    """A recording that a browser plays, of nothing."""
    held = io.BytesIO()
    with wave.open(held, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8000)
        sound.writeframes(b"\x80" * 8000 * seconds)
    return held.getvalue()


def make_recording(title="Un appel", name="appel.wav", **fields):
    return Attachment.objects.create(title=title, file=ContentFile(silence(), name=name), **fields)


def picture_of(picture, alternative="Un guichet vu de face"):
    return Media(kind=MediaKind.PICTURE, file=picture.pk, alternative=alternative)


def recording_of(recording, alternative="Un appel d’assuré", transcript="Allô, bonjour."):
    return Media(
        kind=MediaKind.AUDIO,
        file=recording.pk,
        alternative=alternative,
        transcript=Rich(transcript),
    )
