"""The next meeting of a pair: moments to propose, what else one has at that hour, what waits for an answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from ambassadors.help.enums import Side, Slot
from ambassadors.help.models import Meeting, MeetingProposal, Pair, PairMessage
from ambassadors.help.policies import own_pairs, shared_pairs_of
from ambassadors.workshops.models import WorkshopSession
from ambassadors.workshops.policies import seats_visible_to
from core.dates import today
from people.models import Person
from people.queries.compiled import compiled_for_person


MOST_SUGGESTED = 6
SUGGESTED_DAYS = 14
ABOUT_TO = timedelta(minutes=15)
MORNING, AFTERNOON = time(10), time(14)
PAIR_PEOPLE = ("request__person", "ambassador__person")
PAIR_NAMES = tuple(
    f"{person}__{name}" for person in PAIR_PEOPLE for name in ("first_name", "last_name")
)


@dataclass(frozen=True, slots=True)
class PairNews:
    """News of a pair for one of its two on the first screen: the meeting, moments to answer, a message."""

    pair: Pair
    other: Person
    is_helping: bool
    meeting: Meeting | None
    proposal: MeetingProposal | None
    has_message: bool

    @property
    def is_meeting_now(self) -> bool:
        """Return whether the meeting is about to begin or under way."""
        return self.meeting is not None and self.meeting.starts_at - ABOUT_TO <= timezone.now()


def suggested_moments(pair: Pair, person: Person, *, minutes: int) -> list[datetime]:
    """Return the next moments in the half-days that both declared, without those at which this person is busy, nor
    that of the meeting to move.

    What the other has elsewhere is left alone: a missing moment would tell of it.
    """
    shared = {Slot(slot) for slot in pair.request.slots} & set(pair.ambassador.slots)
    moments = []
    for number in range(1, SUGGESTED_DAYS + 1):
        day = today() + timedelta(days=number)
        for slot, hour in _half_days_of(day.weekday()):
            if slot in shared:
                moments.append(timezone.make_aware(datetime.combine(day, hour)))
    length = timedelta(minutes=minutes)
    agreed = set(Meeting.objects.filter(pair=pair).values_list("starts_at", flat=True))
    others = (moment for moment in moments if moment not in agreed)
    free = (m for m in others if not is_busy(person, m, m + length, apart_from=pair))
    return [moment for moment, _place in zip(free, range(MOST_SUGGESTED), strict=False)]


def _half_days_of(weekday: int) -> Iterator[tuple[Slot, time]]:
    slots = list(Slot)[2 * weekday : 2 * weekday + 2]
    return zip(slots, (MORNING, AFTERNOON), strict=False)


def is_busy(person: Person, starts_at: datetime, ends_at: datetime, *, apart_from: Pair) -> bool:
    """Return whether the person has another meeting then, or a workshop at which they have a seat or give it.

    What a seal hides from them does not count: the answer would tell of it.
    """
    overlap = Q(starts_at__lt=ends_at, ends_at__gt=starts_at)
    pairs = own_pairs(person).active().order_by().values("pk")
    meetings = Meeting.objects.filter(overlap, pair__in=pairs)
    if meetings.exclude(pair=apart_from).exists():
        return True
    seats = seats_visible_to(person).held().order_by().values("session")
    given = WorkshopSession.trainers.through.objects.filter(person=person)
    mine = Q(pk__in=seats) | Q(pk__in=given.values("workshopsession"))
    return WorkshopSession.objects.filter(overlap, mine, cancelled_at=None).exists()


def pair_news_of(person: Person) -> list[PairNews]:
    """Return the pairs under way, in one query; those with a meeting first, the soonest first."""
    return [_news_of(pair, person) for pair in _pairs_with_news(person)]


@compiled_for_person()
def _pairs_with_news(person: Person) -> QuerySet[Pair]:
    newer = PairMessage.objects.filter(pair=OuterRef("pk")).order_by()
    from_seeker = newer.filter(side=Side.SEEKER, pk__gt=OuterRef("ambassador_seen_message"))
    from_ambassador = newer.filter(side=Side.AMBASSADOR, pk__gt=OuterRef("seeker_seen_message"))
    return (
        shared_pairs_of(person)
        .active()
        .annotate(
            ambassador_seen_message=F("thread__ambassador_seen"),
            seeker_seen_message=F("thread__seeker_seen"),
        )
        .annotate(
            has_seekers_message=Exists(from_seeker),
            has_ambassadors_message=Exists(from_ambassador),
        )
        .select_related("meeting", "meeting_proposal", *PAIR_PEOPLE)
        .only("uuid", "meeting", "meeting_proposal", *PAIR_NAMES)
        .order_by(F("meeting__starts_at").asc(nulls_last=True), "pk")
    )


def _news_of(pair: Any, person: Person) -> PairNews:
    is_helping = pair.ambassador.person_id == person.pk
    meeting = getattr(pair, "meeting", None)
    proposal = getattr(pair, "meeting_proposal", None)
    side = Side.AMBASSADOR if is_helping else Side.SEEKER
    is_to_answer = proposal is not None and proposal.side != side and proposal.moments
    return PairNews(
        pair=pair,
        other=pair.request.person if is_helping else pair.ambassador.person,
        is_helping=is_helping,
        meeting=meeting if meeting is not None and meeting.is_to_come else None,
        proposal=proposal if is_to_answer else None,
        has_message=pair.has_seekers_message if is_helping else pair.has_ambassadors_message,
    )
