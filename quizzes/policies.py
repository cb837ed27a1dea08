"""Who may see what of the quizzes. An attempt has one reader, its learner; no role opens it."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from people.models import Person
from quizzes.models import Attempt, Quiz
from quizzes.models.attempts import AttemptQuerySet


def attempts_visible_to(person: Person | AnonymousUser) -> AttemptQuerySet:
    return Attempt.objects.filter(learner_id=person.pk) if person.pk else Attempt.objects.none()


def quizzes_visible_to(person: Person | AnonymousUser) -> QuerySet[Quiz]:
    """Content is for all staff."""
    return Quiz.objects.all() if person.is_authenticated else Quiz.objects.none()
