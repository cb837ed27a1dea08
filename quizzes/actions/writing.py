"""Writing all questions of a quiz at once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from people.models import Person
from quizzes.actions.bank import save_question
from quizzes.kinds.base import Spec
from quizzes.models import Category, Question, Quiz, QuizQuestion
from quizzes.queries.writing import question_fingerprint, quiz_fingerprint
from quizzes.specs.codec import from_dict


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenQuestion:
    """A question as its author leaves it. `question`: None for a new one. `spec`: None where it asks what it asked.
    `stands`: its fingerprint when it was shown."""

    title: str
    category: Category
    status: str
    tags: Collection[str]
    points: Decimal
    spec: Spec | None = None
    question: Question | None = None
    stands: str = ""


class StaleQuiz(ValidationError):
    """Somebody else changed the quiz, or questions of it (`questions`, by their keys), since they were shown."""

    def __init__(self, *, quiz: bool, questions: Collection[int]) -> None:
        super().__init__(_("Somebody else has changed this quiz meanwhile."), code="stale")
        self.is_quiz = quiz
        self.questions = questions


@dataclass(slots=True)
class WritingOutcome:
    """The outcome, for the log and the message."""

    created: list[Question] = field(default_factory=list)
    changed: list[Question] = field(default_factory=list)
    removed: int = 0


@transaction.atomic
def write_quiz(
    *,
    quiz: Quiz,
    fields: Collection[str],
    written: Sequence[WrittenQuestion],
    stands: str,
    by: Person,
) -> WritingOutcome:
    """Save these fields of a quiz and all its questions, in this order; what is not among them leaves the quiz and
    stays in the bank. Raises StaleQuiz, and nothing is saved, where others changed something since it was shown."""
    if quiz.pk is not None:
        _check_unchanged(quiz, fields, written, stands)
    quiz.save(update_fields=list(fields) if quiz.pk is not None else None)
    outcome = WritingOutcome()
    for one in written:
        _save_one(one, by, outcome)
    outcome.removed = _arrange(quiz, written, outcome)
    return outcome


def _check_unchanged(
    quiz: Quiz, fields: Collection[str], written: Sequence[WrittenQuestion], stands: str
) -> None:
    now = Quiz.objects.select_for_update().get(pk=quiz.pk)
    keys = [one.question.pk for one in written if one.question is not None]
    locked = Question.objects.select_for_update(of=("self",)).prefetch_related("tags")
    standing = {
        question.pk: question_fingerprint(question)
        for question in locked.filter(pk__in=keys).order_by("pk")
    }
    stale = {
        one.question.pk
        for one in written
        if one.question is not None and standing.get(one.question.pk) != one.stands
    }
    is_stale = quiz_fingerprint(now, fields) != stands
    if is_stale or stale:
        raise StaleQuiz(quiz=is_stale, questions=stale)


def _save_one(one: WrittenQuestion, by: Person, outcome: WritingOutcome) -> None:
    question = one.question or Question()
    before = (question.title, question.category_id, question.status)
    question.title, question.category, question.status = one.title, one.category, one.status
    if question.pk is None:
        assert one.spec is not None
        save_question(question=question, spec=one.spec, by=by, tags=one.tags)
        outcome.created.append(question)
        return
    tags = {tag.name for tag in question.tags.all()}
    is_same = before == (question.title, question.category_id, question.status)
    if one.spec is None and is_same and tags == set(one.tags):
        return
    assert question.current_version is not None
    spec = one.spec or from_dict(question.current_version.spec)
    save_question(question=question, spec=spec, by=by, tags=one.tags)
    outcome.changed.append(question)


def _arrange(quiz: Quiz, written: Sequence[WrittenQuestion], outcome: WritingOutcome) -> int:
    """Have the quiz ask these questions in this order; return how many left it."""
    created = iter(outcome.created)
    asked = [(one.question or next(created), one.points) for one in written]
    entries = QuizQuestion.objects.filter(quiz=quiz)
    gone = entries.exclude(question__in=[question for question, _points in asked])
    # A question that asks nothing yet has no card, and stays.
    removed = gone.exclude(question__current_version=None).delete()[0]
    standing = {entry.question_id: entry for entry in entries}
    placed = [
        standing.get(question.pk) or QuizQuestion(quiz=quiz, question=question)
        for question, _points in asked
    ]
    for place, (entry, (_question, points)) in enumerate(zip(placed, asked, strict=True)):
        entry.sort_order, entry.points = place, points
    QuizQuestion.objects.bulk_create([entry for entry in placed if entry.pk is None])
    QuizQuestion.objects.bulk_update(
        [entry for entry in placed if entry.question_id in standing], ["sort_order", "points"]
    )
    return removed
