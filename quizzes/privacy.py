"""What quizzes hold about a person: their attempts and answers, which nobody else reads by name."""

from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from people.enums import DataChapter
from people.models import Person
from people.privacy_registry import Holding, Rows, delete_rows, register_holding, rows_of
from people.retention_registry import retention_text
from quizzes.html import plain_text
from quizzes.kinds.base import Spec
from quizzes.models import (
    Attempt,
    AttemptItem,
    ExtraTime,
    QuestionVersion,
    ReviewCard,
    SharedResult,
)
from quizzes.policies import attempts_visible_to, review_cards_visible_to, shared_by
from quizzes.queries.translations import language_of_answer, shown_answers
from quizzes.retention import ATTEMPTS, REVIEWS


RECIPIENTS_OF_SCORES = _(
    "You, and whom you send a result to, until you take it back. Of a mandatory training, your manager "
    "or whoever stands in for them and the training department see whether it is done, and the date. Those "
    "who write quizzes see figures of groups, made so that nobody’s score can be told from them."
)

ANSWER_RECIPIENTS = _(
    "You alone. An open answer that is marked is read by whoever marks it, without your name; you see "
    "who did under “Who looked at your data”. Those who write quizzes see figures of groups, made so that "
    "nobody’s answers can be told from them."
)


learning_holding = partial(Holding, chapter=DataChapter.LEARNING)


def _shared(person: Person) -> Rows:
    shared = shared_by(person).select_related("attempt__quiz", "recipient").order_by("pk")
    return [
        {
            "quiz": one.attempt.quiz.title_here,
            "audience": one.audience,
            "recipient": str(one.recipient or ""),
            "shared_at": one.shared_at,
            "withdrawn_at": one.withdrawn_at,
        }
        for one in shared
    ]


def _cards(person: Person) -> Rows:
    cards = list(
        review_cards_visible_to(person)
        .select_related("question", "version", "translation")
        .order_by("pk")
    )
    here = shown_answers(cards)
    return [
        {
            "question": card.question.title,
            "due_at": card.due_at,
            "answered_at": card.answered_at,
            "response": _said(here[card.pk].spec, card.response) if card.version else "",
            "language": language_of_answer(card),
            "memory": card.memory,
        }
        for card in cards
    ]


def _said(spec: Spec, response: dict[str, Any]) -> str:
    words = spec.in_words(response)
    return str(_(spec.words[words])) if words in spec.words else words


def _attempts(person: Person) -> Rows:
    attempts = attempts_visible_to(person).select_related("quiz")
    return [
        {
            "quiz": attempt.quiz.title_here,
            "started_at": attempt.started_at,
            "submitted_at": attempt.submitted_at,
            "points": attempt.points,
            "max_points": attempt.max_points,
        }
        for attempt in attempts.order_by("started_at", "pk")
    ]


def _answers(person: Person) -> Rows:
    items = AttemptItem.objects.filter(attempt__in=attempts_visible_to(person)).select_related(
        "version", "translation", "attempt__quiz"
    )
    listed = list(items.order_by("attempt__started_at", "attempt", "slot"))
    here = shown_answers(listed)
    return [_answer(item, here[item.pk].spec) for item in listed]


def _answer(item: AttemptItem, spec: Spec) -> dict[str, Any]:
    """Return an answer in the language of the file; `language` is that in which it was answered."""
    return {
        "quiz": item.attempt.quiz.title_here,
        "question": plain_text(spec.text),
        "response": _said(spec, item.response),
        "language": language_of_answer(item),
        # A placement that is under way says nothing of what was right.
        "fraction": None if item.attempt.is_open and item.attempt.is_placement else item.fraction,
        "saved_at": item.saved_at,
        "checked_at": item.checked_at,
    }


HOLDINGS = (  # in the order in which erasers run
    learning_holding(
        model=SharedResult._meta.label,
        title=_("Results that you sent"),
        purpose=_("To show a result to whom you chose, and to let you take it back."),
        recipients=_("Whom you sent it to, while they manage you or run the training."),
        retention=retention_text(ATTEMPTS),
        source=_("You, when you send it."),
        export=_shared,
        private=True,
        erase=lambda person: delete_rows(SharedResult.objects.filter(attempt__learner=person)),
    ),
    learning_holding(
        model=SharedResult._meta.label,
        part="received",
        title=_("Results that were sent to you"),
        purpose=_("To let you read what a learner of your teams chose to show you."),
        recipients=_("You; the learner who sent it."),
        retention=retention_text(ATTEMPTS),
        source=_("A learner, who sends it."),
        export=lambda person: rows_of(
            SharedResult.objects.filter(recipient=person), "shared_at", "withdrawn_at"
        ),
        erase=lambda person: delete_rows(SharedResult.objects.filter(recipient=person)),
    ),
    learning_holding(
        model=AttemptItem._meta.label,
        title=_("Your answers to quizzes"),
        purpose=_("To keep your place and to explain your answers to you."),
        recipients=ANSWER_RECIPIENTS,
        retention=retention_text(ATTEMPTS),
        source=_("You, as you answer."),
        export=_answers,
        private=True,
        erase=lambda person: delete_rows(AttemptItem.objects.filter(attempt__learner=person)),
    ),
    learning_holding(
        model=Attempt._meta.label,
        title=_("Your attempts at quizzes, with their scores"),
        purpose=_("To know which quizzes you passed, and so which lessons are done."),
        recipients=RECIPIENTS_OF_SCORES,
        retention=retention_text(ATTEMPTS),
        source=_("You, as you answer; Passerelle, which marks them."),
        export=_attempts,
        private=True,
        erase=lambda person: delete_rows(Attempt.objects.filter(learner=person)),
    ),
    learning_holding(
        model=ExtraTime._meta.label,
        title=_("Your extra time for quizzes"),
        purpose=_("To give you the time that you need. Why you need it is not asked and not kept."),
        recipients=_("You, and the administrators, who set it. No manager."),
        retention=_("As long as you work here, or until you ask that it be taken away."),
        source=_("An administrator, at your request."),
        export=lambda person: rows_of(ExtraTime.objects.filter(learner=person), "percent"),
        erase=lambda person: delete_rows(ExtraTime.objects.filter(learner=person)),
    ),
    learning_holding(
        model=ReviewCard._meta.label,
        title=_("Your mistakes to review"),
        purpose=_("To ask you again what you got wrong, when you are about to forget it."),
        recipients=_("You alone."),
        retention=retention_text(REVIEWS),
        source=_("You, as you answer; Passerelle, which marks it."),
        export=_cards,
        private=True,
        for_programs=frozenset({"memory"}),
        erase=lambda person: delete_rows(ReviewCard.objects.filter(learner=person)),
    ),
    learning_holding(
        model=QuestionVersion._meta.label,
        title=_("Questions that you wrote"),
        purpose=_("To know whom to ask about a question of the bank."),
        recipients=_("Those who write quizzes."),
        retention=_("As long as the question is kept; without your name once you are erased."),
        source=_("Passerelle, when you save a question."),
        export=lambda person: rows_of(
            QuestionVersion.objects.filter(written_by=person),
            *("question__title", "number", "created_at"),
        ),
        erase=lambda person: QuestionVersion.objects.filter(written_by=person).update(
            written_by=None
        ),
    ),
)


def register() -> None:
    for holding in HOLDINGS:
        register_holding(holding)
