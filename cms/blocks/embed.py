"""A block of another site of the organisation, loaded only once the reader agrees."""

from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.utils.functional import cached_property
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks.basic import struct_block_error
from cms.blocks.groups import PICTURES


class Shape(models.TextChoices):
    WIDE = "wide", _("wide, as a video")
    TALL = "tall", _("tall, as a page")


def host_of(url):
    """Return the host and port of an address that a page may frame, or ""."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    schemes = ("https", "http") if settings.SERVE_OVER_HTTP else ("https",)
    return parts.netloc.lower() if parts.scheme in schemes else ""


class EmbedValue(blocks.StructValue):
    @cached_property
    def host(self):
        return host_of(self["url"])

    @cached_property
    def is_allowed(self):
        """Return whether the host is on the list, checked when drawn too: it may have left the list since."""
        return self.host in settings.EMBED_HOSTS


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
        description = _("A page or a film of another site, shown once the reader agrees.")
        synonyms = _("iframe, map, link")
        preview_template = "cms/blocks/previews/to_do.html"
        group = PICTURES
        template = "cms/blocks/embed.html"
        value_class = EmbedValue

    def clean(self, value):
        value = super().clean(value)
        if value.get("url") and not value.is_allowed:
            raise struct_block_error(url=_refusal())
        return value


def _refusal():
    if not settings.EMBED_HOSTS:
        return _("Your organisation allows no other site here: give a link in a text.")
    hosts = ", ".join(settings.EMBED_HOSTS)
    return format_lazy(
        _("Only these sites of your organisation, over https: {hosts}."), hosts=hosts
    )
