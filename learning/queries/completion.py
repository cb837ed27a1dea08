"""Queries of which enrolments are done, and since when, of many people at once: the rule of PathRow, in SQL."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    Count,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Least

from learning.enums import Need
from learning.models import (
    Enrolment,
    Lesson,
    LessonProgress,
    ModuleGrant,
    PathChoice,
    PathModule,
    PracticeCompletion,
)
from learning.outline import LessonRow, ModuleRow, PathRow, modules_in_path
from learning.policies import published_lesson_pages
from learning.queries.done import completed_packages, done_progress, module_grants
from learning.queries.paths import path_structure
from quizzes.models import Attempt


NEEDED = [Need.REQUIRED, Need.CHOICE]


def annotate_completion(
    enrolments: QuerySet[Enrolment], *, paths: Collection[int] | None = None
) -> QuerySet[Any]:
    """Annotate `is_complete`: all its required modules are done, and of each choice as many as it asks for.

    As its learner sees it: a module without published lessons asks nothing, and a path that asks nothing is
    never done. `paths`: those of the enrolments, where they are known, so that they are not looked up.
    """
    # Each path once: PostgreSQL would else look through all enrolments for each lesson.
    own = enrolments.order_by().values("path").distinct() if paths is None else paths
    path_modules = PathModule.objects.filter(path__in=own)
    lessons = published_lesson_pages().filter(record__module__in=path_modules.values("module"))
    published = list(lessons.values_list("record", flat=True))
    entries = _entries(published, person=OuterRef("person"), since=OuterRef("counts_from"))
    left = Q(need=Need.REQUIRED, is_left=True) | Q(need=Need.CHOICE, picked__lt=F("to_pick"))
    return enrolments.annotate(
        is_complete=Case(
            When(
                Exists(entries.filter(need__in=NEEDED, has_lessons=True))
                & ~Exists(_with_choices(entries, published).filter(left)),
                then=Value(1),
            ),
            default=Value(0),
            output_field=IntegerField(),
        )
    )


def _entries(published: list[int], *, person: Any, since: Any) -> QuerySet[Any]:
    """Return the modules of the path around, with how far that person is: `has_lessons`, `is_left`."""
    lessons = Lesson.objects.filter(pk__in=published, module=OuterRef("module")).order_by()
    finished = done_progress(since=OuterRef(OuterRef("since"))).filter(
        lesson=OuterRef("pk"), person=OuterRef(OuterRef("learner"))
    )
    known = module_grants(
        person=OuterRef("learner"), module=OuterRef("module"), since=OuterRef("since")
    )
    return (
        PathModule.objects.filter(path=OuterRef("path"))
        .order_by()
        .annotate(
            learner=ExpressionWrapper(person, IntegerField()),
            since=ExpressionWrapper(since, DateTimeField()),
        )
        .annotate(
            has_lessons=Exists(lessons),
            is_left=Exists(lessons.exclude(Exists(finished.order_by())))
            & ~Exists(known.order_by()),
        )
    )


def _with_choices(entries: QuerySet[Any], published: list[int]) -> QuerySet[Any]:
    """Annotate how many modules of its choice are done, `picked`, and how many are to be, `to_pick`."""
    same = _entries(published, person=OuterRef("learner"), since=OuterRef("since")).filter(
        need=Need.CHOICE, choice=OuterRef("choice"), has_lessons=True
    )
    choices = PathChoice.objects.filter(path=OuterRef("path"), name=OuterRef("choice")).order_by()
    return entries.annotate(
        picked=_number(same.filter(is_left=False)),
        to_pick=Least(Coalesce(Subquery(choices.values("needed")[:1]), 1), _number(same)),
    )


def _number(entries: QuerySet[Any]) -> Coalesce:
    counted = entries.values("path").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


def completion_moments(enrolments: Iterable[Enrolment]) -> dict[tuple[int, int], datetime]:
    """Return, by person and path, when what it asks for was done; those that are not done are left out."""
    rows = path_rows_of_enrolments(enrolments)
    moments = {key: row.done_at for key, row in rows.items()}
    return {key: moment for key, moment in moments.items() if moment is not None}


NOBODY = UUID(int=0)


def path_rows_of_enrolments(enrolments: Iterable[Enrolment]) -> dict[tuple[int, int], PathRow]:
    """Return, by person and path, how far they are, without titles and addresses. At most six queries.

    For what one person reads of themselves: queries.paths.
    """
    given = list(enrolments)
    if not given:
        return {}
    paths = {enrolment.path_id: enrolment.path for enrolment in given}
    entries, choices = path_structure(paths.values())
    wanted = {entry.module for of_path in entries.values() for entry in of_path}
    facts = _Facts({enrolment.person_id for enrolment in given}, wanted)
    path_rows = {}
    for enrolment in given:
        modules = {module: facts.module_row(enrolment.person_id, module) for module in wanted}
        path_rows[enrolment.person_id, enrolment.path_id] = PathRow(
            pk=enrolment.path_id,
            uuid=paths[enrolment.path_id].uuid,
            title=paths[enrolment.path_id].title,
            summary="",
            modules=modules_in_path(
                modules,
                entries.get(enrolment.path_id, ()),
                is_sequential=paths[enrolment.path_id].is_sequential,
                counts_from=enrolment.counts_from,
            ),
            choices=tuple(choices.get(enrolment.path_id, {}).values()),
            is_followed=True,
            is_mandatory=enrolment.is_mandatory,
            due_on=enrolment.due_on,
        )
    return path_rows


class _Facts:
    """The reading, passes, completions and grants of these people in these modules."""

    def __init__(self, people: set[int], modules: set[int]) -> None:
        published = published_lesson_pages().order_by().values("record")
        self.lessons: dict[int, list[Lesson]] = {}
        for lesson in Lesson.objects.filter(module__in=modules, pk__in=published):
            self.lessons.setdefault(lesson.module_id, []).append(lesson)
        lessons = [lesson for of_module in self.lessons.values() for lesson in of_module]
        quizzes = {lesson.required_quiz_id for lesson in lessons} - {None}
        packages = {lesson.required_package_id for lesson in lessons} - {None}
        progress = LessonProgress.objects.filter(person__in=people, lesson__in=lessons).order_by()
        passed = Attempt.objects.passed().filter(learner__in=people, quiz__in=quizzes).order_by()
        completed = completed_packages(person__in=people, package__in=packages)
        grants = ModuleGrant.objects.filter(person__in=people, module__in=modules).order_by(
            "granted_at"
        )
        self.read = _by_two(progress.values_list("person", "lesson", "started_at", "read_at"))
        self.passed = _by_two(
            passed.values("learner", "quiz")
            .annotate(first=Min("submitted_at"), last=Max("submitted_at"))
            .values_list("learner", "quiz", "first", "last")
            if quizzes
            else ()
        )
        self.completed = _by_two(
            completed.values_list("person", "package", "since", "at") if packages else ()
        )
        tasks = {lesson.required_practice for lesson in lessons} - {""}
        carried_out = PracticeCompletion.objects.filter(person__in=people, task__in=tasks)
        self.practised = _by_two(
            carried_out.order_by().values_list("person", "task", "done_at") if tasks else ()
        )
        self.grants = _by_two(grants.values_list("person", "module", "granted_at"))

    def module_row(self, person: int, module: int) -> ModuleRow:
        lessons = self.lessons.get(module, ())
        return ModuleRow(
            pk=module,
            uuid=NOBODY,
            title="",
            summary="",
            icon="",
            url="",
            lessons=tuple(self._lesson_row(person, lesson) for lesson in lessons),
        )

    def _lesson_row(self, person: int, lesson: Lesson) -> LessonRow:
        none = (None, None)
        started_at, read_at = self.read.get((person, lesson.pk), none)
        passed_at, last_passed_at = self.passed.get((person, lesson.required_quiz_id), none)
        since, completed_at = self.completed.get((person, lesson.required_package_id), none)
        return LessonRow(
            pk=lesson.pk,
            uuid=lesson.uuid,
            title="",
            goal="",
            minutes=lesson.minutes,
            url="",
            started_at=started_at,
            read_at=read_at,
            required_quiz=lesson.required_quiz_id,
            passed_at=passed_at,
            last_passed_at=last_passed_at,
            required_package=lesson.required_package_id,
            required_practice=lesson.required_practice,
            practised_at=self.practised.get((person, lesson.required_practice), none)[0],
            completed_since=since,
            completed_at=completed_at,
            asks_again_since=lesson.asks_again_since,
            granted_at=self.grants.get((person, lesson.module_id), none)[0],
        )


def _by_two(rows: Iterable[tuple[Any, ...]]) -> dict[tuple[Any, Any], tuple[Any, ...]]:
    return {(row[0], row[1]): row[2:] for row in rows}
