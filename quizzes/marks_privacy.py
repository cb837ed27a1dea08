"""What marks and corrections hold about a person: about the learner, and about whoever made them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from people.models import Person
from people.privacy_registry import Rows, delete_rows, register_holding, rows_of
from people.retention_registry import retention_text
from quizzes.html import plain_text
from quizzes.kinds.base import Spec
from quizzes.models import EssayMark, RemarkedItem, RemarkRun
from quizzes.policies import attempts_visible_to
from quizzes.privacy import learning_holding
from quizzes.queries.translations import shown_answers
from quizzes.retention import ATTEMPTS
from quizzes.values.grids import grid_lines


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


HOLDINGS = (
    learning_holding(
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
    learning_holding(
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
    learning_holding(
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
        erase=lambda person: EssayMark.objects.filter(marker=person).update(marker=None),
    ),
    learning_holding(
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
        erase=lambda person: RemarkRun.objects.filter(started_by=person).update(started_by=None),
    ),
)


def register() -> None:
    for holding in HOLDINGS:
        register_holding(holding)
