"""A person's own logbook: only ever asked for the person who is signed in."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from adoption.enums import DeclaredUse
from adoption.models import Declaration, Objection, PortalLink, UsageDay
from adoption.periods import Month, months_between
from adoption.pseudonyms import subject_of
from cms.models import Portal, PortalService
from people.models import Person


YEAR = 12


@dataclass(frozen=True, slots=True)
class Logbook:
    """`days`: distinct days of use in each of the last twelve months, this one last; None unlinked.

    `answers`: what was declared, the latest first. `last`: the latest day of use, with its service.
    """

    portal: Portal
    months: tuple[Month, ...]
    linked_on: date | None
    days: tuple[int, ...] | None
    answers: tuple[tuple[Month, DeclaredUse], ...]
    last: tuple[date, str] | None

    @property
    def months_of_use(self) -> int:
        """From the link where there is one, else from what was declared."""
        if self.days is not None:
            return sum(1 for count in self.days if count)
        return len(self.months_declared)

    @property
    def months_declared(self) -> set[Month]:
        """Of the last twelve, those in which one said that one used the portal."""
        used = {DeclaredUse.YES_WEEKLY, DeclaredUse.YES_NOW_AND_THEN}
        return {month for month, answer in self.answers if month in self.months and answer in used}

    @property
    def declares_more(self) -> bool:
        """Whether a month was declared of which the portal sent nothing."""
        used = {month for month, count in zip(self.months, self.days or (), strict=False) if count}
        return self.days is not None and bool(self.months_declared - used)

    @property
    def is_empty(self) -> bool:
        return self.linked_on is None and not self.answers


@dataclass(frozen=True, slots=True)
class Question:
    """The month that a portal's question is about, and the answer given so far."""

    portal: Portal
    month: Month
    answer: DeclaredUse | None
    is_current: bool


def logbooks(person: Person, portals: Sequence[Portal], today: date) -> list[Logbook]:
    """One for each portal. Four queries at most, however many portals."""
    subject = subject_of(person)
    this_month = Month.containing(today)
    months = tuple(months_between(this_month.shifted(1 - YEAR), this_month))
    links = {
        link.portal_id: link
        for link in PortalLink.objects.filter(subject=subject, portal__in=portals)
    }
    uses = _uses(links, months[0].first_day)
    answers: dict[int, list[tuple[Month, DeclaredUse]]] = {portal.pk: [] for portal in portals}
    declared = Declaration.objects.filter(subject=subject, portal__in=portals)
    for portal_id, month, answer in declared.order_by("-month").values_list(
        "portal", "month", "answer"
    ):
        answers[portal_id].append((Month.containing(month), DeclaredUse(answer)))
    return [
        _logbook(portal, months, links.get(portal.pk), uses, tuple(answers[portal.pk]))
        for portal in portals
    ]


def objects(person: Person) -> bool:
    """Whether the person objects to being counted: asked for their own pages only."""
    return Objection.objects.filter(subject=subject_of(person)).exists()


def questions(person: Person, portals: Sequence[Portal], today: date) -> list[Question]:
    """What to ask now: last month's while it is open and unanswered, else this month's. One query."""
    current = Month.containing(today)
    before = current.previous()
    given = {
        (portal, Month.containing(month)): DeclaredUse(answer)
        for portal, month, answer in Declaration.objects.filter(
            subject=subject_of(person),
            portal__in=portals,
            month__gte=before.first_day,
        )
        .order_by("month")
        .values_list("portal", "month", "answer")
    }
    is_open = not before.is_closed(today, settings.MONTH_CLOSING_DAY)
    asked = []
    for portal in portals:
        is_late = is_open and (portal.pk, before) not in given
        month = before if is_late else current
        asked.append(
            Question(portal, month, given.get((portal.pk, month)), is_current=month == current)
        )
    return asked


def _uses(links: dict[int, PortalLink], since: date) -> dict[int, list[tuple[date, int]]]:
    """By portal, (day, service) in order."""
    uses: dict[int, list[tuple[date, int]]] = {portal: [] for portal in links}
    for portal, link in links.items():
        own = UsageDay.objects.filter(portal=portal, pseudonym=link.pseudonym, day__gte=since)
        uses[portal] = list(own.order_by("day", "pk").values_list("day", "service"))
    return uses


def _logbook(
    portal: Portal,
    months: tuple[Month, ...],
    link: PortalLink | None,
    uses: dict[int, list[tuple[date, int]]],
    answers: tuple[tuple[Month, DeclaredUse], ...],
) -> Logbook:
    if link is None:
        return Logbook(portal, months, None, None, answers, None)
    own = uses[portal.pk]
    per_month = Counter(Month.containing(day) for day in {day for day, _service in own})
    last = None
    if own:
        day, service = own[-1]
        last = day, PortalService.objects.get(pk=service).name
    days = tuple(per_month[month] for month in months)
    return Logbook(portal, months, link.linked_on, days, answers, last)
