"""What stands around a team: its site and job, workshops there, a practice of the same job, training that must be done.

Of no use of the portal: the staff list, dates of workshops and pages that everybody may open; and, for who follows it,
how many have mandatory training late or to do, without names.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import (
    CharField,
    DateField,
    DateTimeField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    UUIDField,
    Value,
)
from django.utils.timezone import now

from adoption.contacts.models import TallyFigure
from adoption.foundation.periods import Month, Quarter
from adoption.publishing.disclosure.tally import TapRange
from ambassadors.practices.models import PracticePage
from ambassadors.workshops.models import WorkshopSession
from cms.languages import in_source_language, pages_in_reader_language
from cms.models import Portal
from core.dates import start_of_day
from learning.enums import FollowUpState
from learning.models import Certificate
from learning.queries.mandatory import (
    mandatory_counts,
    mandatory_enrolments,
    required_or_exempted_enrolments,
)
from learning.queries.small_group_access import SMALL_GROUP
from people.models import Person, Position, Team


MOST_STAFF = (
    200  # a larger group has no one site or job, and its training is followed on its own page
)


@dataclass(frozen=True, slots=True)
class UpcomingWorkshop:
    uuid: UUID
    title: str
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class MandatoryTraining:
    """How many trainings are late, and how many people have a day to come without a valid certificate.

    due_on, path: the first of these days, and its path, of ten people and more.
    """

    late: int = 0
    coming: int = 0
    due_on: date | None = None
    path: str = ""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`site`, `family`: of more than half of the team, else "". `workshop`: the next one at the site.

    `workshops_held`: there, since the quarter began. `mandatory`: None for
    readers who do not follow it; `staff`: people of the team today. `desk`: published figures of the site's desk.
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
        workshop__is_retired=False,
        starts_at__gte=start_of_day(Quarter.containing(on).first_day),
    )
    noted = TallyFigure.objects.filter(publication__portal=portal, site=site).exclude(low=None)
    latest = noted.order_by("-publication__month").values("publication__month")[:1]
    nothing = Value(None, IntegerField())
    columns = ("at", "key", "title", "month", "noted", "least", "most")
    held_or_coming = sessions.order_by().annotate(
        at=F("starts_at"), key=F("uuid"), title=F("workshop__title"),
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
    pages = pages_in_reader_language(PracticePage.objects.live()).defer("body", "searchable")
    own = pages.filter(translation_key__in=of_family.order_by().values("translation_key"))
    return own.order_by("-reviewed_on", "source_path").first()


def _mandatory(people: list[int], on: date) -> MandatoryTraining:
    """Look for who has no valid certificate first: whether a path is done otherwise costs as much as the rest of the page."""
    own = Person.objects.filter(pk__in=people).order_by()
    valid = Certificate.objects.valid_on(on).filter(person=OuterRef("person")).order_by()
    of_path = valid.filter(Q(path=OuterRef("path")) | Q(path=OuterRef("path__refresher")))
    waiting = required_or_exempted_enrolments(own).filter(~Exists(of_path), is_exempt=False)
    rows = list(waiting.exclude(due_on=None).values_list("due_on", "path__title", "person"))
    coming = [row for row in rows if row[0] >= on]
    waiting_people = {row[2] for row in coming}
    late = 0
    if len(coming) < len(rows):
        late = mandatory_counts(mandatory_enrolments(own, on=on))[FollowUpState.LATE]
    first = min(coming) if len(waiting_people) >= SMALL_GROUP else (None, "")
    return MandatoryTraining(late, len(waiting_people), *first[:2])
