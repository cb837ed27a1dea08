"""Declare what workshops hold about a person."""

from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from ambassadors.workshops.actions.workshops import give_up_seat
from ambassadors.workshops.models import (
    CalendarFeed,
    Evaluation,
    EvaluationMark,
    Seat,
    TeamBooking,
    WorkshopPlan,
    WorkshopSession,
)
from ambassadors.workshops.policies import (
    bookings_made_by,
    bookings_received_by,
    feeds_visible_to,
    seats_visible_to,
)
from ambassadors.workshops.queries.evaluations import evaluation_pseudonym
from ambassadors.workshops.retention import BOOKINGS, FEEDS, MARKS, PLANS, SEATS, TRAINERS
from people.enums import DataChapter, ErasureOutcome
from people.models import Person
from people.policies import rows_since_seal
from people.privacy_registry import Holding, Rows, delete_rows, plain_rows
from people.queries.own_rows import OwnRows
from people.retention_registry import retention_text


# Headings of exported values that are not named after a model field.
HEADINGS = (gettext_noop("Workshop"), gettext_noop("Asked by you"), gettext_noop("Has answered"))


def _booking_rows(person: Person) -> Rows:
    """Return bookings made and received, without the other person's name."""
    fields = ("session__workshop__title", "session__starts_at", "asked_at", "taken_back_at")
    received = plain_rows(bookings_received_by(person).values(*fields))
    bookings = plain_rows(bookings_made_by(person).values(*fields))
    return [row | {"asked_by_you": False} for row in received] + [
        row | {"asked_by_you": True} for row in bookings
    ]


def _mark_rows(person: Person) -> Rows:
    marks = rows_since_seal(_marks_of(person), person, "evaluation__opened_at")
    listed = marks.order_by("evaluation__opened_at", "evaluation")
    rows = listed.values_list("evaluation__session__workshop__title", "has_answered")
    return [{"workshop": title, "has_answered": has_answered} for title, has_answered in rows]


def _marks_of(person: Person) -> QuerySet[EvaluationMark]:
    """Return the marks in open evaluations: those that are closed have none."""
    open_ones = list(Evaluation.objects.filter(closed_at=None).order_by().only("pk"))
    if not open_ones:
        return EvaluationMark.objects.none()
    subjects = [evaluation_pseudonym(evaluation, person) for evaluation in open_ones]
    return EvaluationMark.objects.filter(evaluation__in=open_ones, subject__in=subjects)


def _erase_marks(person: Person) -> int:
    """Delete the marks; answers stay in the counts, where they cannot be told apart."""
    return delete_rows(_marks_of(person))


def _sessions_given() -> Holding:
    through = WorkshopSession.trainers.through
    return Holding(
        model=WorkshopSession._meta.label,
        title=_("Workshops that you give"),
        purpose=_("To say who gives a workshop."),
        recipients=_("Everybody who may join the workshop."),
        retention=retention_text(TRAINERS),
        source=_("Whoever runs the workshops."),
        chapter=DataChapter.HELP,
        export=lambda person: plain_rows(
            through.objects.filter(person=person)
            .order_by("workshopsession__starts_at", "pk")
            .values("workshopsession__workshop__title", "workshopsession__starts_at")
        ),
        outcome=ErasureOutcome.UNNAMED,
        erase=lambda person: delete_rows(through.objects.filter(person=person)),
    )


def _erase_seats(person: Person) -> int:
    """Delete the seats, giving those to come to the queue."""
    own = Seat.objects.filter(person=person)
    to_come = WorkshopSession.objects.filter(cancelled_at=None, seats_taken__in=own)
    number = own.count()
    for session in to_come.filter(Q(starts_at=None) | Q(starts_at__gt=Now())):
        give_up_seat(session=session, person=person, notify=False)
    delete_rows(own)
    return number


HOLDINGS: tuple[Holding, ...] = (
    Holding(
        model=TeamBooking._meta.label,
        title=_("Seats that managers ask for"),
        purpose=_(
            "To let a manager ask for seats for their team, and read for whom they have asked."
        ),
        recipients=_("You; the manager who asked, who does not learn what you did with it."),
        retention=retention_text(BOOKINGS),
        source=_("The manager who asks."),
        chapter=DataChapter.HELP,
        export=_booking_rows,
        private=True,
        erase=lambda person: delete_rows(
            TeamBooking.objects.filter(Q(person=person) | Q(asked_by=person))
        ),
    ),
    Holding(
        model=CalendarFeed._meta.label,
        title=_("The address for your own calendar"),
        purpose=_("To let your calendar read your workshops; of the address only a hash is kept."),
        recipients=_("You alone, and whoever you give the address to."),
        retention=retention_text(FEEDS),
        source=_("You, when you make the address."),
        chapter=DataChapter.HELP,
        export=lambda person: plain_rows(feeds_visible_to(person).values("made_at")),
        private=True,
        erase=lambda person: delete_rows(CalendarFeed.objects.filter(person=person)),
    ),
    Holding(
        model=EvaluationMark._meta.label,
        title=_("That you are asked about a workshop"),
        purpose=_("To ask you once, and count your answers once. Your answers are kept nowhere."),
        recipients=_("Nobody: the mark is under a pseudonym."),
        retention=retention_text(MARKS),
        source=_("The list of a workshop that you came to."),
        chapter=DataChapter.HELP,
        export=_mark_rows,
        private=True,
        erase=_erase_marks,
    ),
    Holding(
        model=Seat._meta.label,
        title=_("Your seats at workshops"),
        purpose=_("To keep you a seat, and to know who came."),
        recipients=_("You; the trainers of that workshop; whoever runs the workshops."),
        retention=retention_text(SEATS),
        source=_(
            "You, when you take a seat; your manager or whoever runs the workshops, when they ask for one; "
            "the trainers or the code of the room, for whether you came."
        ),
        chapter=DataChapter.HELP,
        export=OwnRows(
            lambda person: seats_visible_to(person).values(
                "session__workshop__title",
                "session__starts_at",
                "number",
                "has_come",
                "origin",
                "asked_at",
            )
        ),
        private=True,
        erase=_erase_seats,
    ),
    _sessions_given(),
    Holding(
        model=WorkshopPlan._meta.label,
        title=_("Workshops that you plan as an ambassador"),
        purpose=_("To let you change them, and whoever runs the workshops agree to them."),
        recipients=_("You; whoever runs the workshops."),
        retention=retention_text(PLANS),
        source=_("You, when you plan it; whoever runs the workshops, for the answer."),
        chapter=DataChapter.HELP,
        export=lambda person: plain_rows(
            WorkshopPlan.objects.filter(person=person).values(
                "session__workshop__title", "session__starts_at", "planned_at", "answer"
            )
        ),
        erase=lambda person: delete_rows(WorkshopPlan.objects.filter(person=person)),
    ),
)
