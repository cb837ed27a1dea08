"""What quizzes hold about a person: attempts and answers, which nobody else reads by name; marks and corrections,
of the learner and of whoever made them."""

from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from people.enums import DataChapter, ErasureOutcome
from people.models import Person
from people.privacy_registry import Holding, Rows, delete_rows, register_holding, rows_of
from people.queries.own_rows import OwnRows
from people.retention_registry import retention_text
from quizzes.html import plain_text
from quizzes.kinds.base import Spec
from quizzes.models import (
    Attempt,
    AttemptItem,
    EssayMark,
    ExtraTime,
    QuestionVersion,
    RemarkedItem,
    RemarkRun,
    ReviewCard,
    SharedResult,
)
from quizzes.policies import attempts_visible_to, review_cards_visible_to, shared_by
from quizzes.queries.translations import language_of_answer, shown_answers
from quizzes.retention import ATTEMPTS, REVIEWS
from quizzes.values.grids import grid_lines


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


_holding = partial(Holding, chapter=DataChapter.LEARNING)


def _shared(person: Person) -> QuerySet[SharedResult]:
    return shared_by(person).select_related("attempt__quiz", "recipient").order_by("pk")


def _shared_rows(shared: list[SharedResult]) -> Rows:
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


def _cards_of(person: Person) -> QuerySet[ReviewCard]:
    cards = review_cards_visible_to(person).order_by("pk")
    return cards.select_related("question", "version", "translation")


def _card_rows(cards: list[ReviewCard]) -> Rows:
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


def _attempts(person: Person) -> QuerySet[Attempt]:
    return attempts_visible_to(person).select_related("quiz").order_by("started_at", "pk")


def _rows_of_attempts(attempts: list[Attempt]) -> Rows:
    return [
        {
            "quiz": attempt.quiz.title_here,
            "started_at": attempt.started_at,
            "submitted_at": attempt.submitted_at,
            "points": attempt.points,
            "max_points": attempt.max_points,
        }
        for attempt in attempts
    ]


def _answers_of(person: Person) -> QuerySet[AttemptItem]:
    items = AttemptItem.objects.filter(attempt__in=attempts_visible_to(person)).select_related(
        "version", "translation", "attempt__quiz"
    )
    return items.order_by("attempt__started_at", "attempt", "slot")


def _answer_rows(items: list[AttemptItem]) -> Rows:
    here = shown_answers(items)
    return [_answer(item, here[item.pk].spec) for item in items]


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


def _marks_of(person: Person) -> Rows:
    marks = EssayMark.objects.filter(item__attempt__in=attempts_visible_to(person))
    listed = marks.select_related("item__version", "item__attempt__quiz")
    given = list(listed.order_by("made_at", "pk"))
    here = shown_answers(mark.item for mark in given)
    return [_mark(mark, here[mark.item_id].spec) for mark in given]


def _mark(mark: EssayMark, spec: Spec) -> dict[str, Any]:
    return {
        "quiz": mark.item.attempt.quiz.title_here,
        "question": plain_text(spec.text),
        "fraction": mark.fraction,
        "grid": [
            f"{line.title} {line.percent} %".strip() for line in grid_lines(spec.grid, mark.grid)
        ],
        "comment": mark.comment,
        "reason": mark.reason,
        "made_at": mark.made_at,
    }


def _corrections_of(person: Person) -> Rows:
    remarks = RemarkedItem.objects.filter(item__attempt__in=attempts_visible_to(person))
    listed = remarks.select_related("item__version", "item__attempt__quiz")
    corrections = list(listed.order_by("made_at", "pk"))
    here = shown_answers(remark.item for remark in corrections)
    return [
        {
            "quiz": remark.item.attempt.quiz.title_here,
            "question": plain_text(here[remark.item_id].spec.text),
            "before": remark.before,
            "after": remark.after,
            "made_at": remark.made_at,
        }
        for remark in corrections
    ]


HOLDINGS = (  # in the order in which erasers run
    _holding(
        model=EssayMark._meta.label,
        title=_("What markers said of your open answers"),
        purpose=_(
            "To mark what you wrote, and to tell you what is good in it and what is missing."
        ),
        recipients=_("You; whoever marks open answers, without your name."),
        retention=retention_text(ATTEMPTS),
        source=_("Whoever marked the answer."),
        export=_marks_of,
        private=True,
        erase=lambda person: delete_rows(EssayMark.objects.filter(item__attempt__learner=person)),
    ),
    _holding(
        model=RemarkedItem._meta.label,
        title=_("Corrections of your results at quizzes"),
        purpose=_("To put your result right where the expected answer was wrong, and to tell you."),
        recipients=_(
            "You alone. Whoever corrects a question reads about how many results are looked at, and nobody’s name."
        ),
        retention=retention_text(ATTEMPTS),
        source=_("Passerelle, when an author corrects a question."),
        export=_corrections_of,
        private=True,
        erase=lambda person: delete_rows(
            RemarkedItem.objects.filter(item__attempt__learner=person)
        ),
    ),
    _holding(
        model=EssayMark._meta.label,
        part="made",
        title=_("Open answers that you marked"),
        purpose=_("To know whom to ask about a mark."),
        recipients=_("You. Whoever wrote an answer reads among the looks that you opened it."),
        retention=_("As long as the answer is kept; without your name once you are erased."),
        source=_("You, when you mark."),
        export=lambda person: rows_of(
            EssayMark.objects.filter(marker=person),
            *("item__version__question__title", "number", "made_at"),
        ),
        outcome=ErasureOutcome.UNNAMED,
        erase=lambda person: EssayMark.objects.filter(marker=person).update(marker=None),
    ),
    _holding(
        model=RemarkRun._meta.label,
        title=_("Corrections of results that you started"),
        purpose=_("To know who changed results, and why they differ."),
        recipients=_("Those who write quizzes."),
        retention=_("As long as the question is kept; without your name once you are erased."),
        source=_("You, when you correct the results of a question."),
        export=lambda person: rows_of(
            RemarkRun.objects.filter(started_by=person),
            *("question__title", "started_at", "finished_at"),
        ),
        outcome=ErasureOutcome.UNNAMED,
        erase=lambda person: RemarkRun.objects.filter(started_by=person).update(started_by=None),
    ),
    _holding(
        model=SharedResult._meta.label,
        title=_("Results that you sent"),
        purpose=_("To show a result to whom you chose, and to let you take it back."),
        recipients=_("Whom you sent it to, while they manage you or run the training."),
        retention=retention_text(ATTEMPTS),
        source=_("You, when you send it."),
        export=OwnRows(_shared, tell=_shared_rows),
        private=True,
        erase=lambda person: delete_rows(SharedResult.objects.filter(attempt__learner=person)),
    ),
    _holding(
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
    _holding(
        model=AttemptItem._meta.label,
        title=_("Your answers to quizzes"),
        purpose=_("To keep your place and to explain your answers to you."),
        recipients=ANSWER_RECIPIENTS,
        retention=retention_text(ATTEMPTS),
        source=_("You, as you answer."),
        export=OwnRows(_answers_of, tell=_answer_rows),
        private=True,
        erase=lambda person: delete_rows(AttemptItem.objects.filter(attempt__learner=person)),
    ),
    _holding(
        model=Attempt._meta.label,
        title=_("Your attempts at quizzes, with their scores"),
        purpose=_("To know which quizzes you passed, and so which lessons are done."),
        recipients=RECIPIENTS_OF_SCORES,
        retention=retention_text(ATTEMPTS),
        source=_("You, as you answer; Passerelle, which marks them."),
        export=OwnRows(_attempts, tell=_rows_of_attempts),
        private=True,
        erase=lambda person: delete_rows(Attempt.objects.filter(learner=person)),
    ),
    _holding(
        model=ExtraTime._meta.label,
        title=_("Your extra time for quizzes"),
        purpose=_("To give you the time that you need. Why you need it is not asked and not kept."),
        recipients=_("You, and the administrators, who set it. No manager."),
        retention=_("As long as you work here, or until you ask that it be taken away."),
        source=_("An administrator, at your request."),
        export=lambda person: rows_of(ExtraTime.objects.filter(learner=person), "percent"),
        erase=lambda person: delete_rows(ExtraTime.objects.filter(learner=person)),
    ),
    _holding(
        model=ReviewCard._meta.label,
        title=_("Your mistakes to review"),
        purpose=_("To ask you again what you got wrong, when you are about to forget it."),
        recipients=_("You alone."),
        retention=retention_text(REVIEWS),
        source=_("You, as you answer; Passerelle, which marks it."),
        export=OwnRows(_cards_of, tell=_card_rows),
        private=True,
        for_programs=frozenset({"memory"}),
        erase=lambda person: delete_rows(ReviewCard.objects.filter(learner=person)),
    ),
    _holding(
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
        outcome=ErasureOutcome.UNNAMED,
        erase=lambda person: QuestionVersion.objects.filter(written_by=person).update(
            written_by=None
        ),
    ),
)


def register() -> None:
    for holding in HOLDINGS:
        register_holding(holding)
