"""Rows joined to what they point at. A pointer that leads nowhere refuses the row that holds it."""

from collections import defaultdict
from typing import Any

from django.utils.translation import gettext as _

from core.reports import ImportReport
from quizzes.importers.django_quiz.reading import CHILDREN, refuse_record
from quizzes.importers.django_quiz.records import (
    Answer,
    Category,
    Child,
    Dump,
    MultipleChoice,
    Progress,
    Question,
    QuestionRow,
    Quiz,
    Record,
    Rows,
    Sitting,
    SubCategory,
    User,
)


def join_rows(rows: Rows, report: ImportReport) -> Dump:
    """Join what is whole, each by its pk, in the `ordering` of its model; the rest is refused."""
    for kind, name, target in (
        (SubCategory, "category", Category),
        (Quiz, "category", Category),
        (QuestionRow, "category", Category),
        (QuestionRow, "sub_category", SubCategory),
        (QuestionRow, "quiz", Quiz),
        (Answer, "question", MultipleChoice),
    ):
        known = rows.of(target).keys()
        for row in _sorted(rows.of(kind)).values():
            value = getattr(row, name)
            wanted = value if isinstance(value, tuple) else (value,)
            for pk in wanted:
                if pk is not None and pk not in known:
                    _refuse(report, row, f"{target.model} {pk}")
    return Dump(
        users=_sorted(rows.of(User)),
        categories=_sorted(rows.of(Category)),
        sub_categories=_sorted(rows.of(SubCategory)),
        quizzes=_sorted(rows.of(Quiz)),
        questions=_questions(rows, report),
        sittings={
            pk: sitting
            for pk, sitting in _sorted(rows.of(Sitting)).items()
            if _is_sound(sitting, rows, report)
        },
        progress=_sorted(rows.of(Progress)),
    )


def _sorted(by_pk: dict[int, Any]) -> dict[int, Any]:
    return dict(sorted(by_pk.items()))


def _refuse(report: ImportReport, row: Record, absent: str) -> None:
    refuse_record(
        report,
        type(row),
        row.line,
        _("%(name)s points at %(absent)s, which is not in the file.")
        % {"name": row.name, "absent": absent},
        _("a dump of all the apps: auth.user, quiz, multichoice, true_false and essay"),
    )


def _questions(rows: Rows, report: ImportReport) -> dict[int, Question]:
    children: dict[int, list[Child]] = defaultdict(list)
    for kind in CHILDREN:
        for pk, child in rows.of(kind).items():
            children[pk].append(child)
    answers: dict[int, list[Answer]] = defaultdict(list)
    for answer in _sorted(rows.of(Answer)).values():
        answers[answer.question].append(answer)
    parents = rows.of(QuestionRow)
    for pk in sorted(children.keys() - parents.keys()):
        _refuse(report, children[pk][0], f"{QuestionRow.model} {pk}")
    return {
        pk: Question(row, children[pk][0], tuple(answers[pk]))
        for pk, row in _sorted(parents).items()
        if _has_one_kind(row, children[pk], report)
    }


def _has_one_kind(row: QuestionRow, children: list[Child], report: ImportReport) -> bool:
    """A child row carries no pointer: its pk is the question's."""
    expected = _("one object of %(models)s with the same pk") % {
        "models": ", ".join(kind.model for kind in CHILDREN)
    }
    if len(children) != 1:
        reason = _("%(name)s has %(count)d kinds.") % {"name": row.name, "count": len(children)}
        report.refuse_all(row.line, reason, expected)
        return False
    repeated = children[0].quiz
    if repeated is not None and set(repeated) != set(row.quiz):
        reason = _("%(name)s and %(parent)s name other quizzes.") % {
            "name": children[0].name,
            "parent": row.name,
        }
        report.refuse_all(children[0].line, reason, _("the same list"))
        return False
    return True


def _is_sound(sitting: Sitting, rows: Rows, report: ImportReport) -> bool:
    questions = set(sitting.question_order)
    if sitting.quiz not in rows.of(Quiz):
        _refuse(report, sitting, f"{Quiz.model} {sitting.quiz}")
        return False
    problem = ""
    if not questions:
        problem = _("%(name)s asked no question.")
    elif not sitting.user_answers.keys() <= questions:
        problem = _("%(name)s has answers to questions that it did not ask.")
    elif not questions.issuperset((*sitting.question_list, *sitting.incorrect_questions)):
        problem = _("%(name)s lists questions that it did not ask.")
    elif sitting.end is not None and sitting.end < sitting.start:
        problem = _("%(name)s ends before it begins.")
    if problem:
        report.refuse(
            sitting.line,
            problem % {"name": sitting.name},
            _("every question in “question_order”, which older databases cut at 1,024 characters"),
        )
    return not problem
