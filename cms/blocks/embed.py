"""A part of another site of the organisation, loaded only once the reader agrees."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class Shape(models.TextChoices):
    WIDE = "wide", _("wide, as a video")
    TALL = "tall", _("tall, as a page")


class EmbedBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("title"), max_length=120)
    url = blocks.URLBlock(label=_("address"), max_length=500)
    summary = blocks.TextBlock(
        label=_("what it shows, in a few sentences"),
        max_length=600,
        help_text=_("For whoever does not open it."),
    )
    shape = blocks.ChoiceBlock(label=_("shape"), choices=Shape.choices, default=Shape.WIDE)

    class Meta:
        icon = "code"
        label = _("part of another site")
        template = "cms/blocks/embed.html"
