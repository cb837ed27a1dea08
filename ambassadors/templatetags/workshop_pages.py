"""Template tags for the pages of workshops."""

from typing import Any

from django import template

from ambassadors.workshops.models import WorkshopPage, WorkshopSession
from ambassadors.workshops.queries.pages import page_of_workshop, sessions_of_page, workshop_pages
from cms.queries import page_addresses


register = template.Library()


@register.simple_tag(takes_context=True)
def workshop_dates(context: template.Context, page: WorkshopPage) -> list[WorkshopSession]:
    return sessions_of_page(page, context["request"].user)


@register.simple_tag
def pages_of_workshops() -> list[Any]:
    pages = workshop_pages()
    address = page_addresses() if pages else None
    for page in pages:
        page.address = address(page.url_path) if address else ""
    return pages


@register.simple_tag
def page_about_workshop(workshop: int) -> Any:
    page = page_of_workshop(workshop)
    if page is not None:
        page.address = page_addresses()(page.url_path)
    return page
