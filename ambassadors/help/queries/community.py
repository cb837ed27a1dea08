"""Content of the community page: news, kits, and ambassadors who agreed to be named."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page as Part
from django.core.paginator import Paginator
from django.db.models import DateTimeField, F, OuterRef, QuerySet, Subquery
from django.utils.timezone import localtime
from wagtail.models import Page

from ambassadors.help.models import Ambassador, Application
from ambassadors.help.policies import own_ambassador_record
from ambassadors.help.queries.colleagues import Workplace, workplaces_of
from ambassadors.help.queries.joining import standing_in_network
from cms.languages import in_source_language, is_translating
from cms.models import ArticlePage
from cms.queries import ArticleLink, articles_below, page_addresses
from core.collation import alphabetical_key
from core.dates import today
from learning.course_check.course import RESOURCES
from people.models import Person


NEWS_A_PAGE = 50
NAMED_A_PAGE = 50
KITS = RESOURCES["kits"]


@dataclass(frozen=True, slots=True)
class NewsItem:
    link: ArticleLink
    day: date

    @property
    def month(self) -> date:
        return self.day.replace(day=1)


@dataclass(frozen=True, slots=True)
class NamedAmbassador:
    """An ambassador who agreed to be named."""

    person: Person
    site: str
    topics: list[str]


@dataclass(frozen=True, slots=True)
class Anniversary:
    """Names of ambassadors who began in this month, `years` ago."""

    years: int
    names: list[str]


@dataclass(frozen=True, slots=True)
class Community:
    """Content of the page; `is_asked`: the reader may still apply; `application`: their open one."""

    news: list[NewsItem]
    news_page: Part[Any]
    kits: list[ArticleLink]
    named: list[NamedAmbassador]
    named_page: Part[Any]
    thanks: list[Anniversary]
    is_ambassador: bool
    is_asked: bool
    application: Application | None
    not_now: Application | None


def community_of(page: Any, person: Person, *, news: Any, named: Any) -> Community:
    """Return the page's content for this reader. `news`, `named`: page numbers of the two lists."""
    news_page = Paginator(news_below(page), NEWS_A_PAGE).get_page(news)
    named_page = Paginator(named_ambassadors(on=today()), NAMED_A_PAGE).get_page(named)
    is_ambassador = own_ambassador_record(person).exists()
    standing = standing_in_network(person, is_ambassador=is_ambassador)
    return Community(
        news=_news_of_page(news_page),
        news_page=news_page,
        kits=workshop_kits(),
        named=_named_of_page(named_page),
        named_page=named_page,
        thanks=anniversaries(on=today()),
        is_ambassador=standing.is_ambassador,
        is_asked=standing.is_asked,
        application=standing.application,
        not_now=standing.not_now,
    )


def news_below(page: Any) -> QuerySet[ArticlePage]:
    """Return articles below the page, newest first by their date in the organisation's own language."""
    articles = articles_below(page)
    if articles.query.is_empty():
        return articles
    source = Page.objects.filter(translation_key=OuterRef("translation_key"))
    own = in_source_language(source).values("first_published_at")[:1]
    first: Any = (
        Subquery(own, output_field=DateTimeField()) if is_translating() else F("first_published_at")
    )
    return articles.annotate(appeared_at=first).order_by(
        F("appeared_at").desc(nulls_last=True), "-source_path"
    )


def _news_of_page(part: Part[Any]) -> list[NewsItem]:
    address = page_addresses()
    return [
        NewsItem(
            _link(article, address),
            localtime(article.appeared_at).date() if article.appeared_at else today(),
        )
        for article in part
    ]


def workshop_kits() -> list[ArticleLink]:
    """Return slides, sheets, case studies and talking points: the articles below their page in « Ressources
    »."""
    address = page_addresses()
    return [_link(article, address) for article in kit_articles()]


def kit_articles() -> list[Page]:
    """Return the pages of the kits, each in the reader's language."""
    above = in_source_language(ArticlePage.objects.live()).filter(slug=KITS).order_by("path")
    page = above.first()
    return list(articles_below(page)[:NEWS_A_PAGE]) if page else []


def _link(page: Any, address: Any) -> ArticleLink:
    return ArticleLink(page.title, page.introduction, address(page.url_path), page.language)


def named_ambassadors(*, on: date) -> QuerySet[Ambassador]:
    """Return active ambassadors who agreed to be named and still work here: by name, never by merit."""
    here = Person.objects.employed_on(on).filter(is_active=True).values("pk")
    return (
        Ambassador.objects.active()
        .filter(is_named=True, person__in=here)
        .select_related("person")
        .prefetch_related("topics__portal")
        .order_by("person__folded_name", "pk")
    )


def _named_of_page(part: Part[Any]) -> list[NamedAmbassador]:
    people = Person.objects.filter(pk__in=[ambassador.person_id for ambassador in part])
    places = workplaces_of(people, on=today())
    return [
        NamedAmbassador(
            ambassador.person,
            places.get(ambassador.person_id, Workplace()).site_name,
            [topic.name_here for topic in ambassador.topics.all()],
        )
        for ambassador in part
    ]


def anniversaries(*, on: date) -> list[Anniversary]:
    """Return anniversaries this month of those who agreed to be thanked, the longest first, then by name."""
    here = Person.objects.employed_on(on).filter(is_active=True).values("pk")
    rows = (
        Ambassador.objects.active()
        .filter(is_thanked=True, person__in=here, started_at__month=on.month)
        .filter(started_at__year__lt=on.year)
        .select_related("person")
    )
    names: dict[int, list[str]] = defaultdict(list)
    for ambassador in rows:
        names[on.year - localtime(ambassador.started_at).year].append(str(ambassador.person))
    return [
        Anniversary(years, sorted(found, key=alphabetical_key))
        for years, found in sorted(names.items(), reverse=True)
    ]
