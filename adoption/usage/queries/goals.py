"""A person's goals and their state: only ever read for the person signed in."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from adoption.foundation.periods import Month
from adoption.usage.goals import GoalStanding, WishedFrequency, goal_standing
from adoption.usage.models import PortalLink, UseGoal
from adoption.usage.policies import (
    days_visible_to,
    goals_visible_to,
    links_visible_to,
    ticks_visible_to,
)
from cms.enums import Cadence
from cms.models import Portal, PortalService
from cms.queries import page_addresses
from learning.policies import published_lesson_pages
from people.models import Person


MONTHS_READ = 12


@dataclass(frozen=True, slots=True)
class ServiceLesson:
    """First published lesson of a service."""

    title: str
    url: str
    language: str


@dataclass(frozen=True, slots=True)
class OwnGoal:
    """A goal with its state. `lesson`: for a goal that is behind; None where no lesson is about its service."""

    service: PortalService
    cadence: Cadence
    standing: GoalStanding
    lesson: ServiceLesson | None


def own_goals(person: Person, today: date) -> dict[int, list[OwnGoal]]:
    """Goals by portal, in the order of its services. One more query for each link, however many days."""
    goals = list(
        goals_visible_to(person)
        .select_related("service")
        .order_by("service__portal", "service__sort_order", "service")
    )
    if not goals:
        return {}
    first = Month.containing(today).shifted(1 - MONTHS_READ)
    ticked, days = _ticks(person, first), _days(person, goals, first)
    stands = {
        goal.pk: goal_standing(
            WishedFrequency(goal.cadence),
            Month.containing(goal.since),
            days=days[goal.service_id],
            ticked=ticked[goal.service_id],
            today=today,
        )
        for goal in goals
    }
    lessons = _lessons([goal.service_id for goal in goals if stands[goal.pk].is_behind])
    found: dict[int, list[OwnGoal]] = defaultdict(list)
    for goal in goals:
        found[goal.service.portal_id].append(
            OwnGoal(
                goal.service,
                Cadence(goal.cadence),
                stands[goal.pk],
                lessons.get(goal.service_id),
            )
        )
    return dict(found)


def wished_frequencies(person: Person, portal: Portal) -> dict[int, str]:
    own = goals_visible_to(person).filter(service__portal=portal)
    return dict(own.order_by().values_list("service", "cadence"))


def _ticks(person: Person, first: Month) -> dict[int, set[Month]]:
    found: dict[int, set[Month]] = defaultdict(set)
    rows = ticks_visible_to(person).filter(month__gte=first.first_day)
    for service, month in rows.order_by().values_list("service", "month"):
        found[service].add(Month.containing(month))
    return found


def _days(person: Person, goals: list[UseGoal], first: Month) -> dict[int, set[date]]:
    found: dict[int, set[date]] = defaultdict(set)
    services = [goal.service_id for goal in goals]
    portals = {goal.service.portal_id for goal in goals}
    links: list[PortalLink] = list(links_visible_to(person).filter(portal__in=portals))
    for link in links:
        rows = days_visible_to(person, link).filter(service__in=services, day__gte=first.first_day)
        for service, day in rows.order_by().values_list("service", "day"):
            found[service].add(day)
    return found


def _lessons(services: list[int]) -> dict[int, ServiceLesson]:
    if not services:
        return {}
    address = page_addresses()
    found: dict[int, ServiceLesson] = {}
    for page in published_lesson_pages().filter(portal_service__in=services):
        if page.portal_service_id is not None:
            step = ServiceLesson(page.title, address(page.url_path), page.language)
            found.setdefault(page.portal_service_id, step)
    return found
