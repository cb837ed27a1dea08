"""Define the editors' page about a workshop or an event; dates beside it come from the records."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from ambassadors.workshops.models.workshops import Workshop
from cms.blocks import article_blocks
from cms.models import BasePage
from core.fields import StreamField


class WorkshopPage(BasePage):
    """A page about a workshop; without one, about an event whose day stands in the text."""

    parent_page_types = ["cms.HomePage", "cms.ArticlePage"]
    subpage_types: list[str] = []
    template = "ambassadors/workshops/workshop_page.html"
    body_fields = ("body",)
    read_with = ("workshop",)

    introduction = models.TextField(_("introduction"), max_length=400, blank=True)
    body = StreamField(article_blocks(), verbose_name=_("body"), blank=True)
    workshop = models.ForeignKey(
        Workshop,
        on_delete=models.SET_NULL,
        related_name="pages",
        null=True,
        blank=True,
        verbose_name=_("workshop"),
        help_text=_("Its dates and seats show beside the text, by themselves."),
    )

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("introduction"),
        FieldPanel("body"),
        FieldPanel("workshop"),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("introduction"),
        index.SearchField("body"),
    ]
    override_translatable_fields = [
        *BasePage.override_translatable_fields,
        SynchronizedField("workshop", overridable=False),
    ]

    @property
    def search_kind(self):
        return "workshops"

    class Meta:
        verbose_name = _("page about a workshop or an event")
        verbose_name_plural = _("pages about workshops and events")
