"""One change to many questions of the bank."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from core.guidance import guidance_error, has_guidance
from people.models import Person
from quizzes.actions.bank import get_or_create_tags, save_question
from quizzes.actions.translations import copy_translations
from quizzes.enums import QuestionStatus
from quizzes.models import Category, Competence, Question, Quiz, QuizQuestion, Tag
from quizzes.problems import MESSAGES
from quizzes.queries.bank import asked_in_open_exams
from quizzes.specs.codec import from_dict


MOST_AT_ONCE = 200
LONGEST_TITLE = 230  # of what is copied


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkChange:
    """A change of several questions. What is not said stays as it is.

    `copies`: the questions stay, and their copies change. `quiz`: the quiz that asks them too, after its others.
    """

    status: str | None = None
    category: Category | None = None
    difficulty: int | None = None
    review_on: date | None = None
    add_tags: Collection[str] = ()
    remove_tags: Collection[Tag] = ()
    add_competences: Collection[Competence] = ()
    remove_competences: Collection[Competence] = ()
    quiz: Quiz | None = None
    copies: bool = False

    @property
    def values(self) -> dict[str, Any]:
        columns = {
            "status": self.status,
            "category": self.category,
            "difficulty": self.difficulty,
            "review_on": self.review_on,
        }
        return {name: value for name, value in columns.items() if value is not None}


@dataclass(slots=True)
class BulkOutcome:
    """The outcome of a change. `refused`: questions left as they were, each with why."""

    changed: list[Question] = field(default_factory=list)
    refused: list[tuple[Question, str]] = field(default_factory=list)


@transaction.atomic
def bulk_change_questions(
    *, questions: Iterable[int], change: BulkChange, by: Person | None = None
) -> BulkOutcome:
    """Change the questions of these keys, or copies of them: each wholly or not at all. Raises ValidationError for too
    many at once."""
    keys = list(questions)
    if len(keys) > MOST_AT_ONCE:
        raise ValidationError(too_many(len(keys)), code="too_many")
    rows = Question.objects.select_for_update(of=("self",)).select_related("current_version")
    found = list(rows.filter(pk__in=keys).order_by("pk"))
    outcome = _sorted_out(found, change)
    if change.copies:
        outcome.changed = [_copy(question, by) for question in outcome.changed]
    keys = [question.pk for question in outcome.changed]
    if change.values:
        Question.objects.filter(pk__in=keys).update(**change.values)
    tags = get_or_create_tags(names=change.add_tags) if change.add_tags and keys else []
    _relink(Question.tags, keys, "tag", removed=change.remove_tags, added=tags)
    removed, added = change.remove_competences, change.add_competences
    _relink(Question.competences, keys, "competence", removed=removed, added=added)
    if change.quiz is not None:
        _add_to_quiz(change.quiz, keys)
    return outcome


def too_many(count: int) -> str:
    return _("%(count)d questions are chosen. Expected %(limit)d at most.") % {
        "count": count,
        "limit": MOST_AT_ONCE,
    }


def _sorted_out(found: list[Question], change: BulkChange) -> BulkOutcome:
    """Tell the questions that stay as they are from the others."""
    outcome = BulkOutcome()
    leaves = change.status not in (None, QuestionStatus.READY) and not change.copies
    kept = asked_in_open_exams([question.pk for question in found]) if leaves else set()
    for question in found:
        why_not = _("An open exam asks it.") if question.pk in kept else ""
        if change.status == QuestionStatus.READY:
            why_not = _why_not_ready(question)
        if question.current_version is None and (change.copies or change.quiz):
            why_not = _("It asks nothing yet.")
        if why_not:
            outcome.refused.append((question, why_not))
        else:
            outcome.changed.append(question)
    return outcome


def _copy(question: Question, by: Person | None) -> Question:
    """Write the question again in the bank, with its words in other languages."""
    assert question.current_version is not None
    copy = Question(
        title=_("%(title)s (copy)") % {"title": question.title[:LONGEST_TITLE]},
        lesson_id=question.lesson_id,
        **{
            name: getattr(question, name)
            for name in ("category", "status", "difficulty", "legal_reference", "review_on")
        },
    )
    version = save_question(
        question=copy,
        spec=from_dict(question.current_version.spec),
        by=by,
        tags=[tag.name for tag in question.tags.all()],
        competences=list(question.competences.all()),
    )
    copy_translations(before=question.current_version, after=version)
    return copy


def _add_to_quiz(quiz: Quiz, keys: list[int]) -> None:
    """Have the quiz ask these questions after its others; one that it asks already keeps its place."""
    locked = Quiz.objects.select_for_update().get(pk=quiz.pk)
    asked = QuizQuestion.objects.filter(quiz=locked)
    known = set(asked.values_list("question", flat=True))
    last = asked.aggregate(last=Max("sort_order"))["last"] or 0
    new = [key for key in keys if key not in known]
    QuizQuestion.objects.bulk_create(
        QuizQuestion(quiz=locked, question_id=key, sort_order=place)
        for place, key in enumerate(new, start=last + 1)
    )


def _why_not_ready(question: Question) -> str:
    """ "" where it may be asked."""
    if question.current_version is None:
        return _("It asks nothing yet.")
    if has_guidance(question.current_version.spec):
        return " ".join(guidance_error().messages)
    problems = from_dict(question.current_version.spec).validate()
    return " ".join(_(MESSAGES[one.code]) % one.params for one in problems)


def _relink(
    links: Any, keys: list[int], name: str, *, removed: Iterable[Any], added: Iterable[Any]
) -> None:
    """Change what the questions of these keys are linked to, by the table of the links."""
    through = links.through._default_manager
    if removed:
        through.filter(question__in=keys, **{f"{name}__in": list(removed)}).delete()
    through.bulk_create(
        [
            through.model(question_id=key, **{f"{name}_id": other.pk})
            for key in keys
            for other in added
        ],
        ignore_conflicts=True,
        batch_size=500,
    )
