"""Who may see what of the quizzes. An attempt has one reader, its learner; no role opens it.

Of an open answer that is marked, a marker reads the answer alone (docs/decisions/0021).
"""

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet

from core.dates import today
from people.enums import Role
from people.models import Person, Position, Team
from people.policies import may_grant_roles, rows_since_seal
from quizzes.enums import ResultRecipient
from quizzes.kinds.base import kinds_where
from quizzes.models import Attempt, AttemptItem, ExtraTime, Quiz, ReviewCard, SharedResult
from quizzes.models.attempts import AttemptQuerySet
from quizzes.models.sharing import SharedResultQuerySet


MARKING = "quizzes.mark_essay"


def attempts_visible_to(person: Person | AnonymousUser) -> AttemptQuerySet:
    """Return the person's own attempts, without those begun before a seal (docs/decisions/0019)."""
    if not person.pk:
        return Attempt.objects.none()
    return rows_since_seal(Attempt.objects.filter(learner_id=person.pk), person, "started_at")


def review_cards_visible_to(person: Person | AnonymousUser) -> QuerySet[ReviewCard]:
    """Return the person's own cards, without those made before a seal."""
    if not person.pk:
        return ReviewCard.objects.none()
    return rows_since_seal(ReviewCard.objects.filter(learner_id=person.pk), person, "created_at")


def quizzes_visible_to(person: Person | AnonymousUser) -> QuerySet[Quiz]:
    """Content is for all staff."""
    return Quiz.objects.all() if person.is_authenticated else Quiz.objects.none()


def shared_by(person: Person | AnonymousUser) -> SharedResultQuerySet:
    """Return what a learner sent of their own results, withdrawn or not."""
    return SharedResult.objects.filter(attempt__in=attempts_visible_to(person))


def results_shared_with(person: Person, *, on: date) -> SharedResultQuerySet:
    """Results that learners sent and did not take back, while their reader is still who they were sent to.

    A manager must manage the learner that day, by a position of their own; the training department is
    whoever holds that role. Open a page of them: log it (record_look).
    """
    positions = Position.objects.primary().held_on(on).filter(person=OuterRef("attempt__learner"))
    teams = Team.objects.held_by(person, on).with_descendants().order_by()
    allowed = Q(
        Exists(positions.filter(team__in=teams)), audience=ResultRecipient.MANAGER, recipient=person
    )
    if person.has_role(Role.TRAINING_MANAGER):
        allowed |= Q(audience=ResultRecipient.TRAINING)
    here = Person.objects.employed_on(on).filter(pk=OuterRef("attempt__learner"))
    sent = SharedResult.objects.standing().filter(allowed, Exists(here))
    return sent.exclude(attempt__learner=person)


def may_open_shared_results(person: Person, *, on: date) -> bool:
    """Follow who follows mandatory training; a stand-in finds an empty page."""
    return person.has_role(Role.TRAINING_MANAGER) or Team.objects.managed_by(person, on).exists()


def may_set_extra_time(person: Person) -> bool:
    """Allow administrators alone: who has more time is nobody else's to know."""
    return may_grant_roles(person)


def extra_times_visible_to(person: Person) -> QuerySet[ExtraTime]:
    return ExtraTime.objects.all() if may_set_extra_time(person) else ExtraTime.objects.none()


def may_mark_essays(person: Person | AnonymousUser) -> bool:
    return person.has_perm(MARKING)


def answers_markable_by(person: Person | AnonymousUser) -> QuerySet[AttemptItem]:
    """Open answers, marked or not, of others who work here. Open one: log it (record_look)."""
    if not may_mark_essays(person):
        return AttemptItem.objects.none()
    return AttemptItem.objects.filter(
        attempt__submitted_at__isnull=False,
        attempt__learner__in=Person.objects.filter(is_active=True).employed_on(today()),
        version__spec__kind__in=kinds_where(is_open=True),
        version__spec__is_marked=True,
    ).exclude(Q(attempt__learner=person.pk) | Q(response={}))


def answers_to_mark(person: Person | AnonymousUser) -> QuerySet[AttemptItem]:
    """Return the answers that nobody has marked yet. In no order: `queries.marking` gives the oldest first."""
    return answers_markable_by(person).filter(fraction=None, attempt__awaiting__gt=0)
