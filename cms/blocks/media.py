"""Blocks of our own files, played or downloaded. No third party is contacted."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from cms.blocks import previews
from cms.blocks.basic import PLAIN_FEATURES, RichTextBlock, struct_block_error
from cms.blocks.groups import PICTURES
from cms.signatures import CAPTIONS, RECORDINGS, VIDEOS
from cms.uploads import document_problem


def check_files(value, **kinds):
    """Refuse documents of another kind than their field expects. `kinds`: by field, the file extensions."""
    checked = {
        name: document_problem(value[name], extensions)
        for name, extensions in kinds.items()
        if value.get(name)
    }
    problems = {name: problem for name, problem in checked.items() if problem}
    if problems:
        raise struct_block_error(**problems)


class VideoBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("title"), max_length=120)
    file = DocumentChooserBlock(
        label=_("video"), help_text=_("A document of the kind mp4 or webm.")
    )
    fallback = DocumentChooserBlock(
        label=_("the same video in the other of these kinds"),
        required=False,
        help_text=_("For browsers that do not play the first."),
    )
    poster = ImageChooserBlock(
        label=_("picture shown before it plays"),
        required=False,
        help_text=_("It may be left out: it shows nothing that the video does not."),
    )
    captions = DocumentChooserBlock(
        label=_("captions"), required=False, help_text=_("A document of the kind vtt.")
    )
    no_speech = blocks.BooleanBlock(
        label=_("nothing is said in it"),
        required=False,
        help_text=_("Its captions may still tell what happens."),
    )
    transcript = RichTextBlock(
        label=_("transcript"),
        features=PLAIN_FEATURES,
        help_text=_("All that is said and shown, for whoever cannot hear or see it."),
    )

    class Meta:
        icon = "media"
        label = _("video")
        description = _("Your own film, with captions and a transcript.")
        synonyms = _("film, mp4, screencast")
        preview_template = "cms/blocks/previews/media.html"
        group = PICTURES
        template = "cms/blocks/video.html"

    def clean(self, value):
        value = super().clean(value)
        check_files(value, file=VIDEOS, fallback=VIDEOS, captions=CAPTIONS)
        has_words = value.get("captions") or value.get("no_speech")
        if not has_words and not self.is_deferred_validation:
            raise struct_block_error(
                captions=_("Give the captions, or say that nothing is said in the video.")
            )
        return value


class AudioBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("title"), max_length=120)
    file = DocumentChooserBlock(
        label=_("recording"), help_text=_("A document of the kind mp3, m4a, ogg or wav.")
    )
    transcript = RichTextBlock(
        label=_("transcript"),
        features=PLAIN_FEATURES,
        help_text=_("All that is said, for whoever cannot hear it."),
    )

    class Meta:
        icon = "volume"
        label = _("recording")
        description = _("Your own sound, with all that is said in writing.")
        synonyms = _("sound, podcast, voice, mp3")
        preview_template = "cms/blocks/previews/media.html"
        group = PICTURES
        template = "cms/blocks/audio.html"

    def clean(self, value):
        value = super().clean(value)
        check_files(value, file=RECORDINGS)
        return value


class SheetBlock(blocks.StructBlock):
    """A document to download. Its kind and its size are those of the file."""

    title = blocks.CharBlock(label=_("title"), max_length=120)
    document = DocumentChooserBlock(label=_("document"))
    description = blocks.CharBlock(label=_("what it is for"), required=False, max_length=255)
    accessible = blocks.CharBlock(
        label=_("accessible format"),
        max_length=255,
        help_text=_("Such as “A tagged PDF”, or where its words stand as a page."),
    )

    class Meta:
        icon = "download"
        label = _("document to download")
        description = _("A file to take away.")
        synonyms = _("PDF, attachment, file")
        preview_value = staticmethod(previews.sheet)
        group = PICTURES
        template = "cms/blocks/sheet.html"
