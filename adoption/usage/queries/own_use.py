"""A person's own logbook: only ever read for the person signed in."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    BooleanField,
    CharField,
    Exists,
    ExpressionWrapper,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Concat

from adoption.foundation.periods import Month, months_between
from adoption.usage.enums import DeclaredUse
from adoption.usage.models import PortalLink
from adoption.usage.policies import (
    accepts_link_codes,
    asks,
    days_since_seal,
    declarations_visible_to,
    goals_visible_to,
    is_wholly_sealed,
    links_visible_to,
    notices_visible_to,
    objections_visible_to,
    ticks_visible_to,
)
from adoption.usage.pseudonyms import subject_of
from cms.enums import ToolKind
from cms.models import Portal
from core.site_settings import value_of
from learning.queries.modules import ModuleRow, module_row_by_slug
from people.enums import NoticePurpose
from people.models import Person
from people.queries.compiled import compiled_for_person
from people.queries.joined import BETWEEN, JoinedTexts
from people.queries.notices import CurrentNotice, notice_in_force, version_in_force


YEAR = 12
# Module with which a tool of a kind begins, by the short name of its page; a portal of the public has its own path.
STARTER_MODULES = {ToolKind.ASSISTANT: "l-ia-au-travail"}


@dataclass(frozen=True, slots=True)
class PortalLogbook:
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
        """Months of use, from the link where there is one, else from declarations."""
        if self.days is not None:
            return sum(1 for count in self.days if count)
        return len(self.months_declared)

    @property
    def months_declared(self) -> set[Month]:
        """Months of the last twelve in which use was declared."""
        used = {DeclaredUse.YES_WEEKLY, DeclaredUse.YES_NOW_AND_THEN}
        return {month for month, answer in self.answers if month in self.months and answer in used}

    @property
    def declares_more(self) -> bool:
        """Whether use was declared in a month for which the portal sent nothing."""
        used = {month for month, count in zip(self.months, self.days or (), strict=False) if count}
        return self.days is not None and bool(self.months_declared - used)

    @property
    def is_empty(self) -> bool:
        return self.linked_on is None and not self.answers


@dataclass(frozen=True, slots=True)
class MonthlyQuestion:
    """Month of a portal's question, and the answer given so far."""

    portal: Portal
    month: Month
    answer: DeclaredUse | None
    is_current: bool


@dataclass(frozen=True, slots=True)
class OwnUse:
    """All kept use of one person, for their own pages alone; each dict by portal.

    `answers`: the latest first. `uses`: of the last twelve months, (day, service) in order. `notice`:
    that of declaring, to whoever was not shown it.
    """

    portals: list[Portal]
    is_objecting: bool
    notice: CurrentNotice | None
    links: dict[int, PortalLink]
    answers: dict[int, list[tuple[Month, DeclaredUse]]]
    uses: dict[int, list[tuple[date, str]]]
    asks_of_last_month: bool


def own_use(person: Person, today: date) -> OwnUse:
    """Read in one query, however many portals, answers and days.

    While a seal hides whether last month was answered, only this month's is asked.
    """
    portals = [portal for portal in _portals(person, today) if portal.asks or _holds_data(portal)]
    links = {
        portal.pk: PortalLink(
            portal_id=portal.pk, pseudonym=portal.pseudonym, linked_on=portal.linked_on
        )
        for portal in portals
        if portal.linked_on
    }
    return OwnUse(
        portals=portals,
        is_objecting=any(portal.is_objecting for portal in portals),
        notice=_unread_notice(portals),
        links=links,
        answers={
            portal.pk: [
                (Month.containing(day), DeclaredUse(answer))
                for day, answer in reversed(_dated(portal.answers))
            ]
            for portal in portals
        },
        uses={portal.pk: _dated(portal.uses) for portal in portals if portal.pk in links},
        asks_of_last_month=not is_wholly_sealed(person),
    )


def _holds_data(portal: Any) -> bool:
    """Whether a portal holds a link, an answer, a goal or a tick of the person (policies.holds_data_of)."""
    return bool(portal.linked_on or portal.answers or portal.has_goal)


def _dated(joined: str | None) -> list[tuple[date, str]]:
    """Return what `_joined` put into one text, in order."""
    lines = joined.split(BETWEEN) if joined else []
    return sorted(
        (date.fromisoformat(day), words) for day, words in (line.split(" ", 1) for line in lines)
    )


@compiled_for_person(subject_of)
def _portals(person: Person, today: date) -> QuerySet[Any]:
    """Return all portals, with the person's data: each condition stands once in the query."""
    links = links_visible_to(person).filter(portal=OuterRef("pk")).order_by()
    answers = declarations_visible_to(person).filter(portal=OuterRef("pk"))
    since = _year_until(today)[0].first_day
    days = days_since_seal(person).filter(
        portal=OuterRef("pk"), pseudonym=OuterRef("pseudonym"), day__gte=since
    )
    of_service = {"service__portal": OuterRef("pk")}
    goals = goals_visible_to(person).filter(**of_service).order_by()
    ticks = ticks_visible_to(person).filter(**of_service).order_by()
    seen = notices_visible_to(person).filter(purpose=NoticePurpose.DECLARED_USE)
    return Portal.objects.annotate(
        has_goal=ExpressionWrapper(Exists(goals) | Exists(ticks), BooleanField()),
        asks=ExpressionWrapper(asks(person, on=today), BooleanField()),
        linked_on=Subquery(links.values("linked_on")),
        takes_codes=accepts_link_codes(),
        pseudonym=Subquery(links.values("pseudonym")),
        answers=_joined(answers, "month", "answer"),
        uses=_joined(days, "day", "service__name"),
        is_objecting=Exists(objections_visible_to(person)),
        notice_version=version_in_force(NoticePurpose.DECLARED_USE),
        has_seen_notice=Exists(seen.filter(version=OuterRef("notice_version"))),
    )


def _unread_notice(portals: list[Any]) -> CurrentNotice | None:
    if not portals or portals[0].has_seen_notice:
        return None
    return notice_in_force(NoticePurpose.DECLARED_USE, portals[0].notice_version)


def _joined(rows: QuerySet[Any], day: str, words: str) -> Subquery:
    """Return the rows of one portal as one text: a day and its words each."""
    lines = Concat(Cast(day, CharField()), Value(" "), words, output_field=CharField())
    return Subquery(rows.order_by().values("portal").values(all=JoinedTexts(lines, BETWEEN)))


def starter_module(person: Person, portal: Portal) -> ModuleRow | None:
    """Return the published module with which a tool of this kind begins; no query where none is meant."""
    slug = STARTER_MODULES.get(ToolKind(portal.kind))
    return module_row_by_slug(person, slug) if slug else None


def build_logbooks(own: OwnUse, today: date) -> list[PortalLogbook]:
    months = _year_until(today)
    return [_logbook(portal, months, own) for portal in own.portals]


def _year_until(today: date) -> tuple[Month, ...]:
    this_month = Month.containing(today)
    return tuple(months_between(this_month.shifted(1 - YEAR), this_month))


def objects_to_measurement(person: Person) -> bool:
    """Whether the person objects to being counted: asked for their own pages only."""
    return objections_visible_to(person).exists()


def open_questions(own: OwnUse, today: date) -> list[MonthlyQuestion]:
    """Open questions: last month's while open and unanswered, else this month's.

    Nothing where a link speaks for the month: its days are what counts, and no answer is read.
    """
    current = Month.containing(today)
    before = current.previous()
    is_open = own.asks_of_last_month and not before.is_closed(today, value_of("MONTH_CLOSING_DAY"))
    asked = []
    for portal in own.portals:
        if portal.asks:
            given = dict(own.answers[portal.pk])
            month = before if is_open and before not in given else current
            link = own.links.get(portal.pk)
            if link is not None and link.linked_on <= month.last_day:
                continue
            asked.append(
                MonthlyQuestion(portal, month, given.get(month), is_current=month == current)
            )
    return asked


def next_question(questions: Sequence[MonthlyQuestion]) -> MonthlyQuestion | None:
    """Return the one question to ask now: unanswered, of the earlier month first, and of each tool in its turn.

    The order of tools moves on by one each month, the same for everybody: none is always asked last.
    """
    waiting = [question for question in questions if question.answer is None]
    if not waiting:
        return None
    earliest = min(question.month for question in waiting)
    turn = (YEAR * earliest.year + earliest.month) % len(questions)
    in_turn = [*questions[turn:], *questions[:turn]]
    return next(
        question for question in in_turn if question.answer is None and question.month == earliest
    )


def _logbook(portal: Portal, months: tuple[Month, ...], own: OwnUse) -> PortalLogbook:
    answers = tuple(own.answers[portal.pk])
    link = own.links.get(portal.pk)
    if link is None:
        return PortalLogbook(portal, months, None, None, answers, None)
    uses = own.uses[portal.pk]
    per_month = Counter(Month.containing(day) for day in {day for day, _service in uses})
    days = tuple(per_month[month] for month in months)
    return PortalLogbook(portal, months, link.linked_on, days, answers, uses[-1] if uses else None)
