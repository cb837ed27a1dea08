"""Registers what the content itself offers to be found, and says which pages a reader may see."""

from collections.abc import Collection, Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, get_page_models

from cms.languages import (
    pages_in_reader_language,
    terms_in_reader_language,
    titles_in_reader_language,
)
from cms.models import BasePage, GlossaryTerm
from cms.queries import BELOW_THE_HOME, page_addresses
from cms.search.registry import SearchKind, Shown, register_search_kind
from cms.search.words import Document
from people.models import Person


SHOWN_COLUMNS = ("translation_key", "title", "url_path", "depth", "language", "source_path")
BELOW_A_LIST = (
    BELOW_THE_HOME + 1
)  # depth: what stands above a lesson says something, the catalogue nothing


def register() -> None:
    for order, name, label in (
        (50, "help", _("Help and information")),
        (60, "resources", _("Resources")),
        (70, "kits", _("Workshop kits")),
    ):
        register_search_kind(SearchKind(name, label, order, pages_visible_to))
    register_search_kind(
        SearchKind("glossary", _("Glossary"), 40, terms_visible_to, documents=term_documents)
    )


def pages_visible_to(person: Person, keys: Collection[str]) -> dict[str, Shown]:
    """Return the published pages, in the reader's language where translated, with what stands above each.

    A page below one that was taken down is taken down with it. Every signed-in person reads all others.
    """
    found = pages_in_reader_language(Page.objects.live().filter(translation_key__in=keys))
    pages = list(found.values_list(*SHOWN_COLUMNS, named=True))
    above = _pages_above(page.source_path for page in pages)
    titles = titles_in_reader_language(
        (pk, key) for pk, _path, key, _title, _is_live in above.values()
    )
    address = page_addresses()
    shown = {}
    for page in pages:
        on_the_way = [above[path] for path in _paths_above(page.source_path) if path in above]
        if all(is_live for *_rest, is_live in on_the_way):
            pk, _path, _key, title, _is_live = on_the_way[-1] if on_the_way else (0, "", "", "", 1)
            note = titles.get(pk, title) if page.depth > BELOW_A_LIST else ""
            shown[str(page.translation_key)] = Shown(
                page.title, address(page.url_path), page.language, note
            )
    return shown


def _pages_above(paths: Iterator[str]) -> dict[str, tuple]:
    wanted = {above for path in paths for above in _paths_above(path)}
    rows = Page.objects.filter(path__in=wanted, depth__gt=1)
    return {
        row[1]: row for row in rows.values_list("pk", "path", "translation_key", "title", "live")
    }


def _paths_above(path: str) -> list[str]:
    step = Page.steplen
    return [path[:length] for length in range(step, len(path), step)]


def terms_visible_to(person: Person, keys: Collection[str]) -> dict[str, Shown]:
    terms = terms_in_reader_language(GlossaryTerm.objects.filter(translation_key__in=keys))
    glossary = reverse("cms:glossary")
    return {
        str(term.translation_key): Shown(term.term, f"{glossary}#mot-{term.pk}", term.language)
        for term in terms
    }


def term_documents() -> Iterator[Document]:
    for term in GlossaryTerm.objects.select_related("locale").order_by("pk"):
        yield term.search_document()


def page_documents() -> Iterator[Document]:
    """Yield what is searched of every page that readers find."""
    for model in get_page_models():
        if issubclass(model, BasePage):
            pages = model.objects.live().filter(alias_of=None).select_related("locale")
            for page in pages.order_by("pk").iterator(chunk_size=200):
                if document := page.search_document():
                    yield document
