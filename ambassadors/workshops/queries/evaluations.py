"""Evaluations of sessions: whether a person is asked, and which results may be shown."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from ambassadors.workshops.enums import Wave
from ambassadors.workshops.evaluation import ANSWER_LABELS, LEAST_ANSWERS, QUESTIONS
from ambassadors.workshops.models import Evaluation, EvaluationMark, WorkshopSession
from ambassadors.workshops.policies import seats_visible_to
from people.keyed_hash import keyed_hash
from people.models import Person


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """Result of one question: (label, count, per cent) of each value."""

    question: Any
    values: tuple[tuple[Any, int, int], ...]


@dataclass(frozen=True, slots=True)
class Results:
    """Results of one evaluation; `answered` is empty while it is open, and where too few answered."""

    wave: Any
    is_closed: bool
    answers: int
    answered: tuple[QuestionResult, ...]


def evaluation_pseudonym(evaluation: Evaluation, person: Person) -> str:
    """Return a pseudonym of the person, different for each evaluation; its key is not in the database."""
    return keyed_hash(f"workshop-evaluation {evaluation.pk} {person.uuid}")


def marks_of(evaluation: Evaluation, person: Person) -> QuerySet[EvaluationMark]:
    return EvaluationMark.objects.filter(
        evaluation=evaluation, subject=evaluation_pseudonym(evaluation, person)
    )


def open_evaluation_for(person: Person, session: WorkshopSession) -> Evaluation | None:
    """Return the evaluation that this person may answer now; None after a seal: being asked reveals
    attendance."""
    came = seats_visible_to(person).filter(has_come=True).order_by().values("session")
    now_open = session.evaluations.filter(closed_at=None, session__in=came)
    for evaluation in now_open.order_by("-opened_at"):
        if marks_of(evaluation, person).filter(has_answered=False).exists():
            return evaluation
    return None


def results_of(session: WorkshopSession) -> list[Results]:
    return [_results(evaluation) for evaluation in session.evaluations.order_by("opened_at", "pk")]


def _results(evaluation: Evaluation) -> Results:
    is_closed = evaluation.closed_at is not None
    is_told = is_closed and evaluation.answers >= LEAST_ANSWERS
    return Results(
        wave=evaluation.get_wave_display(),
        is_closed=is_closed,
        answers=evaluation.answers if is_told else 0,
        answered=tuple(_answered(evaluation)) if is_told else (),
    )


def _answered(evaluation: Evaluation) -> Iterator[QuestionResult]:
    for code, question in QUESTIONS[Wave(evaluation.wave)].items():
        numbers = evaluation.counts.get(code, [0] * len(ANSWER_LABELS))
        total = sum(numbers) or 1
        yield QuestionResult(
            question,
            tuple(
                (label, number, round(100 * number / total))
                for label, number in zip(ANSWER_LABELS.values(), numbers, strict=True)
            ),
        )
