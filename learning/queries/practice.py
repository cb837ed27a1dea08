"""Queries of the practice portals: the organisation's own, what a person has carried out, what screens they show."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import get_language

from cms.models import PortalScreen, PortalService
from cms.screens import ScreenUse
from core.compiled_queries import CompiledQuery
from learning.policies import practice_completions_visible_to
from learning.practice.portal import PracticePortal, Task
from learning.practice.shelf import SOURCE, portal_keys, practice_portal
from learning.queries.variants import last_variant
from people.models import Person
from people.queries.compiled import compiled_for_person


USUAL = "logement"  # where the courses were loaded in no variant


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task as one person sees it. `service`: its name in the organisation's own portal."""

    task: Task
    portal: str
    url: str
    done_at: datetime | None
    service: str = ""


def portal_here(key: str) -> PracticePortal:
    """Return a practice portal in the reader's language. Raises KeyError."""
    return practice_portal(key, (get_language() or SOURCE)[:2])


def own_portal() -> PracticePortal:
    """Return the practice portal of an organisation of this kind: that of the variant of its courses."""
    variant = last_variant()
    return portal_here(variant if variant in portal_keys() else USUAL)


def task_rows(person: Person, portal: PracticePortal) -> list[TaskRow]:
    done = dict(_completions(person))
    slugs = frozenset(task.service for task in portal.tasks.values())
    services = {service.slug: service.name_here for service in _services(slugs).rows()}
    return [
        TaskRow(
            task=task,
            portal=portal.key,
            url=reverse("practice:task", args=[portal.key, task.key]),
            done_at=done.get(task.key),
            service=services.get(task.service, ""),
        )
        for task in portal.tasks.values()
    ]


@compiled_for_person()
def _completions(person: Person) -> QuerySet[Any, Any]:
    return practice_completions_visible_to(person).values_list("task", "done_at")


@cache
def _services(slugs: frozenset[str]) -> CompiledQuery:
    return CompiledQuery(PortalService.objects.filter(slug__in=sorted(slugs)), {})


def task_uses_of_screens(screens: list[int]) -> dict[int, list[ScreenUse]]:
    """Return, by screen of the organisation's portals, the tasks that imitate it."""
    portal = own_portal()
    uses: dict[int, list[ScreenUse]] = defaultdict(list)
    for pk, slug in PortalScreen.objects.filter(pk__in=screens).values_list("pk", "slug"):
        for task in portal.tasks.values():
            if slug in {screen.catalogue for screen in task.screens.values()}:
                address = reverse("practice:task", args=[portal.key, task.key])
                uses[pk].append(ScreenUse(task.title, address, portal.version))
    return uses


def changed_screen(portal: PracticePortal, catalogue: str) -> PortalScreen | None:
    """Return the screen of the organisation's portal that has another version than the one imitated."""
    if not catalogue:
        return None
    screens = PortalScreen.objects.filter(slug=catalogue).exclude(version="")
    return screens.exclude(version=portal.version).first()
