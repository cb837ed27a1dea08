"""Finds the page at an address: two queries, however deep the page stands and of whatever kind it is."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from wagtail.models import Page, Site

from cms import languages


class _Guess:
    """The address of the home. Each look-up reads whether it still is: a wrong guess costs a query."""

    home = ""


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
    page.language = shown.language
    page.source = source
    page.stands_in = shown.language != languages.reading_language()
    return page


def _home_and_rows(parts: Sequence[str]) -> tuple[Any, list[Any]]:
    for guess in (_Guess.home, None):
        if guess is None:
            sites = Site.objects.filter(is_default_site=True)
            guess = sites.values_list("root_page__url_path", flat=True).first() or ""
        rows = _rows(_addresses(guess, parts)) if guess else []
        home = next((row for row in rows if row.is_home and row.url_path == guess), None)
        if home is not None:
            _Guess.home = guess
            return home, rows
    raise Http404


def _addresses(home: str, parts: Sequence[str]) -> list[str]:
    """Return the `url_path` of the home and of every page on the way."""
    return [home, *(f"{home}{'/'.join(parts[:end])}/" for end in range(1, len(parts) + 1))]


def _rows(addresses: list[str]) -> list[Any]:
    here = Q(url_path__in=addresses)
    if languages.is_translating():
        here |= languages.translation_filter(addresses[-1])
    is_home = Site.objects.filter(is_default_site=True, root_page=OuterRef("pk"))
    pages = Page.objects.filter(here)
    return list(pages.annotate(language=F(languages.CODE), is_home=Exists(is_home)))


def _specific(page: Page) -> Any:
    """Return it with its own fields and what its kind is read with, and no other of the pages on the way:
    all kinds joined cost three times as much."""
    model: Any = page.specific_class
    if model is None:
        return page
    relations = getattr(model, "read_with", ())
    return get_object_or_404(model.objects.select_related(*relations), pk=page.pk)


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
