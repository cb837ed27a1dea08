"""What of a dump is new, the same as here, or other than what is here under the same number."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from django.utils.translation import gettext as _

from people.models import Person
from quizzes.enums import Origin, QuestionStatus
from quizzes.html import plain_text
from quizzes.importers.django_quiz import records
from quizzes.importers.django_quiz.outcomes import SittingOutcome, sitting_outcome
from quizzes.importers.django_quiz.people import MatchedPeople
from quizzes.importers.django_quiz.questions import ConvertedQuestion, convert_question
from quizzes.importers.django_quiz.quiz_fields import QuizFields, convert_quiz, unique_slugs
from quizzes.importers.django_quiz.report import DjangoQuizReport, ReconciledSitting
from quizzes.importers.django_quiz.texts import category_path_name
from quizzes.importers.storing import in_parts
from quizzes.kinds.base import Spec
from quizzes.models import Attempt, Question, QuestionVersion, Quiz
from quizzes.specs.codec import from_dict, to_dict


TITLE_FROM_TEXT = 80
LONGEST_CATEGORY = 250


@dataclass(slots=True)
class QuestionEntry:
    key: str
    title: str
    category: str
    status: str
    asked: ConvertedQuestion
    stored: Question | None = None


@dataclass(slots=True)
class QuizEntry:
    key: str
    slug: str
    category: str | None
    fields: QuizFields
    stored: Quiz | None = None


@dataclass(slots=True)
class AttemptEntry:
    key: str
    learner: Person
    outcome: SittingOutcome


@dataclass(slots=True)
class Plan:
    """Questions and quizzes by pk, those that are here already too; of attempts only the new ones."""

    source: str
    questions: dict[int, QuestionEntry] = field(default_factory=dict)
    quizzes: dict[int, QuizEntry] = field(default_factory=dict)
    attempts: list[AttemptEntry] = field(default_factory=list)
    categories: set[str] = field(default_factory=set)


def external_id_of(source: str, pk: int) -> str:
    return f"{source}:{pk}"


@lru_cache(maxsize=4096)
def spec_as_text(spec: Spec) -> str:
    """Return what is asked, in one text; thousands of answers share one question."""
    return json.dumps(to_dict(spec), sort_keys=True, ensure_ascii=False)


def make_plan(
    dump: records.Dump, source: str, matched: MatchedPeople, report: DjangoQuizReport
) -> Plan:
    plan = Plan(source)
    plan.categories = set(_category_paths(dump))
    _plan_questions(plan, dump, report)
    _plan_quizzes(plan, dump, report)
    for name in sorted(plan.categories | {entry.category for entry in plan.questions.values()}):
        if len(name) > LONGEST_CATEGORY:
            report.refuse_all(
                0,
                _("The category “%(name)s…” has %(count)d characters with its subcategory.")
                % {"name": name[:40], "count": len(name)},
                _("at most %(limit)d") % {"limit": LONGEST_CATEGORY},
            )
    _plan_attempts(plan, dump, matched, report)
    return plan


# --- Categories -----------------------------------------------------------------------------------


def _category_paths(dump: records.Dump) -> Iterator[str]:
    """Yield the path of every category that has a name, used or not."""
    for category in dump.categories.values():
        if category.category:
            yield category_path_name(category.category, None)
    for sub in dump.sub_categories.values():
        if sub.sub_category:
            yield category_path_name(_name(dump, sub.category), sub.sub_category)


def _name(dump: records.Dump, category: int | None) -> str | None:
    return dump.categories[category].category if category in dump.categories else None


def _path_of_question(dump: records.Dump, row: records.QuestionRow) -> str:
    """The question's own category rules; its subcategory's stands in where it has none."""
    sub = dump.sub_categories.get(row.sub_category or 0)
    category = row.category if row.category is not None else (sub.category if sub else None)
    return category_path_name(_name(dump, category), sub.sub_category if sub else None)


# --- Questions ------------------------------------------------------------------------------------


def _plan_questions(plan: Plan, dump: records.Dump, report: DjangoQuizReport) -> None:
    # With the contents of all of its versions: what an editor changed here stays changed.
    here = {
        question.external_id: (question, {version_as_text(v) for v in question.versions.all()})
        for some in in_parts(external_id_of(plan.source, pk) for pk in dump.questions)
        for question in Question.objects.filter(
            origin=Origin.DJANGO_QUIZ, external_id__in=some
        ).prefetch_related("versions")
    }
    for pk, question in dump.questions.items():
        converted = convert_question(question)
        status = QuestionStatus.DRAFT if converted.problems else QuestionStatus.READY
        plan.questions[pk] = entry = QuestionEntry(
            key=external_id_of(plan.source, pk),
            title=plain_text(converted.spec.text)[:TITLE_FROM_TEXT] or question.row.name,
            category=_path_of_question(dump, question.row),
            status=status,
            asked=converted,
        )
        entry.stored, versions = here.get(entry.key, (None, set()))
        if entry.stored is None:
            report.created += 1
        elif spec_as_text(converted.spec) in versions:
            report.unchanged += 1
        else:
            _refuse_other(report, question.row, entry.title)


def version_as_text(version: QuestionVersion) -> str:
    return spec_as_text(from_dict(version.spec))


def _refuse_other(
    report: DjangoQuizReport, row: records.Record, title: str, what: str = ""
) -> None:
    sentence = _(
        "%(name)s “%(title)s” was imported before with other content; the first is kept."
    ) % {
        "name": row.name,
        "title": title,
    }
    report.refuse(row.line, sentence + (f" ({what})" if what else ""), _("the same content"))


# --- Quizzes --------------------------------------------------------------------------------------


def _plan_quizzes(plan: Plan, dump: records.Dump, report: DjangoQuizReport) -> None:
    here = {
        quiz.external_id: quiz
        for some in in_parts(external_id_of(plan.source, pk) for pk in dump.quizzes)
        for quiz in Quiz.objects.filter(origin=Origin.DJANGO_QUIZ, external_id__in=some)
        .select_related("category")
        .prefetch_related("entries__question", "bands")
    }
    new = {pk: q for pk, q in dump.quizzes.items() if external_id_of(plan.source, pk) not in here}
    slugs, warnings = unique_slugs(new, set(Quiz.objects.values_list("slug", flat=True)))
    report.warnings += warnings
    questions: dict[int, list[records.Question]] = {pk: [] for pk in dump.quizzes}
    for question in dump.questions.values():
        for pk in question.row.quiz:
            questions[pk].append(question)
    for pk, quiz in dump.quizzes.items():
        fields = convert_quiz(quiz, questions[pk])
        name = _name(dump, quiz.category)
        entry = QuizEntry(
            key=external_id_of(plan.source, pk),
            slug=slugs.get(pk, ""),
            category=category_path_name(name, None) if name else None,
            fields=fields,
            stored=here.get(external_id_of(plan.source, pk)),
        )
        plan.quizzes[pk] = entry
        if entry.stored is None:
            report.created += 1
            report.warnings += fields.warnings
            continue
        other = _differences(entry, plan)
        if other:
            _refuse_other(report, quiz, quiz.title, ", ".join(other))
        else:
            report.unchanged += 1


def _differences(entry: QuizEntry, plan: Plan) -> list[str]:
    """Names of what differs from the quiz that is here."""
    quiz = entry.stored
    if quiz is None:
        return []
    other = [name for name, value in entry.fields.values.items() if getattr(quiz, name) != value]
    if (quiz.category.name if quiz.category else None) != entry.category:
        other.append("category")
    uses = sorted(quiz.entries.all(), key=lambda use: (use.sort_order or 0, use.pk))
    if [use.question.external_id for use in uses] != [
        plan.questions[pk].key for pk in entry.fields.questions
    ]:
        other.append("questions")
    if {(band.from_percent, band.text) for band in quiz.bands.all()} != set(entry.fields.bands):
        other.append("bands")
    return other


# --- Sittings -------------------------------------------------------------------------------------


def _plan_attempts(
    plan: Plan, dump: records.Dump, matched: MatchedPeople, report: DjangoQuizReport
) -> None:
    known = {pk: entry.asked for pk, entry in plan.questions.items()}
    here = {
        attempt.external_id: attempt
        for some in in_parts(external_id_of(plan.source, pk) for pk in dump.sittings)
        for attempt in Attempt.objects.filter(origin=Origin.DJANGO_QUIZ, external_id__in=some)
        .select_related("quiz")
        .prefetch_related("items__version__question")
    }
    open_here = set(
        Attempt.objects.open().values_list("quiz__external_id", "learner", "external_id")
    )
    in_progress = {(quiz, learner): key for quiz, learner, key in open_here}
    for sitting in dump.sittings.values():
        mark = dump.quizzes[sitting.quiz].pass_mark
        outcome = sitting_outcome(sitting, known, pass_mark=mark)
        learner = _learner(dump, sitting, matched, report)
        taken = False
        if learner is not None:
            entry = AttemptEntry(external_id_of(plan.source, sitting.pk), learner, outcome)
            taken = _is_taken(plan, entry, here.get(entry.key), in_progress, report)
        report.reconciliation.append(ReconciledSitting(_username(dump, sitting), outcome, taken))


def _username(dump: records.Dump, sitting: records.Sitting) -> str:
    user = dump.users.get(sitting.user)
    return user.username if user else _("no. %(pk)d") % {"pk": sitting.user}


def _learner(
    dump: records.Dump, sitting: records.Sitting, matched: MatchedPeople, report: DjangoQuizReport
) -> Person | None:
    learner = matched.people.get(sitting.user)
    if learner is None:
        why = matched.reasons.get(sitting.user) or _("this user is not in the file")
        report.refuse(
            sitting.line,
            _("%(name)s: nobody here is the user “%(username)s”: %(why)s.")
            % {
                "name": sitting.name,
                "username": _username(dump, sitting),
                "why": why,
            },
            _("an address that somebody has here, or a line in a file given with --people"),
        )
    return learner


def _is_taken(
    plan: Plan,
    entry: AttemptEntry,
    here: Attempt | None,
    in_progress: dict[tuple[str, int], str],
    report: DjangoQuizReport,
) -> bool:
    """Return whether the sitting is in, now or since before; else it is refused."""
    sitting = entry.outcome.sitting
    if here is not None:
        if _is_the_same(here, entry):
            report.unchanged += 1
            return True
        _refuse_other(report, sitting, _("sitting"))
        return False
    if not entry.outcome.items:
        reason = _("%(name)s: every question that was left to answer was deleted.")
        report.refuse(sitting.line, reason % {"name": sitting.name})
        return False
    place = (external_id_of(plan.source, sitting.quiz), entry.learner.pk)
    if not sitting.complete and in_progress.setdefault(place, entry.key) != entry.key:
        reason = _(
            "%(name)s is in progress, and so is another run of the same person at this quiz."
        )
        expected = _("one at a time: the package, too, goes on with one and never shows the other")
        report.refuse(sitting.line, reason % {"name": sitting.name}, expected)
        return False
    plan.attempts.append(entry)
    report.created += 1
    return True


def _is_the_same(here: Attempt, entry: AttemptEntry) -> bool:
    """Compare a sitting with what is here; of one in progress only its beginning, since it went on here."""
    sitting = entry.outcome.sitting
    if here.learner_id != entry.learner.pk or here.started_at != sitting.start:
        return False
    if here.quiz.external_id.rpartition(":")[2] != str(sitting.quiz):
        return False
    if not sitting.complete:
        return True
    items = sorted(here.items.all(), key=lambda item: item.slot)
    numbers = [int(item.version.question.external_id.rpartition(":")[2]) for item in items]
    fractions = [item.fraction for item in items]
    return (here.submitted_at, numbers, fractions) == (
        sitting.end or sitting.start,
        [item.question for item in entry.outcome.items],
        [item.fraction for item in entry.outcome.items],
    )
