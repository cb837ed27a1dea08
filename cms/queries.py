"""Queries of the content for the frame of every page, once for each request."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any
from urllib.parse import quote

from django.db.models import (
    PROTECT,
    Count,
    Exists,
    F,
    Max,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Coalesce, JSONObject
from django.http import HttpRequest
from django.urls import reverse
from modelcluster.models import get_all_child_relations
from wagtail.models import Page, ReferenceIndex, get_page_models

from cms.enums import ServiceChange
from cms.glossary_marks import Glossary, Term, forms_of
from cms.languages import (
    CODE,
    in_source_language,
    pages_in_reader_language,
    source_language,
    terms_in_reader_language,
)
from cms.models import (
    ArticlePage,
    GlossaryTerm,
    OrganisationSettings,
    PortalRelease,
    PortalScreen,
    PortalService,
    ReleasedService,
    ScreenChange,
)
from cms.models.pages import RESOURCES
from core.compiled_queries import CompiledQuery
from core.site_settings import keep_settings_read
from people.models import Person
from people.queries.facts import Fact, facts_read
from people.queries.settings import chosen_columns, chosen_in


# The pages to which the footer leads, by the slug that they keep wherever they stand.
ACCESSIBILITY, MEASURED, HELP = "accessibilite", "ce-qui-est-mesure", "aide"
BELOW_THE_HOME = 3  # depth in the tree
FOOTER_PAGES = {MEASURED: "has_measured", RESOURCES: "has_resources", HELP: "has_help"}


def organisation(request: HttpRequest) -> OrganisationSettings:
    """Return the settings, or the defaults of a new installation. Wagtail's own loader would write on a GET.

    `published_pages`: the slugs of those of FOOTER_PAGES that are published.
    """
    settings_row = getattr(request, "_organisation", None)
    if settings_row is None:
        settings_row = _settings_read_for(request) or OrganisationSettings()
        settings_row.published_pages = {
            slug for slug, name in FOOTER_PAGES.items() if getattr(settings_row, name, False)
        }
        request._organisation = settings_row  # type: ignore[attr-defined]
    return settings_row


def _settings_read_for(request: HttpRequest) -> OrganisationSettings | None:
    """Return the row: of the facts where a page has asked for them, which spares it a query."""
    if (facts := facts_read(request)) is not None:
        row = facts[ORGANISATION] or {}
        settings_row = OrganisationSettings(**{name: row[name] for name in SETTINGS if row})
        for name in row.keys() - SETTINGS:
            setattr(settings_row, name, row[name])
        return settings_row
    found = next(iter(_settings(source_language()).rows()), None)
    if found is not None:
        keep_settings_read(chosen_in(found))
    return found


@cache
def _settings(_source: str) -> CompiledQuery:
    return CompiledQuery(_settings_rows().annotate(**chosen_columns()), {})


def _settings_rows() -> QuerySet[OrganisationSettings]:
    rows = OrganisationSettings.objects.annotate(**_published(), **_glossary_version())
    return rows.order_by("pk")[:1]


SETTINGS = frozenset(field.name for field in OrganisationSettings._meta.concrete_fields)
ORGANISATION = "organisation"


def _settings_fact(_person: Person) -> Subquery:
    names = [*SETTINGS, *FOOTER_PAGES.values(), *_glossary_version()]
    return Subquery(_settings_rows().values(row=JSONObject(**{name: name for name in names})))


ORGANISATION_FACT = Fact(ORGANISATION, _settings_fact)


def footer_pages(request: HttpRequest) -> set[str]:
    """Return the slugs of those of FOOTER_PAGES that are published, read with the organisation."""
    return organisation(request).published_pages


def _published() -> dict[str, Exists]:
    articles = in_source_language(ArticlePage.objects.live())
    return {name: Exists(articles.filter(slug=slug)) for slug, name in FOOTER_PAGES.items()}


def glossary(request: HttpRequest, language: str = "") -> Glossary:
    """Return the glossary in which the terms of a page in this language are looked up.

    Of that language alone: « identifier » is an English word too. Without one, the organisation's own. It
    is read again once a term has changed, which the organisation's row tells.
    """
    settings = organisation(request)
    version = [getattr(settings, name, None) for name in _glossary_version()]
    return _glossary_of(language or source_language(), *version)


def _glossary_version() -> dict[str, Subquery]:
    """Return how many terms there are, and when one was written last."""
    words = GlossaryTerm.objects.order_by().annotate(all=Value(1)).values("all")
    return {
        "glossary_terms": Subquery(words.annotate(number=Count("pk")).values("number")),
        "glossary_changed_at": Subquery(words.annotate(last=Max("changed_at")).values("last")),
    }


@lru_cache(maxsize=4)
def _glossary_of(language: str, terms: int | None, changed_at: datetime | None) -> Glossary:
    words = GlossaryTerm.objects.filter(**{CODE: language}).order_by("pk")
    rows = words.values_list("pk", "term", "definition", "variants")
    return Glossary(
        Term(pk=pk, name=name, definition=definition, forms=forms_of(name, variants))
        for pk, name, definition, variants in rows
    )


def page_addresses() -> Callable[[str], str]:
    """Return a function from a page's `url_path` to its address, without a query."""
    home = reverse("wagtail_serve", args=[""])

    def address(url_path: str) -> str:
        below = url_path.split("/", 2)[2:]
        return f"{home}{quote(below[0])}" if below else ""

    return address


@dataclass(frozen=True, slots=True)
class ArticleLink:
    """A link to an article. `language`: of its title and of its introduction."""

    title: str
    introduction: str
    url: str
    language: str


def articles_below(page: Any) -> QuerySet[Page]:
    """Return the published pages listed right below an article, in their order, each in the reader’s language."""
    source = getattr(page, "source", page)  # none in a preview
    if not source.numchild:
        return Page.objects.none()
    below = Page.objects.child_of(source).values("translation_key")
    listed = [
        f"{model._meta.model_name}__introduction"
        for model in get_page_models()
        if getattr(model, "is_listed", False)
    ]
    introduction = Coalesce(*listed, output_field=TextField())
    pages = Page.objects.live().filter(translation_key__in=below)
    with_one = pages.annotate(introduction=introduction).filter(introduction__isnull=False)
    return pages_in_reader_language(with_one).order_by("source_path")


def articles_above(page: Any) -> list[ArticleLink]:
    """Return the articles on the way to this one, from the top."""
    if page.depth <= BELOW_THE_HOME:
        return []
    above = Page.objects.ancestor_of(page).filter(depth__gte=BELOW_THE_HOME, live=True)
    pages = above.annotate(language=F(f"alias_of__{CODE}"), own=F(CODE)).order_by("depth")
    address = page_addresses()
    return [
        ArticleLink(article.title, "", address(article.url_path), article.language or article.own)
        for article in pages
    ]


def open_screen_reports() -> QuerySet[ScreenChange]:
    """Return the open reports of changed screens: the most reported first."""
    reports = ScreenChange.objects.filter(closed_at=None).select_related("screen__portal")
    return reports.order_by("-reports", "reported_at", "pk")


def screen_shown(pk: int | None) -> PortalScreen | None:
    """Return the screen, with `is_reported`: readers found it changed, and no editor has answered yet."""
    if pk is None:
        return None
    reported = ScreenChange.objects.filter(screen=OuterRef("pk"), closed_at=None)
    return PortalScreen.objects.annotate(is_reported=Exists(reported)).filter(pk=pk).first()


def open_services(day: date) -> QuerySet[PortalService]:
    """Return services but for those that a declared release brings later, or has taken away by this day."""
    rows = ReleasedService.objects.filter(
        service=OuterRef("pk"), release__in=PortalRelease.objects.standing()
    )
    to_come = rows.filter(release__released_on__gt=day, change=ServiceChange.APPEARS)
    known = rows.filter(release__released_on__lte=day).order_by("-release__released_on", "-pk")
    latest = Coalesce(Subquery(known.values("change")[:1]), Value(""))
    services = PortalService.objects.alias(latest=latest).exclude(latest=ServiceChange.GOES)
    return services.exclude(Q(latest="") & Exists(to_come))


def glossary_terms() -> QuerySet[GlossaryTerm]:
    """Return each term once: in the reader's language where it was translated."""
    return terms_in_reader_language(GlossaryTerm.objects.all())


def is_in_use(row: Model) -> bool:
    """Return whether something refers to this row or to a part of it: a person's action or choice, or content.

    Authors learn the answer, so it must not say what few people did: a model of use names what its rows keep as a whole,
    in `counts_as_use_of`.
    """
    parts = [
        part
        for relation in get_all_child_relations(type(row))
        for part in getattr(row, relation.get_accessor_name()).all()
    ]
    return (
        any(
            any(
                _refers_to(candidate, relation)
                for relation in candidate._meta.related_objects
                if relation.many_to_many or relation.on_delete is PROTECT
            )
            for candidate in (row, *parts)
        )
        or ReferenceIndex.get_references_to(row).exists()
    )


def _refers_to(row: Model, relation: Any) -> bool:
    own = relation.field.name
    name = getattr(relation.related_model, "counts_as_use_of", own)
    key = row.pk if name == own else getattr(row, f"{name}_id")
    return relation.related_model._base_manager.filter(**{name: key}).exists()
