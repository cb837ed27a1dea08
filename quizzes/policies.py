"""Who may see what of the quizzes. An attempt has one reader, its learner; no role opens it.

Of an open answer that is marked, a marker reads the answer alone (docs/decisions/0021).
"""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from core.dates import today
from people.models import Person
from people.policies import sealed_before
from quizzes.models import Attempt, AttemptItem, Quiz
from quizzes.models.attempts import AttemptQuerySet
from quizzes.specs import Kind


MARKING = "quizzes.mark_essay"


def attempts_visible_to(person: Person | AnonymousUser) -> AttemptQuerySet:
    """Without those begun before a seal (docs/decisions/0019)."""
    if not person.pk:
        return Attempt.objects.none()
    own, before = Attempt.objects.filter(learner_id=person.pk), sealed_before(person)
    return own.filter(started_at__gte=before) if before else own


def quizzes_visible_to(person: Person | AnonymousUser) -> QuerySet[Quiz]:
    """Content is for all staff."""
    return Quiz.objects.all() if person.is_authenticated else Quiz.objects.none()


def may_mark_essays(person: Person | AnonymousUser) -> bool:
    return person.has_perm(MARKING)


def answers_markable_by(person: Person | AnonymousUser) -> QuerySet[AttemptItem]:
    """Open answers, marked or not, of others who work here. Open one: log it (record_look)."""
    if not may_mark_essays(person):
        return AttemptItem.objects.none()
    return AttemptItem.objects.filter(
        attempt__submitted_at__isnull=False,
        attempt__learner__in=Person.objects.filter(is_active=True).employed_on(today()),
        version__spec__kind=Kind.ESSAY.value,
        version__spec__is_marked=True,
        response__has_key="text",
    ).exclude(attempt__learner=person.pk)


def answers_to_mark(person: Person | AnonymousUser) -> QuerySet[AttemptItem]:
    """Those that nobody has marked yet. In no order: the oldest first is `queries.marking`'s."""
    return answers_markable_by(person).filter(fraction=None, attempt__awaiting__gt=0)
