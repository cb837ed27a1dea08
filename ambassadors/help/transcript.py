"""Register what mutual help adds to a person's record of learning: workshops attended, and mentoring."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import F, Max, Sum
from django.db.models.functions import Now
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ambassadors.help.models import Session
from ambassadors.help.policies import own_pairs
from ambassadors.workshops.policies import seats_visible_to
from ambassadors.workshops.queries.workshops import title_here
from learning.transcript_registry import TranscriptLine, register_transcript
from people.models import Person


WORKSHOP = pgettext_lazy("record of learning", "workshop")
MENTORING = pgettext_lazy("record of learning", "mentoring")


def register() -> None:
    register_transcript(workshop_lines)
    register_transcript(mentoring_lines)


def workshop_lines(person: Person) -> Iterator[TranscriptLine]:
    seats = seats_visible_to(person).filter(
        has_come=True, session__cancelled_at=None, session__ends_at__lt=Now()
    )
    length = F("session__ends_at") - F("session__starts_at")
    attended = seats.values_list(
        title_here("session__workshop__"),
        "session__workshop__completes",
        "session__starts_at",
        length,
    )
    for title, module, starts_at, lasted in attended:
        day, minutes = localtime(starts_at).date(), lasted // timedelta(minutes=1)
        yield TranscriptLine("workshop", WORKSHOP, title, day, minutes, completes=module)


def mentoring_lines(person: Person) -> Iterator[TranscriptLine]:
    """Yield one line a year for each pair, without the other person and the service: the record is made to be
    handed on."""
    sessions = Session.objects.filter(pair__in=own_pairs(person).order_by().values("pk"))
    years = sessions.order_by().values("pair", "pair__ambassador__person", "held_on__year")
    for row in years.annotate(last=Max("held_on"), total=Sum("minutes")):
        is_given = row["pair__ambassador__person"] == person.pk
        yield TranscriptLine(
            "mentoring_given" if is_given else "mentoring_received",
            MENTORING,
            _("Help given to a colleague") if is_given else _("Help received from an ambassador"),
            row["last"],
            row["total"],
        )
