"""Which translation of a page is read. Every language has the same addresses, and reads the same records.

A page begins in the organisation's own language. That page says what is published, where, and in which
order; a translation lends it words, and stands in for nothing while it is a draft or a mere placeholder
(an alias, which wagtail-localize makes of a page above a translated one).
"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import get_language
from wagtail.models import Page


CODE = "locale__language_code"


def source_language() -> str:
    return settings.LANGUAGE_CODE


def reading_language() -> str:
    """The reader's, when pages may be written in it."""
    language = get_language()
    return language if language in dict(settings.WAGTAIL_CONTENT_LANGUAGES) else source_language()


def is_translating() -> bool:
    return reading_language() != source_language()


def here(text: str, english: str) -> str:
    """Of a text that stands beside its English one: in the reader's language where it was written in it."""
    return english if english and reading_language() == "en" else text


def language_of(english: str) -> str:
    """The language of what `here` gives."""
    return "en" if english and reading_language() == "en" else source_language()


def in_source_language(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(**{CODE: source_language()})


def translations() -> QuerySet[Page]:
    """What stands in for a page in the reader's language."""
    return Page.objects.live().filter(alias_of=None, **{CODE: reading_language()})


def shown(pages: QuerySet[Any]) -> QuerySet[Any]:
    """Of these published pages one for each that the organisation's own language has: in the reader's
    language where there is one.

    `source_path` is its place in the tree of the organisation's own language, `language` what it is
    written in. Whoever reads in that language pays no more than a join for it.
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


def shown_terms(terms: QuerySet[Any]) -> QuerySet[Any]:
    """The same of what is no page and has no place: a word that only the reader's language has counts."""
    terms = terms.annotate(language=F(CODE))
    if not is_translating():
        return in_source_language(terms)
    better = terms.model.objects.filter(
        translation_key=OuterRef("translation_key"), **{CODE: reading_language()}
    )
    return terms.filter(
        Q(**{CODE: reading_language()}) | (Q(**{CODE: source_language()}) & ~Exists(better))
    )


def titles_here(pages: Iterable[tuple[int, UUID]]) -> dict[int, str]:
    """Of those of these pages, by number and translation key, that the reader has in another language,
    the title there."""
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
    """What the reader reads in place of this page of the organisation's own language, if anything."""
    if not is_translating():
        return None
    found = translations().filter(translation_key=page.translation_key).first()
    return None if found is None else found.specific


def translation_at(address: str) -> Q:
    """What is read in the reader's language in place of the page of this `url_path`."""
    keys = Page.objects.filter(url_path=address).values("translation_key")
    return Q(live=True, alias_of=None, translation_key__in=keys, **{CODE: reading_language()})


def source_address(addresses: Sequence[str]) -> str | None:
    """The `url_path` of the page whose translation, into any language, stands at one of these."""
    keys = Page.objects.live().filter(alias_of=None, url_path__in=addresses)
    sources = in_source_language(Page.objects.all()).filter(
        translation_key__in=keys.values("translation_key")
    )
    return sources.order_by("path").values_list("url_path", flat=True).first()
