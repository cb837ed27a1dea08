"""One change to many questions of the bank."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from quizzes.actions.bank import get_or_create_tags
from quizzes.enums import QuestionStatus
from quizzes.models import Category, Competence, Question, Tag
from quizzes.problems import MESSAGES
from quizzes.specs.codec import from_dict


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkChange:
    """What becomes of each question. What is not said stays as it is."""

    status: str | None = None
    category: Category | None = None
    difficulty: int | None = None
    review_on: date | None = None
    add_tags: Collection[str] = ()
    remove_tags: Collection[Tag] = ()
    add_competences: Collection[Competence] = ()
    remove_competences: Collection[Competence] = ()

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
def bulk_change_questions(*, questions: Iterable[int], change: BulkChange) -> BulkOutcome:
    """Change the questions of these keys: each wholly or not at all."""
    rows = Question.objects.select_for_update(of=("self",)).select_related("current_version")
    outcome = BulkOutcome()
    for question in rows.filter(pk__in=list(questions)).order_by("pk"):
        why_not = _why_not_ready(question) if change.status == QuestionStatus.READY else ""
        if why_not:
            outcome.refused.append((question, why_not))
        else:
            outcome.changed.append(question)
    keys = [question.pk for question in outcome.changed]
    if change.values:
        Question.objects.filter(pk__in=keys).update(**change.values)
    tags = get_or_create_tags(names=change.add_tags) if change.add_tags and keys else []
    _relink(Question.tags, keys, "tag", removed=change.remove_tags, added=tags)
    removed, added = change.remove_competences, change.add_competences
    _relink(Question.competences, keys, "competence", removed=removed, added=added)
    return outcome


def _why_not_ready(question: Question) -> str:
    """ "" where it may be asked."""
    if question.current_version is None:
        return _("It asks nothing yet.")
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
