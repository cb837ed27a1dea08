"""What workshops hold about a person beside their seats."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from ambassadors.models import CalendarFeed, Evaluation, EvaluationMark, TeamBooking
from ambassadors.policies import bookings_made_by, bookings_received_by, feeds_visible_to
from ambassadors.queries.evaluations import mark_of
from ambassadors.retention import BOOKINGS, FEEDS, MARKS
from people.enums import DataChapter
from people.models import Person
from people.policies import since_seal
from people.privacy_registry import Holding, Rows, delete_rows, plain_rows
from people.retention_registry import retention_text


# Of rows under no field’s own name.
HEADINGS = (gettext_noop("Workshop"), gettext_noop("Asked by you"), gettext_noop("Has answered"))


def holdings_of_workshops() -> tuple[Holding, ...]:
    return (_bookings(), _feeds(), _marks())


def _bookings() -> Holding:
    return Holding(
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
    )


def _feeds() -> Holding:
    return Holding(
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
    )


def _marks() -> Holding:
    return Holding(
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
    )


def _booking_rows(person: Person) -> Rows:
    """The other one of a row is not named."""
    fields = ("session__workshop__title", "session__starts_at", "asked_at", "taken_back_at")
    received = plain_rows(bookings_received_by(person).values(*fields))
    made = plain_rows(bookings_made_by(person).values(*fields))
    return [row | {"asked_by_you": False} for row in received] + [
        row | {"asked_by_you": True} for row in made
    ]


def _mark_rows(person: Person) -> Rows:
    rows: Rows = []
    for evaluation in _open_evaluations():
        marks = since_seal(mark_of(evaluation, person), person, "evaluation__opened_at")
        rows += [
            {"workshop": evaluation.session.workshop.title, "has_answered": each.has_answered}
            for each in marks
        ]
    return rows


def _open_evaluations() -> list[Evaluation]:
    return list(Evaluation.objects.filter(closed_at=None).select_related("session__workshop"))


def _erase_marks(person: Person) -> int:
    """What they answered stays in the sums, where nobody can tell it from the rest."""
    return sum(delete_rows(mark_of(evaluation, person)) for evaluation in _open_evaluations())
