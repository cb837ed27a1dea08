"""Template tags for good practices and testimonies."""

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

from django import template
from django.core.paginator import Paginator

from ambassadors.practices.models import PracticePage, Testimony
from ambassadors.practices.queries import (
    FilterChoices,
    PracticeFilter,
    PracticeStanding,
    filtered_practices,
    practice_choices,
    practice_standing_of,
    testimonies_for,
)
from cms.queries import page_addresses


register = template.Library()
PRACTICES_A_PAGE = 50
LONGEST_PARAMETER = 100
TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True, slots=True)
class ListView:
    sought: PracticeFilter
    choices: FilterChoices
    page: Any


@register.simple_tag(takes_context=True)
def practices_view(context: template.Context) -> ListView:
    """Return the list for the filters in the address."""
    values = {
        name: context["request"].GET.get(key, "")[:LONGEST_PARAMETER].replace("\x00", "").strip()
        for name, key in (("words", "q"), ("service", "service"), ("job", "metier"), ("tag", "mot"))
    }
    chosen = PracticeFilter(**values)
    address = page_addresses()
    page = Paginator(
        filtered_practices(context["request"].user, chosen), PRACTICES_A_PAGE
    ).get_page(context["request"].GET.get("page"))
    for practice in page.object_list:
        practice.address = address(practice.url_path)
    return ListView(chosen, practice_choices(), page)


@register.simple_tag(takes_context=True)
def practice_standing(context: template.Context, page: PracticePage) -> PracticeStanding:
    return practice_standing_of(page, context["request"].user)


@register.filter
def has_own_introduction(page: PracticePage) -> bool:
    """Return False for a proposed practice, whose introduction repeats its first sentence."""
    first = next(iter(page.body), None)
    text = getattr(first.value, "source", "") if first is not None else ""
    plain_text = " ".join(unescape(TAG.sub(" ", text.rpartition("</h2>")[2])).split())
    return bool(page.introduction) and not plain_text.startswith(
        " ".join(page.introduction.split())
    )


@register.simple_tag
def testimonies() -> list[Testimony]:
    """Return approved testimonies for any page."""
    return testimonies_for(None)
