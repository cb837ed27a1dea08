"""Our own files, played or handed out. Nothing is asked of a third party."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from cms.blocks.basic import PLAIN_FEATURES


class VideoBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("title"), max_length=120)
    file = DocumentChooserBlock(
        label=_("video"), help_text=_("A document of the kind mp4 or webm.")
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
        label=_("nothing is said in it, so it has no captions"), required=False
    )
    transcript = blocks.RichTextBlock(
        label=_("transcript"),
        features=PLAIN_FEATURES,
        help_text=_("All that is said and shown, for whoever cannot hear or see it."),
    )

    class Meta:
        icon = "media"
        label = _("video")
        template = "cms/blocks/video.html"


class AudioBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("title"), max_length=120)
    file = DocumentChooserBlock(
        label=_("recording"), help_text=_("A document of the kind mp3, m4a, ogg or wav.")
    )
    transcript = blocks.RichTextBlock(
        label=_("transcript"),
        features=PLAIN_FEATURES,
        help_text=_("All that is said, for whoever cannot hear it."),
    )

    class Meta:
        icon = "media"
        label = _("recording")
        template = "cms/blocks/audio.html"


class SheetBlock(blocks.StructBlock):
    """A document to take away. Its kind and its size are those of the file."""

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
        template = "cms/blocks/sheet.html"
