"""A block of screens one after another, with numbered marks on each picture and the same numbers in words."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock, ImageChooserBlock

from cms.blocks.basic import PLAIN_FEATURES, RichTextBlock
from cms.blocks.groups import PICTURES


class MarkBlock(blocks.StructBlock):
    """A number on the picture, and on that for phones. What it shows is said in words too: nothing is in the picture alone."""

    left = blocks.IntegerBlock(
        label=_("from the left, in %"), min_value=0, max_value=100, default=50
    )
    top = blocks.IntegerBlock(label=_("from the top, in %"), min_value=0, max_value=100, default=50)
    phone_left = blocks.IntegerBlock(
        label=_("on a phone: from the left, in %"), min_value=0, max_value=100, required=False
    )
    phone_top = blocks.IntegerBlock(
        label=_("on a phone: from the top, in %"), min_value=0, max_value=100, required=False
    )
    text = blocks.CharBlock(label=_("what is there"), max_length=200)


class ScreenStepBlock(blocks.StructBlock):
    title = blocks.CharBlock(
        label=_("title"), max_length=120, help_text=_("One action, such as “Open Messages”.")
    )
    text = RichTextBlock(label=_("text"), required=False, features=PLAIN_FEATURES)
    image = ImageBlock(label=_("screenshot"), required=False)
    phone = ImageChooserBlock(
        label=_("screenshot on a phone"),
        required=False,
        help_text=_("The same screen in a narrow window: phones show it instead."),
    )
    marks = blocks.ListBlock(MarkBlock(), label=_("marks on the screenshot"), default=[], max_num=9)


class WalkthroughBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("title"), max_length=120)
    steps = blocks.ListBlock(ScreenStepBlock(), label=_("steps"), min_num=1, max_num=10)

    class Meta:
        icon = "desktop"
        label = _("walk-through with screenshots")
        description = _("Screenshots one after another, with numbers on them.")
        synonyms = _("demonstration, screens, tutorial")
        preview_template = "cms/blocks/previews/walkthrough.html"
        group = PICTURES
        template = "cms/blocks/walkthrough.html"
