"""Finds the page at an address: two queries, however deep the page stands and of whatever kind it is; one for the home."""

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.http import Http404
from wagtail.models import Page, Site

from cms import languages
from core.compiled_queries import CompiledQuery


A_PAGE = 2_000_000_011  # a key that no page has, where the query is compiled


class _Guess:
    """The address of the home and its kind. Each look-up reads whether it still is: a wrong guess costs a query."""

    home = ""
    kind: Any = Page


def page_at(parts: Sequence[str]) -> Any:
    """Return the published page at this address below the home, in the reader's language where translated.

    It has `language`, `source`, the page that it is or translates, and `stands_in` when it is read for want
    of a translation. What stands below a page that was taken down is taken down with it.
    """
    home, rows = _home_and_rows(parts)
    addresses = _addresses(home.url_path, parts)
    rows_by_address = {row.url_path: row for row in rows if row.live or row == home}
    if not rows_by_address.keys() >= set(addresses):
        return page_at(_parts_of_source(home, parts))
    source = rows_by_address[addresses[-1]]
    translated = [row for row in rows if row.language != languages.source_language()]
    shown = next((row for row in translated if row != source), source)
    page = _specific(shown)
    if not parts:
        _Guess.kind = type(page)
    page.language = shown.language
    page.source = source
    page.stands_in = shown.language != languages.reading_language()
    return page


def _home_and_rows(parts: Sequence[str]) -> tuple[Any, list[Any]]:
    for guess in (_Guess.home, None):
        kind = _Guess.kind if guess and not parts else Page
        if guess is None:
            sites = Site.objects.filter(is_default_site=True)
            guess = sites.values_list("root_page__url_path", flat=True).first() or ""
        rows = _rows(_addresses(guess, parts), kind) if guess else []
        home = next((row for row in rows if row.is_home and row.url_path == guess), None)
        if home is not None:
            _Guess.home = guess
            return home, rows
    raise Http404


def _addresses(home: str, parts: Sequence[str]) -> list[str]:
    """Return the `url_path` of the home and of every page on the way."""
    return [home, *(f"{home}{'/'.join(parts[:end])}/" for end in range(1, len(parts) + 1))]


def _rows(addresses: list[str], kind: Any) -> list[Any]:
    spoken = languages.source_language(), languages.reading_language()
    query, names = _compiled_rows(len(addresses), kind, *spoken)
    return query.rows(**dict(zip(names, addresses, strict=True)))


@lru_cache(maxsize=64)
def _compiled_rows(
    depth: int, kind: Any, _source: str, _reading: str
) -> tuple[CompiledQuery, list[str]]:
    addresses = [f"address {place}" for place in range(depth)]
    here = Q(url_path__in=addresses)
    if languages.is_translating():
        here |= languages.translation_filter(addresses[-1])
    is_home = Site.objects.filter(is_default_site=True, root_page=OuterRef("pk"))
    pages = kind.objects.filter(here).select_related(*getattr(kind, "read_with", ()))
    annotated = pages.annotate(language=F(languages.CODE), is_home=Exists(is_home))
    return CompiledQuery(annotated, {name: name for name in addresses}), addresses


def _specific(page: Page) -> Any:
    """Return it with its own fields and what its kind is read with, and no other of the pages on the way:
    all kinds joined cost three times as much."""
    model: Any = page.specific_class
    if model is None or type(page) is model:
        return page
    found = _compiled_specific(model).rows(page=page.pk)
    if not found:
        raise Http404
    return found[0]


@cache
def _compiled_specific(model: Any) -> CompiledQuery:
    pages = model.objects.select_related(*getattr(model, "read_with", ()))
    return CompiledQuery(pages.filter(pk=A_PAGE), {"page": A_PAGE})


def _parts_of_source(home: Page, parts: Sequence[str]) -> list[str]:
    """Return the path of the source page of a translation that was given an address of its own."""
    below = f"{'/'.join(parts)}/"
    homes = Page.objects.filter(translation_key=home.translation_key).exclude(pk=home.pk)
    others = [
        f"{path}{below}" for path in homes.order_by("path").values_list("url_path", flat=True)
    ]
    source = languages.source_address(others) if others else None
    if not source or not source.startswith(home.url_path) or source == home.url_path + below:
        raise Http404(below)
    return source[len(home.url_path) :].strip("/").split("/")
