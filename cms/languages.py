"""Decides which translation of a page is read. Every language has the same addresses and records.

A page begins in the organisation's own language. That page says what is published, where, and in which
order; a translation lends it words, and stands in for nothing while it is a draft or a mere placeholder (an
alias, which wagtail-localize makes of a page above a translated one).
"""

from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import get_language
from wagtail.models import Page


CODE = "locale__language_code"
Rows = TypeVar("Rows", bound=QuerySet[Any])


def source_language() -> str:
    return settings.LANGUAGE_CODE


def reading_language() -> str:
    """Return the reader's language if pages may be written in it, else the organisation's own."""
    language = get_language()
    return language if language in dict(settings.WAGTAIL_CONTENT_LANGUAGES) else source_language()


def is_translating() -> bool:
    return reading_language() != source_language()


def text_in_reader_language(text: str, english: str) -> str:
    """Return the English of two texts where the reader reads English and it is written, else the first."""
    return english if english and reading_language() == "en" else text


def language_of(english: str) -> str:
    """Return the language of what `text_in_reader_language` gives."""
    return "en" if english and reading_language() == "en" else source_language()


def built_once_per_language(build: Callable[[], Rows]) -> Callable[[], Rows]:
    """Keep a query of nobody in particular, never its rows, for each language that people read in."""
    kept: dict[tuple[str, str], Rows] = {}

    @wraps(build)
    def query() -> Rows:
        languages = source_language(), reading_language()
        if languages not in kept:
            kept[languages] = build()
        return kept[languages].all()

    return query


def in_source_language(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(**{CODE: source_language()})


def translations() -> QuerySet[Page]:
    """Return the published translations into the reader's language."""
    return Page.objects.live().filter(alias_of=None, **{CODE: reading_language()})


def pages_in_reader_language(pages: QuerySet[Any]) -> QuerySet[Any]:
    """Return one page for each of these published pages: the reader's translation where there is one.

    `source_path` is its place in the tree of the organisation's own language, `language` what it is written
    in. Whoever reads in that language pays no more than a join for it.
    """
    if not is_translating():
        return in_source_language(pages).annotate(source_path=F("path"), language=F(CODE))
    twin = Page.objects.filter(translation_key=OuterRef("translation_key"))
    source = in_source_language(twin.live())
    better = translations().filter(translation_key=OuterRef("translation_key"))
    return pages.annotate(source_path=Subquery(source.values("path")[:1]), language=F(CODE)).filter(
        Q(**{CODE: reading_language()}, alias_of=None)
        | (Q(**{CODE: source_language()}) & ~Exists(better)),
        source_path__isnull=False,
    )


def terms_in_reader_language(terms: QuerySet[Any]) -> QuerySet[Any]:
    """Return each term once: in the reader's language where there is one, else in the organisation's own."""
    terms = terms.annotate(language=F(CODE))
    if not is_translating():
        return in_source_language(terms)
    better = terms.model.objects.filter(
        translation_key=OuterRef("translation_key"), **{CODE: reading_language()}
    )
    return terms.filter(
        Q(**{CODE: reading_language()}) | (Q(**{CODE: source_language()}) & ~Exists(better))
    )


def titles_in_reader_language(pages: Iterable[tuple[int, UUID]]) -> dict[int, str]:
    """Return the titles of the reader's translations of these pages, by number and translation key."""
    if not is_translating():
        return {}
    keys = dict(pages)
    titles = dict(
        translations()
        .filter(translation_key__in=keys.values())
        .order_by("path")
        .values_list("translation_key", "title")
    )
    return {pk: titles[key] for pk, key in keys.items() if key in titles}


def translation_of(page: Page) -> Page | None:
    """Return the reader's translation of this page of the organisation's own language, or None."""
    if not is_translating():
        return None
    translation = translations().filter(translation_key=page.translation_key).first()
    return None if translation is None else translation.specific


def source_page(page: Page) -> Page | None:
    """Return the page of which this one is a translation, published or not; None for one that is none."""
    twins = Page.objects.filter(translation_key=page.translation_key).exclude(pk=page.pk)
    return (
        None
        if page.locale.language_code == source_language()
        else in_source_language(twins).first()
    )


def translation_filter(address: str) -> Q:
    """Return the condition for the reader's translation of the page at this `url_path`."""
    keys = Page.objects.filter(url_path=address).values("translation_key")
    return Q(live=True, alias_of=None, translation_key__in=keys, **{CODE: reading_language()})


def source_address(addresses: Sequence[str]) -> str | None:
    """Return the `url_path` of the page whose translation, into any language, stands at one of these."""
    keys = Page.objects.live().filter(alias_of=None, url_path__in=addresses)
    sources = in_source_language(Page.objects.all()).filter(
        translation_key__in=keys.values("translation_key")
    )
    return sources.order_by("path").values_list("url_path", flat=True).first()
