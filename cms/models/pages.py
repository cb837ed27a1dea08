from django.conf import settings
from django.db import models
from django.db.models import Prefetch, prefetch_related_objects
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.blocks import StreamValue, StructValue
from wagtail.blocks.list_block import ListValue
from wagtail.images.models import AbstractImage
from wagtail.models import Page, PageViewRestriction
from wagtail.search import index
from wagtail.url_routing import RouteResult
from wagtail_localize.fields import SynchronizedField, TranslatableField

from cms import languages
from cms.blocks import article_blocks
from cms.models.files import Rendition
from cms.models.portals import Portal
from cms.models.search import SearchEntry
from cms.routing import page_at
from cms.search.words import Document, block_texts
from core.fields import RichTextField, StreamField
from core.registry import panels_for


RESOURCES, KITS = "ressources", "mallette-d-atelier"  # addresses of pages with articles below them
# What a script adds to: see static/js/blocks.js.
LIVE_BLOCKS = {
    *("accordion", "audio", "cards", "case", "embed", "reveal", "tabs", "video", "walkthrough"),
}
# The widths in which a picture is offered to a browser: as the srcset of cms/blocks/image.html says.
PICTURE_WIDTHS = ("width-480", "width-960", "width-1440")


def pictures_of(value):
    """Return the pictures of a StreamField's value or of any part of it, in its order, however deep."""
    if isinstance(value, AbstractImage):
        return [value]
    if isinstance(value, StreamValue):
        return pictures_of([block.value for block in value])
    if isinstance(value, StructValue):
        return pictures_of(list(value.values()))
    if isinstance(value, (list, ListValue)):
        return [picture for part in value for picture in pictures_of(part)]
    return []


def load_sizes(value):
    """Load every size of every picture of these blocks in one query."""
    sizes = Rendition.objects.order_by("pk")
    prefetch_related_objects(
        pictures_of(value), Prefetch("renditions", sizes, to_attr="prefetched_renditions")
    )


def block_types(value):
    """Return the types of a StreamField's blocks, without reading what is in them."""
    return [block["type"] for block in value.raw_data if block]


class BasePage(Page):
    """The base of our pages. Pages present: no record of a person depends on one."""

    private_page_options: list[str] = []
    is_listed = False  # named on the page above it; it has an `introduction`
    keeps_body = False  # it is drawn once for everybody, and its pictures are loaded there
    stands_in = False  # read for want of a translation into the reader's language
    read_with: tuple[str, ...] = ()  # relations that whoever reads a page needs, in the same query
    search_lead = "introduction"  # the field that says what the page is for
    search_fields_beside: tuple[
        str, ...
    ] = ()  # fields of plain text that are searched beside its bodies

    # Every language has the same addresses.
    override_translatable_fields = [SynchronizedField("slug", overridable=False)]

    class Meta:
        abstract = True

    @classmethod
    def can_create_at(cls, parent):
        """Return whether a page may be created here: in the organisation's own language only; in another, it is translated."""
        begins = parent.is_root() or parent.locale.language_code == languages.source_language()
        return begins and super().can_create_at(parent)

    def get_url_parts(self, *args, **kwargs):
        """Return its address at the organisation's own: Wagtail's site, which mails would name, is called localhost."""
        parts = super().get_url_parts(*args, **kwargs)
        return (parts[0], settings.BASE_URL, parts[2]) if parts and parts[2] else parts

    @cached_property
    def language(self):
        """Return the language code that it is written in."""
        written = self.alias_of if self.alias_of_id else self
        return written.locale.language_code

    def unready_to_publish(self) -> str:
        """Return what of the page itself keeps it from going live when a person asks for it, "" for nothing."""
        return ""

    def get_view_restrictions(self):
        """Return none without a query: every signed-in person reads every published page."""
        return PageViewRestriction.objects.none()

    def save(self, *args, **kwargs):
        if kwargs.get("update_fields") is None:
            self.name_parts()
        super().save(*args, **kwargs)
        if self.live:
            self.prepare_pictures()
        if kwargs.get("update_fields") is None and (document := self.search_document()):
            SearchEntry.objects.keep(document)

    @property
    def search_kind(self) -> str:
        """Return the kind of thing (cms.search.registry) as which readers find it, "" for none."""
        return ""

    def search_document(self) -> Document | None:
        """Return what is searched of the page; None of a draft, and of what stands in for a translation."""
        if not (self.search_kind and self.live) or self.alias_of_id:
            return None
        plain = [getattr(self, name) for name in self.search_fields_beside]
        bodies = [getattr(self, name).get_prep_value() for name in self.body_fields]
        return Document(
            kind=self.search_kind,
            key=str(self.translation_key),
            language=self.locale.language_code,
            titles=(self.title,),
            lead=getattr(self, self.search_lead),
            text=" ".join([*plain, *block_texts(bodies)]),
        )

    def name_parts(self):
        """Read each body's blocks, so that items of their lists are saved with the ids that translations refer to."""
        for name in self.body_fields:
            list(getattr(self, name))

    def prepare_pictures(self):
        """Render each size of each picture before anybody reads the page: a GET writes nothing."""
        for name in self.body_fields:
            for picture in pictures_of(getattr(self, name)):
                picture.get_renditions(*PICTURE_WIDTHS)

    body_fields: tuple[str, ...] = ()

    def get_context(self, request, *args, **kwargs):
        if not self.keeps_body:
            load_sizes([getattr(self, name) for name in self.body_fields])
        return super().get_context(request, *args, **kwargs)

    @property
    def portal_to_try(self) -> Portal | None:
        """Return the portal where what the page shows is done for real, or None."""
        return None

    @property
    def has_live_blocks(self):
        """Return whether the page needs the script of interactive blocks."""
        return any(
            not LIVE_BLOCKS.isdisjoint(block_types(getattr(self, name)))
            for name in self.body_fields
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

    # Its own address is never read, and two pages side by side need two.
    translatable_fields = [TranslatableField("title"), TranslatableField("welcome")]

    class Meta:
        verbose_name = _("first screen")

    def route(self, request, path_components):
        return RouteResult(page_at(path_components))

    def get_context(self, request, *args, **kwargs):
        return super().get_context(request, *args, **kwargs) | {"slots": panels_for(request)}


class ArticlePage(BasePage):
    """A free page: legal notice, accessibility statement, what is measured, news."""

    is_listed = True
    template = "cms/article_page.html"
    body_fields = ("body",)

    introduction = models.TextField(_("introduction"), max_length=400, blank=True)
    body = StreamField(article_blocks(), verbose_name=_("body"), blank=True)
    reviewed_on = models.DateField(_("last checked on"), null=True, blank=True)
    review_by = models.DateField(_("to check again by"), null=True, blank=True)

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("introduction"),
        FieldPanel("body"),
        FieldPanel("reviewed_on"),
        FieldPanel("review_by"),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("introduction"),
        index.SearchField("body"),
    ]

    @property
    def search_kind(self):
        """Return what its place in the tree makes of it: the addresses are alike in every language."""
        above = self.url_path.strip("/").split("/")[1:3]
        if above[:1] != [RESOURCES]:
            return "help"
        return "kits" if above[1:] == [KITS] else "resources"

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
