"""Who may see what of the quizzes. An attempt has one reader, its learner; no role opens it."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from people.models import Person
from people.policies import sealed_before
from quizzes.models import Attempt, Quiz, ReviewCard
from quizzes.models.attempts import AttemptQuerySet


def attempts_visible_to(person: Person | AnonymousUser) -> AttemptQuerySet:
    """Without those begun before a seal (docs/decisions/0019)."""
    if not person.pk:
        return Attempt.objects.none()
    own, before = Attempt.objects.filter(learner_id=person.pk), sealed_before(person)
    return own.filter(started_at__gte=before) if before else own


def review_cards_visible_to(person: Person | AnonymousUser) -> QuerySet[ReviewCard]:
    """One's own, without those made before a seal."""
    if not person.pk:
        return ReviewCard.objects.none()
    own, before = ReviewCard.objects.filter(learner_id=person.pk), sealed_before(person)
    return own.filter(created_at__gte=before) if before else own


def quizzes_visible_to(person: Person | AnonymousUser) -> QuerySet[Quiz]:
    """Content is for all staff."""
    return Quiz.objects.all() if person.is_authenticated else Quiz.objects.none()
