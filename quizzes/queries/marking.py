"""What a marker's pages ask. Nothing here says whose an answer is. Never writes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.contrib.auth.models import Permission
from django.db.models import Count, F, Min, QuerySet
from django.utils import timezone

from core.dates import today
from people.models import Person
from quizzes.answer_addresses import address_of
from quizzes.models import AttemptItem, EssayMark, Question, Quiz
from quizzes.policies import MARKING, answers_markable_by, answers_to_mark


MARKED_SHOWN = 50
SHEET = 10


class WaitingTime(StrEnum):
    """How long, too vague to be set beside the day on which somebody finished a training."""

    DAYS = "days"
    A_WEEK = "a_week"
    A_MONTH = "a_month"


@dataclass(frozen=True, slots=True)
class QueueRow:
    """The answers to one question of one quiz that wait for a marker."""

    quiz: Quiz
    question: Question
    count: int
    oldest: datetime

    @property
    def waited(self) -> WaitingTime:
        return _waited(self.oldest, timezone.now())


def _waited(since: datetime, now: datetime) -> WaitingTime:
    age = now - since
    if age >= timedelta(days=30):
        return WaitingTime.A_MONTH
    return WaitingTime.A_WEEK if age >= timedelta(days=7) else WaitingTime.DAYS


def waiting_answers(
    person: Person, *, quiz: Quiz | None = None, question: Question | None = None
) -> QuerySet[AttemptItem]:
    waiting = answers_to_mark(person)
    if quiz is not None:
        waiting = waiting.filter(attempt__quiz=quiz)
    if question is not None:
        waiting = waiting.filter(version__question=question)
    return waiting


def keys_in_marking_order(waiting: QuerySet[AttemptItem]) -> list[int]:
    """Keys of answers in the order in which a marker meets them: a month old, a week old, the others; of
    each, by their addresses. By the hour, or the number, those of one attempt would come together."""
    now, longest_first = timezone.now(), list(WaitingTime)[::-1]
    rows = waiting.order_by().values_list("pk", "attempt__submitted_at")
    turns = sorted(
        (longest_first.index(_waited(at or now, now)), address_of(pk), pk) for pk, at in rows
    )
    return [pk for _turn, _address, pk in turns]


def marking_queue(
    person: Person, *, quiz: Quiz | None = None, question: Question | None = None
) -> list[QueueRow]:
    rows = list(
        waiting_answers(person, quiz=quiz, question=question)
        .order_by()
        .values(quiz=F("attempt__quiz"), question=F("version__question"))
        .annotate(count=Count("pk"), oldest=Min("attempt__submitted_at"))
        .order_by("oldest", "quiz", "question")
    )
    quizzes = Quiz.objects.in_bulk({row["quiz"] for row in rows})
    questions = Question.objects.in_bulk({row["question"] for row in rows})
    return [
        QueueRow(quizzes[row["quiz"]], questions[row["question"]], row["count"], row["oldest"])
        for row in rows
    ]


def next_to_mark(
    person: Person,
    *,
    quiz: Quiz | None = None,
    question: Question | None = None,
    after: AttemptItem | None = None,
) -> AttemptItem | None:
    """The first in turn; after one that is passed over, the next, then the first again."""
    waiting = waiting_answers(person, quiz=quiz, question=question)
    numbers = keys_in_marking_order(waiting)
    passed = numbers.index(after.pk) + 1 if after is not None and after.pk in numbers else 0
    others = [pk for pk in numbers[passed:] + numbers[:passed] if after is None or pk != after.pk]
    return waiting.filter(pk=others[0]).first() if others else None


def sheet_to_mark(person: Person, *, quiz: Quiz, question: Question) -> list[AttemptItem]:
    """Return the answers of one page, all to the same version of the question."""
    waiting = waiting_answers(person, quiz=quiz, question=question)
    keys = keys_in_marking_order(waiting)
    if not keys:
        return []
    version = waiting.filter(pk=keys[0]).values("version")
    alike = waiting.filter(version__in=version).select_related(
        "version__question", "attempt__quiz", "attempt__learner"
    )
    places = {key: place for place, key in enumerate(keys)}
    return sorted(alike, key=lambda item: places[item.pk])[:SHEET]


def markers() -> QuerySet[Person]:
    """Return who may mark open answers."""
    app, codename = MARKING.split(".")
    allowed = Permission.objects.filter(content_type__app_label=app, codename=codename)
    working = Person.objects.filter(is_active=True).employed_on(today())
    return working.filter(groups__permissions__in=allowed).distinct().order_by("pk")


def marked_lately(person: Person) -> list[EssayMark]:
    """The marks in force given last, by whomever, to answers that are still there to be marked."""
    marks = EssayMark.objects.filter(item__in=answers_markable_by(person))
    in_force = marks.exclude(item__marks__number__gt=F("number"))
    listed = in_force.select_related("item__attempt__quiz", "item__version__question")
    return list(listed.order_by("-made_at", "-pk")[:MARKED_SHOWN])


def mark_in_force(item: AttemptItem) -> EssayMark | None:
    return item.marks.order_by("-number").first()
