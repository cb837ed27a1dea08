from django.db import models
from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.blocks import StreamValue, StructValue
from wagtail.blocks.list_block import ListValue
from wagtail.fields import RichTextField
from wagtail.images.models import AbstractImage
from wagtail.models import Page, PageViewRestriction
from wagtail.search import index
from wagtail.url_routing import RouteResult

from cms.blocks import article_blocks
from cms.models.files import Rendition
from core.fields import StreamField
from core.registry import panels_for


# What a script adds to: see static/js/blocks.js.
LIVE_BLOCKS = {"accordion", "case", "embed", "tabs", "walkthrough"}
# The widths in which a picture is offered to a browser: as the srcset of cms/blocks/image.html says.
PICTURE_WIDTHS = ("width-480", "width-960", "width-1440")


def pictures_of(value):
    """The pictures of a StreamField's value or of any part of it, in its order, however deep they stand."""
    if isinstance(value, AbstractImage):
        return [value]
    if isinstance(value, StreamValue):
        return pictures_of([block.value for block in value])
    if isinstance(value, StructValue):
        return pictures_of(list(value.values()))
    if isinstance(value, (list, ListValue)):
        return [picture for each in value for picture in pictures_of(each)]
    return []


class BasePage(Page):
    """What every page of ours has. Pages present: no record of a person hangs on one."""

    private_page_options: list[str] = []
    portal_to_try = None  # where what the page shows is done for real

    class Meta:
        abstract = True

    def get_view_restrictions(self):
        """None: every signed-in person reads every published page, so nothing is asked for each."""
        return PageViewRestriction.objects.none()

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        if self.live:
            self.prepare_pictures()

    def prepare_pictures(self):
        """Draw each size of each picture before anybody reads the page: a GET writes nothing."""
        for name in self.body_fields:
            for picture in pictures_of(getattr(self, name)):
                picture.get_renditions(*PICTURE_WIDTHS)

    body_fields: tuple[str, ...] = ()

    def get_context(self, request, *args, **kwargs):
        """Every size of every picture of the page in one query."""
        pictures = pictures_of([getattr(self, name) for name in self.body_fields])
        sizes = Rendition.objects.order_by("pk")
        prefetch_related_objects(
            pictures, Prefetch("renditions", sizes, to_attr="prefetched_renditions")
        )
        return super().get_context(request, *args, **kwargs)

    @property
    def has_live_blocks(self):
        """Whether a script has something to do on this page."""
        return any(
            block.block_type in LIVE_BLOCKS
            for name in self.body_fields
            for block in getattr(self, name)
        )


class HomePage(BasePage):
    """The first screen after sign-in: the panels that each app registers, under a greeting."""

    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    template = "cms/home_page.html"

    welcome = RichTextField(
        _("welcome"),
        blank=True,
        features=["bold", "italic", "link"],
        help_text=_("Shown once to somebody who has nothing to do yet."),
    )

    content_panels = [*BasePage.content_panels, FieldPanel("welcome")]

    class Meta:
        verbose_name = _("first screen")

    def route(self, request, path_components):
        """Every page below in one look-up by address, rather than two for each level.

        What stands below a page that was taken down is taken down with it.
        """
        if not path_components:
            return super().route(request, path_components)
        addresses = [
            f"{self.url_path}{'/'.join(path_components[:count])}/"
            for count in range(1, len(path_components) + 1)
        ]
        live = {page.url_path: page for page in Page.objects.live().filter(url_path__in=addresses)}
        if len(live) < len(addresses):
            raise Http404(addresses[-1])
        return RouteResult(live[addresses[-1]].specific)

    def get_context(self, request, *args, **kwargs):
        return super().get_context(request, *args, **kwargs) | {"slots": panels_for(request)}


class ArticlePage(BasePage):
    """A free page: legal notice, accessibility statement, what is measured, news."""

    template = "cms/article_page.html"
    body_fields = ("body",)

    introduction = models.TextField(_("introduction"), max_length=400, blank=True)
    body = StreamField(article_blocks(), verbose_name=_("body"), blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("introduction"), FieldPanel("body")]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("introduction"),
        index.SearchField("body"),
    ]

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
