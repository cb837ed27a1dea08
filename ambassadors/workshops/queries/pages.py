"""What editors write about workshops, beside the dates that whoever reads may come to."""

from typing import Any

from ambassadors.workshops.models import WorkshopPage, WorkshopSession
from ambassadors.workshops.queries.workshops import sessions_to_come
from cms.languages import shown
from people.models import Person


PAGES_SHOWN = 20
DATES_SHOWN = 20


def workshop_pages() -> list[Any]:
    """The published ones in their order, each in the reader's language where it is written in it."""
    pages = shown(WorkshopPage.objects.live()).defer("body").order_by("source_path")
    return list(pages[:PAGES_SHOWN])


def page_of_workshop(workshop: int) -> Any:
    """The first one about it, or None."""
    pages = shown(WorkshopPage.objects.live().filter(workshop=workshop)).defer("body")
    return pages.order_by("source_path").first()


def dates_of(page: WorkshopPage, person: Person) -> list[WorkshopSession]:
    """To come, and open to this person."""
    if page.workshop_id is None:
        return []
    return list(sessions_to_come(person).filter(workshop=page.workshop_id)[:DATES_SHOWN])
