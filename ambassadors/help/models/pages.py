"""Define « Ambassadeurs »: the page of the network, with its news below it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from cms.blocks import article_blocks
from cms.models import BasePage
from core.dates import today
from core.fields import StreamField


class CommunityPage(BasePage):
    """The call while it is open, news by month, kits, and ambassadors who agreed to be named.

    Articles below it are its news.
    """

    ADDRESS = "ambassadeurs"  # mails and other pages point at it

    max_count = 1
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.ArticlePage"]
    template = "ambassadors/help/community_page.html"
    body_fields = ("call",)

    introduction = models.TextField(_("introduction"), max_length=400, blank=True)
    call = StreamField(article_blocks(), verbose_name=_("call for ambassadors"), blank=True)
    call_until = models.DateField(
        _("last day of the call"),
        null=True,
        blank=True,
        help_text=_("The call is shown until that day, with it. Without a day there is none."),
    )

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("introduction"),
        MultiFieldPanel([FieldPanel("call_until"), FieldPanel("call")], heading=_("The call")),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("introduction")]
    override_translatable_fields = [
        *BasePage.override_translatable_fields,
        SynchronizedField("call_until", overridable=False),
    ]

    @property
    def search_kind(self):
        return "help"

    class Meta:
        verbose_name = _("page of the ambassadors")

    def clean(self):
        self.slug = self.ADDRESS
        super().clean()

    @property
    def call_is_open(self):
        return self.call_until is not None and today() <= self.call_until
