"""Blocks that every app may compose. Each has a template under templates/cms/blocks/."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock


RICH_TEXT_FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link"]


class CaptionedImageBlock(blocks.StructBlock):
    """A picture with its alternative, or marked as decorative (Wagtail's ImageBlock asks for one)."""

    image = ImageBlock(label=_("image"))
    caption = blocks.CharBlock(label=_("caption"), required=False, max_length=200)

    class Meta:
        icon = "image"
        label = _("image")
        template = "cms/blocks/image.html"


class CalloutBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("title"), max_length=80)
    text = blocks.RichTextBlock(label=_("text"), features=["bold", "italic", "link"])

    class Meta:
        icon = "help"
        label = _("to keep in mind")
        template = "cms/blocks/callout.html"


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("title"), max_length=120)
    text = blocks.RichTextBlock(
        label=_("text"), required=False, features=["bold", "italic", "link"]
    )


class StepsBlock(blocks.StructBlock):
    steps = blocks.ListBlock(StepBlock(), label=_("steps"), min_num=2, max_num=7)

    class Meta:
        icon = "list-ol"
        label = _("steps")
        template = "cms/blocks/steps.html"


class ChecklistBlock(blocks.StructBlock):
    """Things to try for real. Ticks stay in the reader's browser page: nothing is recorded."""

    title = blocks.CharBlock(label=_("title"), max_length=120)
    items = blocks.ListBlock(blocks.CharBlock(max_length=200), label=_("things to try"), min_num=1)

    class Meta:
        icon = "tick"
        label = _("try it")
        template = "cms/blocks/checklist.html"


def article_blocks():
    return [
        (
            "text",
            blocks.RichTextBlock(
                label=_("text"), features=RICH_TEXT_FEATURES, template="cms/blocks/text.html"
            ),
        ),
        ("image", CaptionedImageBlock()),
        ("callout", CalloutBlock()),
        ("steps", StepsBlock()),
        ("checklist", ChecklistBlock()),
    ]
