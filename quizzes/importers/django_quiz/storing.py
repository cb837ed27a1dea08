"""Writes a plan: all of it or nothing, inside the transaction of the caller."""

from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from quizzes.enums import Behaviour, ClosedBy, Origin, QuestionStatus
from quizzes.importers.django_quiz.outcomes import SittingItem
from quizzes.importers.django_quiz.plan import (
    AttemptEntry,
    Plan,
    QuestionEntry,
    spec_as_text,
    version_as_text,
)
from quizzes.importers.django_quiz.texts import default_category_name
from quizzes.importers.storing import get_or_create_categories, in_parts
from quizzes.models import (
    Attempt,
    AttemptItem,
    Category,
    Question,
    QuestionVersion,
    Quiz,
    QuizBand,
    QuizQuestion,
)
from quizzes.search import searchable_text
from quizzes.specs.codec import to_dict


IN_A_QUERY = 500
Versions = dict[tuple[str, str], QuestionVersion]  # by the question's key and what is asked


def store_plan(plan: Plan) -> None:
    gone = _gone(plan)
    entries = [*plan.questions.values(), *gone.values()]
    names = plan.categories | {entry.category for entry in entries}
    names |= {quiz.category for quiz in plan.quizzes.values() if quiz.category}
    categories = get_or_create_categories(names)
    _store_questions(entries, categories)
    _store_quizzes(plan, categories)
    questions = plan.questions | gone
    versions = _versions(plan, questions)
    attempts = [_attempt(plan, entry) for entry in plan.attempts]
    Attempt.objects.bulk_create(attempts, batch_size=IN_A_QUERY)
    AttemptItem.objects.bulk_create(
        (
            _item(
                attempt, slot, item, versions[questions[item.question].key, spec_as_text(item.spec)]
            )
            for attempt, entry in zip(attempts, plan.attempts, strict=True)
            for slot, item in enumerate(entry.outcome.items, start=1)
        ),
        batch_size=IN_A_QUERY,
    )


# --- Questions ------------------------------------------------------------------------------------


def _gone(plan: Plan) -> dict[int, QuestionEntry]:
    """Entries for the deleted questions that sittings name, once each: drafts that nobody is asked."""
    items = (item for entry in plan.attempts for item in entry.outcome.items)
    items_by_question = {item.question: item for item in items if item.asked.is_gone}
    here = {
        question.external_id: question
        for some in in_parts(_gone_key(plan, pk) for pk in sorted(items_by_question))
        for question in Question.objects.filter(origin=Origin.DJANGO_QUIZ, external_id__in=some)
    }
    with override(settings.LANGUAGE_CODE):
        title = _("Deleted question (no. %(pk)d)")
    return {
        pk: QuestionEntry(
            key=_gone_key(plan, pk),
            title=title % {"pk": pk},
            category=default_category_name(),
            status=QuestionStatus.DRAFT,
            asked=item.asked,
            stored=here.get(_gone_key(plan, pk)),
        )
        for pk, item in sorted(items_by_question.items())
    }


def _gone_key(plan: Plan, pk: int) -> str:
    """Return a key apart from its own, under which a later dump may bring the question itself."""
    return f"{plan.source}:deleted:{pk}"


def _store_questions(entries: list[QuestionEntry], categories: dict[str, Category]) -> None:
    new = [entry for entry in entries if entry.stored is None]
    questions = [
        Question(
            title=entry.title,
            category=categories[entry.category],
            status=entry.status,
            origin=Origin.DJANGO_QUIZ,
            external_id=entry.key,
            searchable=searchable_text(entry.title, entry.asked.spec),
        )
        for entry in new
    ]
    Question.objects.bulk_create(questions, batch_size=IN_A_QUERY)
    versions = QuestionVersion.objects.bulk_create(
        (
            QuestionVersion(question=question, number=1, spec=to_dict(entry.asked.spec))
            for question, entry in zip(questions, new, strict=True)
        ),
        batch_size=IN_A_QUERY,
    )
    for entry, question, version in zip(new, questions, versions, strict=True):
        question.current_version = version
        entry.stored = question
    Question.objects.bulk_update(questions, ["current_version"], batch_size=IN_A_QUERY)


def _versions(plan: Plan, asked: dict[int, QuestionEntry]) -> Versions:
    """Return what the new attempts pin. A question as it was and no longer is becomes a version beside the one
    in force, which stays in force."""
    wanted = {
        (asked[item.question].key, spec_as_text(item.spec)): item
        for entry in plan.attempts
        for item in entry.outcome.items
    }
    versions: Versions = {}
    last: dict[str, int] = {}
    for some in in_parts({key for key, _content in wanted}):
        for version in QuestionVersion.objects.filter(
            question__origin=Origin.DJANGO_QUIZ, question__external_id__in=some
        ).select_related("question"):
            key = version.question.external_id
            versions[key, version_as_text(version)] = version
            last[key] = max(last.get(key, 0), version.number)
    missing = []
    for (key, content), item in sorted(wanted.items(), key=lambda each: each[0]):
        if (key, content) not in versions:
            last[key] = last.get(key, 0) + 1
            versions[key, content] = version = QuestionVersion(
                question=asked[item.question].stored, number=last[key], spec=to_dict(item.spec)
            )
            missing.append(version)
    QuestionVersion.objects.bulk_create(missing, batch_size=IN_A_QUERY)
    return versions


# --- Quizzes --------------------------------------------------------------------------------------


def _store_quizzes(plan: Plan, categories: dict[str, Category]) -> None:
    new = [entry for entry in plan.quizzes.values() if entry.stored is None]
    quizzes = [
        Quiz(
            **entry.fields.values,
            slug=entry.slug,
            category=categories[entry.category] if entry.category else None,
            origin=Origin.DJANGO_QUIZ,
            external_id=entry.key,
        )
        for entry in new
    ]
    Quiz.objects.bulk_create(quizzes, batch_size=IN_A_QUERY)
    for entry, quiz in zip(new, quizzes, strict=True):
        entry.stored = quiz
    QuizQuestion.objects.bulk_create(
        (
            QuizQuestion(quiz=entry.stored, question=plan.questions[pk].stored, sort_order=order)
            for entry in new
            for order, pk in enumerate(entry.fields.questions)
        ),
        batch_size=IN_A_QUERY,
    )
    QuizBand.objects.bulk_create(
        QuizBand(quiz=entry.stored, from_percent=percent, text=text)
        for entry in new
        for percent, text in entry.fields.bands
    )


# --- Attempts -------------------------------------------------------------------------------------


def _attempt(plan: Plan, entry: AttemptEntry) -> Attempt:
    """The package kept no time of an end in old rows: such a sitting ends as it began."""
    outcome, sitting = entry.outcome, entry.outcome.sitting
    quiz = plan.quizzes[sitting.quiz]
    values = quiz.fields.values
    return Attempt(
        quiz=quiz.stored,
        learner=entry.learner,
        pass_percent=outcome.pass_percent,
        purpose=values["purpose"],
        behaviour=values["behaviour"],
        shuffle_answers=values["shuffle_answers"],
        origin=Origin.DJANGO_QUIZ,
        external_id=entry.key,
        points=outcome.points if sitting.complete else Decimal(0),
        max_points=len(outcome.items),
        started_at=sitting.start,
        submitted_at=(sitting.end or sitting.start) if sitting.complete else None,
        closed_by=ClosedBy.LEARNER if sitting.complete else "",
    )


def _item(attempt: Attempt, slot: int, item: SittingItem, version: QuestionVersion) -> AttemptItem:
    """Return the item. When an answer was given is not known: not before the start, and not after the end."""
    at = (attempt.submitted_at or attempt.started_at) if item.response else None
    is_explained = attempt.behaviour == Behaviour.AT_ONCE and item.fraction is not None
    return AttemptItem(
        attempt=attempt,
        slot=slot,
        version=version,
        response=item.response,
        saved_at=at,
        checked_at=at if is_explained else None,
        fraction=item.fraction,
    )
