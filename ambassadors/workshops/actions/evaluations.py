"""Ask attendees for an evaluation once the session is over, and again after three months.

An answer is added to the counts of its session and leaves no row of its own (docs/decisions/0042).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ambassadors.workshops.actions.notifications import lazy_title, lazy_when_in_words
from ambassadors.workshops.enums import Wave
from ambassadors.workshops.evaluation import ANSWER_LABELS, LEAST_ANSWERS, QUESTIONS, add_answers
from ambassadors.workshops.mails import EVALUATION_AT_ONCE, EVALUATION_LATER
from ambassadors.workshops.models import Evaluation, EvaluationMark, Seat, WorkshopSession
from ambassadors.workshops.queries.evaluations import evaluation_pseudonym
from core.dates import today
from people.actions.mails import Letter, enqueue_mails
from people.models import Person


OPEN_FOR = timedelta(days=14)
FIRST_WAVE_AFTER = timedelta(hours=12)  # when nobody saved the list
SECOND_WAVE_AFTER = timedelta(days=91)  # after the session
LATEST_OPENING = timedelta(days=30)  # after which an older session gets no evaluation
MAILS = {Wave.HOT: EVALUATION_AT_ONCE, Wave.COLD: EVALUATION_LATER}


def open_evaluation_if_over(session: WorkshopSession) -> None:
    """Ask attendees at once when the list is saved after the session; the caller holds its lock."""
    now = timezone.now()
    if session.ends_at is not None and now - LATEST_OPENING <= session.ends_at <= now:
        _open(session, Wave.HOT)


def open_due_evaluations(*, now: datetime) -> int:
    """Open first evaluations of sessions without a saved list, and second ones; return how many."""
    opened = 0
    for wave, after in ((Wave.HOT, FIRST_WAVE_AFTER), (Wave.COLD, SECOND_WAVE_AFTER)):
        until = now - after
        sessions = (
            WorkshopSession.objects.filter(
                cancelled_at=None, ends_at__range=(until - LATEST_OPENING, until)
            )
            .exclude(evaluations__wave=wave)
            .order_by("pk")
        )
        for session in sessions:
            with transaction.atomic():
                locked = WorkshopSession.objects.select_for_update().get(pk=session.pk)
                opened += _open(locked, wave)
    return opened


def _open(session: WorkshopSession, wave: Wave) -> bool:
    """Ask attendees who proved who they are, unless they are too few for answers to be shown."""
    if Evaluation.objects.filter(session=session, wave=wave).exists():
        return False
    people = list(_people_who_came(session))
    if len(people) < LEAST_ANSWERS:
        return False
    now = timezone.now()
    evaluation = Evaluation.objects.create(
        session=session,
        wave=wave,
        asked=len(people),
        opened_at=now,
        closes_at=now + OPEN_FOR,
    )
    subjects = sorted(evaluation_pseudonym(evaluation, person) for person in people)
    EvaluationMark.objects.bulk_create(
        EvaluationMark(evaluation=evaluation, subject=subject) for subject in subjects
    )
    _notify_asked(evaluation, people)
    return True


def _people_who_came(session: WorkshopSession) -> QuerySet[Person]:
    came = Seat.objects.filter(session=session, has_come=True).order_by().values("person")
    here = Person.objects.proven().employed_on(today()).filter(is_active=True)
    return here.filter(pk__in=came).order_by("pk")


def _notify_asked(evaluation: Evaluation, people: list[Person]) -> None:
    session = evaluation.session
    letters = [
        Letter(
            person=person,
            key=f"{evaluation.pk} {person.pk}",
            path=reverse("workshops:evaluate", args=[session.uuid, evaluation.wave]),
            values={"title": lazy_title(session), "when": lazy_when_in_words(session)},
            expires_at=evaluation.closes_at,
        )
        for person in people
    ]
    enqueue_mails(kind=MAILS[Wave(evaluation.wave)], letters=letters)


@transaction.atomic
def answer_evaluation(
    *, evaluation: Evaluation, person: Person, answers: Mapping[str, int]
) -> None:
    """Count a person's only answer. Raises ValidationError when repeated, closed or not asked."""
    locked = Evaluation.objects.select_for_update().get(pk=evaluation.pk)
    if locked.closed_at is not None or locked.closes_at <= timezone.now():
        raise ValidationError(_("These questions are closed."), code="closed")
    questions = QUESTIONS[Wave(locked.wave)]
    if set(answers) != set(questions) or not set(answers.values()) <= set(ANSWER_LABELS):
        raise ValidationError(_("Answer each of the four questions."), code="answers")
    if not Person.objects.proven().filter(pk=person.pk).exists():
        raise ValidationError(_("Confirm first who you are, on “My data”."), code="unproven")
    marks = locked.marks.filter(subject=evaluation_pseudonym(locked, person), has_answered=False)
    if not marks.update(has_answered=True):
        raise ValidationError(_("You have answered already."), code="twice")
    locked.counts, locked.answers = add_answers(locked.counts, answers), locked.answers + 1
    locked.save(update_fields=["counts", "answers"])


def close_due_evaluations(*, now: datetime) -> int:
    """Close evaluations: delete who was asked, and counts of fewer than five answers. Return how many."""
    due = Evaluation.objects.filter(closes_at__lte=now, closed_at=None).order_by("pk")
    closed = 0
    for pk in list(due.values_list("pk", flat=True)):
        with transaction.atomic():
            locked = Evaluation.objects.select_for_update().get(pk=pk)
            if locked.closed_at is None:
                _close(locked, now)
                closed += 1
    return closed


def _close(evaluation: Evaluation, now: datetime) -> None:
    evaluation.marks.all().delete()
    evaluation.closed_at = now
    if evaluation.answers < LEAST_ANSWERS:
        evaluation.counts, evaluation.answers = {}, 0
    evaluation.save(update_fields=["closed_at", "counts", "answers"])
