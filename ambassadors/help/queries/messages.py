"""Messages between the two people of a pair, and who reads those that one of them reports."""

from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from ambassadors.help.enums import Side
from ambassadors.help.models import NetworkSettings, Pair, PairMessage, PairThread
from ambassadors.help.policies import REPORT_READERS
from core.dates import today
from people.enums import Role
from people.models import Person


MESSAGES_SHOWN = 50


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """The messages as one of the two reads them, the oldest first. `last`: key of the newest of the other."""

    messages: list[PairMessage] = field(default_factory=list)
    has_earlier: bool = False
    has_ended: bool = False
    last: int = 0
    seen: int = 0

    @property
    def has_unread(self) -> bool:
        return self.last > self.seen


def thread_page_of(pair: Pair, side: Side) -> ThreadPage:
    latest = list(PairMessage.objects.filter(pair=pair).order_by("-pk")[: MESSAGES_SHOWN + 1])
    thread = PairThread.objects.filter(pair=pair).first() or PairThread(pair=pair)
    shown = latest[:MESSAGES_SHOWN]
    return ThreadPage(
        messages=shown[::-1],
        has_earlier=len(latest) > len(shown),
        has_ended=thread.ended_at is not None,
        last=next((message.pk for message in shown if message.side != side), 0),
        seen=thread.seen_by(side),
    )


def reportable_messages(pair: Pair, side: Side) -> QuerySet[PairMessage]:
    """Return what the other wrote."""
    return PairMessage.objects.filter(pair=pair).exclude(side=side)


def report_readers() -> QuerySet[Person]:
    """Return whom the network may name to read reported messages: who holds one of two roles, and works here."""
    holders = Person.objects.filter(groups__name__in=REPORT_READERS, is_active=True).distinct()
    return holders.filter(pk__in=Person.objects.employed_on(today()).order_by().values("pk"))


def report_recipient(two: Collection[int]) -> Person | None:
    """Return who reads a report: the person named, else a data protection officer, else a training manager.

    Never one of the two.
    """
    readers = report_readers().exclude(pk__in=two)
    named = NetworkSettings.objects.values("reports_to")
    officers = Q(groups__name=Role.DATA_PROTECTION_OFFICER)
    return (
        readers.filter(pk__in=named).first()
        or readers.filter(officers).order_by("pk").first()
        or readers.order_by("pk").first()
    )
