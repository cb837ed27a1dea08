from dataclasses import dataclass
from typing import Any, NamedTuple

from django import template
from django.core.paginator import Page
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from core.templatetags.passerelle import draw_fixed
from learning.enums import Level, ProgressState
from learning.outline import ModuleRow
from learning.queries.catalog import (
    DURATIONS,
    MODULES_BESIDE_LESSONS,
    PAGE,
    CatalogQuery,
    FoundLesson,
    catalog_modules,
    parse_catalog_query,
    search_lessons,
)


register = template.Library()


@dataclass(frozen=True, slots=True)
class CatalogView:
    """The content of the catalogue page: modules, or with words the lessons that have them and some modules."""

    wanted: CatalogQuery
    modules: list[ModuleRow]
    lessons: list[FoundLesson]
    page: Page
    levels: list[Any]
    durations: tuple[int, ...]


@register.simple_tag(takes_context=True)
def catalog_view(context: template.Context) -> CatalogView:
    request = context["request"]
    wanted, number = parse_catalog_query(request.GET), request.GET.get(PAGE)
    modules, page = catalog_modules(request.user, wanted, number=1 if wanted.words else number)
    lessons: list[FoundLesson] = []
    if wanted.words:
        modules = modules[:MODULES_BESIDE_LESSONS]
        lessons, page = search_lessons(request.user, wanted, number=number)
    return CatalogView(wanted, modules, lessons, page, Level.choices, DURATIONS)


class UntouchedModule(NamedTuple):
    """All that the card of a module shows to somebody who has begun nothing of it."""

    title: str
    summary: str
    language: str
    icon: str
    drawing: str
    url: str
    total: int
    minutes: int
    state: ProgressState = ProgressState.TODO


@register.simple_tag
def module_card(module: ModuleRow) -> SafeString:
    """Draw a module to choose: one of which nothing is begun as it was drawn for others."""
    if module.state is not ProgressState.TODO:
        return render_to_string("learning/module_card.html", {"module": module})
    shown = UntouchedModule(
        module.title,
        module.summary,
        module.language,
        module.icon,
        module.drawing,
        module.url,
        module.total,
        module.minutes,
    )
    return draw_fixed("learning/module_card.html", module=shown)
