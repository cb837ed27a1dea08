"""Editors' pages about workshops, and the dates beside them that the reader may join."""

from typing import Any

from ambassadors.workshops.models import WorkshopPage, WorkshopSession
from ambassadors.workshops.queries.workshops import sessions_to_come
from cms.languages import pages_in_reader_language
from people.models import Person


PAGES_SHOWN = 20
DATES_SHOWN = 20


def workshop_pages() -> list[Any]:
    """Return published pages in their order, in the reader's language if translated."""
    pages = (
        pages_in_reader_language(WorkshopPage.objects.live()).defer("body").order_by("source_path")
    )
    return list(pages[:PAGES_SHOWN])


def page_of_workshop(workshop: int) -> Any:
    """Return the first page about the workshop, or None."""
    pages = pages_in_reader_language(WorkshopPage.objects.live().filter(workshop=workshop)).defer(
        "body"
    )
    return pages.order_by("source_path").first()


def sessions_of_page(page: WorkshopPage, person: Person) -> list[WorkshopSession]:
    """Return the page's sessions to come that are open to this person."""
    if page.workshop_id is None:
        return []
    return list(sessions_to_come(person).filter(workshop=page.workshop_id)[:DATES_SHOWN])
