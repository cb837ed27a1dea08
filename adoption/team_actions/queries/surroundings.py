"""Reads what stands around a team: its site and job, workshops there, a practice of the same job, training that must be done,
a screen of the portal that changed.

Of no use of the portal: the staff list, dates of workshops and pages that everybody may open; and, for who follows it,
how many have mandatory training late or to do, without names.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import (
    CharField,
    DateField,
    DateTimeField,
    F,
    IntegerField,
    Subquery,
    UUIDField,
    Value,
)
from django.utils.timezone import localdate, now

from adoption.contacts.models import TallyFigure
from adoption.foundation.periods import Month, Quarter
from adoption.publishing.disclosure.tally import TapRange
from ambassadors.practices.models import PracticePage
from ambassadors.workshops.models import WorkshopSession
from ambassadors.workshops.queries.workshops import title_here
from cms.languages import in_source_language, pages_in_reader_language
from cms.models import Portal, ScreenChange
from core.dates import start_of_day
from learning.models import LessonPage
from learning.policies import published_lesson_pages
from learning.queries.mandatory import waiting_training
from learning.queries.programme import SOON
from learning.queries.small_group_access import SMALL_GROUP
from people.models import Person, Position, Team


MOST_STAFF = (
    200  # a larger group has no one site or job, and its training is followed on its own page
)
NEW_FOR = timedelta(days=60)  # a changed screen


@dataclass(frozen=True, slots=True)
class UpcomingWorkshop:
    uuid: UUID
    title: str
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class ScreenRelease:
    """A screen that readers found changed, the version that editors noted then, and a lesson that shows this one."""

    screen: str
    version: str
    noted_on: date
    lesson: LessonPage | None


@dataclass(frozen=True, slots=True)
class MandatoryTraining:
    """How many trainings are late, and how many people have a day to come without a valid certificate.

    due_on, path: the first of these days, and its path, of ten people and more. is_soon: within two months.
    """

    late: int = 0
    coming: int = 0
    due_on: date | None = None
    path: str = ""
    is_soon: bool = False


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`site`, `family`: of more than half of the team, else "". `workshop`: the next one at the site.

    `workshops_held`: there, since the quarter began. `mandatory`: None for
    readers who do not follow it; `staff`: people of the team today. `desk`: published figures of the site's desk.
    `release`: the last of the portal, of two months.
    """

    staff: int = 0
    site: str = ""
    family: str = ""
    workshop: UpcomingWorkshop | None = None
    workshops_held: int = 0
    practice: PracticePage | None = None
    mandatory: MandatoryTraining | None = None
    desk: Mapping[str, TapRange] = field(default_factory=dict)
    desk_month: Month | None = None
    release: ScreenRelease | None = None

    @property
    def lacks_workshop(self) -> bool:
        """Whether there is a site, and none there this quarter, held or to come."""
        return bool(self.site) and self.workshop is None and not self.workshops_held


def surroundings_of(team: Team, portal: Portal, *, on: date, follows: bool) -> Surroundings:
    """Read them; nothing of a group of more than 200 people, nor the training of fewer than ten: that is read by name, and noted."""
    here = Person.objects.staff().employed_on(on).order_by().values("pk")
    held = Position.objects.primary().held_on(on).filter(person__in=here)
    rows = list(
        held.filter(team__path__startswith=team.path)
        .order_by("pk")
        .values_list("person", "site", "site__name", "job__family", "job__family__name")[
            : MOST_STAFF + 1
        ]
    )
    if not rows or len(rows) > MOST_STAFF:
        return Surroundings()
    site, site_name = _main(((row[1], row[2]) for row in rows), len(rows))
    family, family_name = _main(((row[3], row[4]) for row in rows), len(rows))
    at_site = _at_site(site, portal, on) if site else {}
    return Surroundings(
        **at_site,
        staff=len(rows),
        site=site_name,
        family=family_name,
        practice=_practice(family) if family else None,
        mandatory=_mandatory([row[0] for row in rows], on)
        if follows and len(rows) >= SMALL_GROUP
        else None,
        release=_release(portal, on),
    )


def _main(places: Iterable[tuple[int | None, str | None]], staff: int) -> tuple[int | None, str]:
    """Return what more than half of the people have in common."""
    [((key, name), count)] = Counter(places).most_common(1)
    return (key, name or "") if 2 * count > staff else (None, "")


def _at_site(site: int, portal: Portal, on: date) -> dict[str, Any]:
    """Workshops at the site since the quarter began, and what its desk noted in the last month that shows any. One query."""
    sessions = WorkshopSession.objects.filter(
        site=site,
        cancelled_at=None,
        is_proposed=False,
        workshop__is_retired=False,
        starts_at__gte=start_of_day(Quarter.containing(on).first_day),
    )
    noted = TallyFigure.objects.filter(publication__portal=portal, site=site).exclude(low=None)
    latest = noted.order_by("-publication__month").values("publication__month")[:1]
    nothing = Value(None, IntegerField())
    columns = ("at", "key", "title", "month", "noted", "least", "most")
    held_or_coming = sessions.order_by().annotate(
        at=F("starts_at"), key=F("uuid"), title=title_here("workshop__"),
        month=Value(None, DateField()), noted=Value("", CharField()), least=nothing, most=nothing,
    )  # fmt: skip
    at_desk = noted.filter(publication__month=Subquery(latest)).order_by().annotate(
        at=Value(None, DateTimeField()), key=Value(None, UUIDField()), title=Value("", CharField()),
        month=F("publication__month"), noted=F("tap"), least=F("low"), most=F("high"),
    )  # fmt: skip
    rows: list[Any] = list(
        held_or_coming.values_list(*columns).union(at_desk.values_list(*columns), all=True)
    )
    workshops = sorted((row[:3] for row in rows if row[0]), key=lambda row: (row[0], row[2]))
    coming = [UpcomingWorkshop(key, title, at) for at, key, title in workshops if at > now()]
    desk = [row[3:] for row in rows if row[3]]
    return {
        "workshop": coming[0] if coming else None,
        "workshops_held": len(workshops) - len(coming),
        "desk": {tap: TapRange(low, high) for _month, tap, low, high in desk},
        "desk_month": Month.containing(desk[0][0]) if desk else None,
    }


def _practice(family: int) -> PracticePage | None:
    """The practice of the job family that was checked last, in the reader's language. Its page names no team."""
    of_family = in_source_language(PracticePage.objects.live()).filter(job_family=family)
    pages = pages_in_reader_language(PracticePage.objects.live()).defer("body")
    own = pages.filter(translation_key__in=of_family.order_by().values("translation_key"))
    return own.order_by("-reviewed_on", "source_path").first()


def _mandatory(people: list[int], on: date) -> MandatoryTraining:
    waiting = waiting_training(Person.objects.filter(pk__in=people).order_by(), on=on)
    people_to_come = {person for _day, _path, person in waiting.coming}
    if len(people_to_come) < SMALL_GROUP:
        return MandatoryTraining(waiting.late, len(people_to_come))
    due_on, path, _person = min(waiting.coming)
    return MandatoryTraining(waiting.late, len(people_to_come), due_on, path, due_on <= on + SOON)


def _release(portal: Portal, on: date) -> ScreenRelease | None:
    """Return the screen whose change editors confirmed last. What readers report alone is not sure yet."""
    confirmed = ScreenChange.objects.filter(
        screen__portal=portal, closed_at__gte=start_of_day(on - NEW_FOR)
    )
    change = confirmed.select_related("screen").order_by("-closed_at", "-pk").first()
    if change is None or change.closed_at is None:
        return None
    screen = change.screen
    lessons = published_lesson_pages().filter(screen=screen, screen_version=screen.version)
    return ScreenRelease(
        screen.name, screen.version, localdate(change.closed_at), lessons.defer("body").first()
    )
