"""The next meeting of a pair: moments to propose, what else one has at that hour."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from ambassadors.help.enums import Slot
from ambassadors.help.models import Meeting, Pair
from ambassadors.help.policies import own_pairs
from ambassadors.workshops.models import WorkshopSession
from ambassadors.workshops.policies import seats_visible_to
from core.dates import today
from people.models import Person


MOST_SUGGESTED = 6
SUGGESTED_DAYS = 14
MORNING, AFTERNOON = time(10), time(14)
PAIR_PEOPLE = ("request__person", "ambassador__person")


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
