"""How far a person is. `done` is derived from what they read and passed: nothing stores it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.utils.timezone import localtime
from wagtail.models import Page

from cms.queries import page_addresses
from core.icons import icon_names
from learning.enums import Follow
from learning.models import (
    Enrolment,
    Lesson,
    LessonPage,
    LessonProgress,
    ModulePage,
    Path,
    PathModule,
)
from learning.outline import LessonRow, ModuleRow, PathRow
from learning.policies import STEP, paths_visible_to, published_lesson_pages, published_module_pages
from people.models import Person, Position, Team
from quizzes.models import Attempt, Quiz
from quizzes.policies import attempts_visible_to


FALLBACK_ICON = "book-open"


def lesson_states(pages: QuerySet[LessonPage], person: Person) -> QuerySet[LessonPage]:
    """Lesson pages with `started_at`, `read_at` and `passed_at` (of the required quiz) of this person."""
    progress = LessonProgress.objects.filter(person=person, lesson=OuterRef("record")).order_by()
    passed = (
        attempts_visible_to(person)
        .passed()
        .filter(quiz=OuterRef("record__required_quiz"))
        .order_by("submitted_at")
    )
    return (
        pages.select_related("record")
        .only("title", "path", "url_path", "goal", "record")
        .annotate(
            started_at=Subquery(progress.values("started_at")),
            read_at=Subquery(progress.values("read_at")),
            passed_at=Subquery(passed.values("submitted_at")[:1]),
        )
    )


def done_lessons(people: QuerySet[Person]) -> QuerySet[LessonProgress]:
    """A row for each person and lesson that they have done, whatever is published now."""
    return _done().filter(person__in=people)


def _done() -> QuerySet[LessonProgress]:
    return LessonProgress.objects.exclude(read_at=None).filter(
        Q(lesson__required_quiz=None) | Exists(_passed_for_lesson())
    )


def _passed_for_lesson() -> QuerySet[Attempt]:
    """Of the person and the lesson of a progress around it."""
    return Attempt.objects.passed().filter(
        learner=OuterRef("person"), quiz=OuterRef("lesson__required_quiz")
    )


def module_rows(person: Person, pages: QuerySet[ModulePage] | None = None) -> list[ModuleRow]:
    """The published modules, or those of `pages`, with their lessons in the pages' order. Two queries."""
    shown = list(
        (published_module_pages() if pages is None else pages)
        .select_related("record")
        .defer("introduction")
    )
    if not shown:
        return []
    address = page_addresses()
    lessons = _lessons_by_module(person, shown)
    return [
        ModuleRow(
            pk=record.pk,
            uuid=record.uuid,
            title=page.title,
            summary=page.summary,
            icon=page.icon if page.icon in icon_names() else FALLBACK_ICON,
            url=address(page.url_path),
            lessons=tuple(lessons.get(page.path, ())),
        )
        for page in shown
        if (record := page.record) is not None
    ]


def _lessons_by_module(person: Person, modules: list[ModulePage]) -> dict[str, list[LessonRow]]:
    address = page_addresses()
    wanted = published_lesson_pages().filter(module_path__in=[page.path for page in modules])
    found: dict[str, list[LessonRow]] = {}
    for page in lesson_states(wanted, person):
        if page.record is not None:
            row = _lesson_row(page, page.record, address)
            found.setdefault(page.path[:-STEP], []).append(row)
    return found


def _lesson_row(page: LessonPage, record: Lesson, address: Callable[[str], str]) -> LessonRow:
    return LessonRow(
        pk=record.pk,
        uuid=record.uuid,
        title=page.title,
        goal=page.goal,
        minutes=record.minutes,
        url=address(page.url_path),
        started_at=_local(page.started_at),
        read_at=_local(page.read_at),
        required_quiz=record.required_quiz_id,
        passed_at=_local(page.passed_at),
    )


def _local(moment: datetime | None) -> datetime | None:
    """Its day is that of the organisation's clock."""
    return None if moment is None else localtime(moment)


def lesson_of_quiz(quiz: Quiz) -> str:
    """The address of the quiz in the published lesson that asks for it; "" when there is none."""
    return lessons_of_quizzes([quiz]).get(quiz.pk, "")


def lessons_of_quizzes(quizzes: list[Quiz]) -> dict[int, str]:
    """The same of each, in one query: only of those that a lesson asks for."""
    address = page_addresses()
    pages = published_lesson_pages().filter(record__required_quiz__in=quizzes)
    found: dict[int, str] = {}
    for page in pages.select_related("record"):
        quiz = page.record.required_quiz_id if page.record else None
        if quiz is not None:
            found.setdefault(quiz, f"{address(page.url_path)}#quiz-{quiz}")
    return found


def followed_paths(person: Person) -> list[PathRow]:
    """The paths that this person follows, in the order in which they began. Four queries."""
    enrolments = list(Enrolment.objects.filter(person=person).select_related("path"))
    return _path_rows(person, [(each.path, each) for each in enrolments])


def path_row(person: Person, path: Path) -> PathRow:
    """One path, followed or not."""
    enrolment = Enrolment.objects.filter(person=person, path=path).first()
    return _path_rows(person, [(path, enrolment)])[0]


def other_paths(person: Person) -> QuerySet[Path]:
    """Those that this person may still choose."""
    return paths_visible_to(person).exclude(enrolments__person=person)


def _path_rows(person: Person, pairs: list[tuple[Path, Enrolment | None]]) -> list[PathRow]:
    if not pairs:
        return []
    order = _module_order([path for path, _enrolment in pairs])
    wanted = {module for modules in order.values() for module in modules}
    pages = published_module_pages().filter(record__in=wanted)
    modules = {row.pk: row for row in module_rows(person, pages)}
    return [
        PathRow(
            pk=path.pk,
            uuid=path.uuid,
            title=path.title,
            summary=path.summary,
            modules=tuple(modules[pk] for pk in order.get(path.pk, ()) if pk in modules),
            is_followed=enrolment is not None,
            is_mandatory=enrolment is not None and enrolment.is_mandatory,
            due_on=enrolment.due_on if enrolment else None,
        )
        for path, enrolment in pairs
    ]


def _module_order(paths: Iterable[Path]) -> dict[int, list[int]]:
    entries = PathModule.objects.filter(path__in=paths).order_by(
        F("sort_order").asc(nulls_last=True), "pk"
    )
    order: dict[int, list[int]] = {}
    for path, module in entries.values_list("path", "module"):
        order.setdefault(path, []).append(module)
    return order


def module_row_at(person: Person, path: str) -> ModuleRow | None:
    """The module whose page stands there in the tree, None when it is not published (a preview)."""
    rows = module_rows(person, published_module_pages().filter(path=path))
    return rows[0] if rows else None


def people_of_team(team: Team, *, on) -> QuerySet[Person]:
    """Everybody employed on that day who then holds a position in this team or below it."""
    held = Position.objects.held_on(on).filter(
        person=OuterRef("pk"), team__path__startswith=team.path
    )
    return Person.objects.staff().employed_on(on).filter(Exists(held))


def holds_progress(page: Page) -> bool:
    """Somebody began a lesson whose page is this one or below it, published or not."""
    lessons = LessonPage.objects.descendant_of(page, inclusive=True)
    return LessonProgress.objects.filter(lesson__in=lessons.values("record")).exists()


# --- Mandatory training ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MandatoryRow:
    """Whether somebody has done a path that they must do, and the day. Nothing else of what they do."""

    person: Person
    team: str
    path: str
    due_on: date | None
    done_on: date | None
    state: Follow


READING_ORDER = (Follow.LATE, Follow.TODO, Follow.DONE)  # `rank` is a place in it


def mandatory_enrolments(people: QuerySet[Person], *, on: date) -> QuerySet[Enrolment]:
    """Mandatory paths of these people: what is late first, then by the day to meet.

    A path is done as its learner sees it: all its published lessons are.
    """
    lessons = Lesson.objects.filter(
        pk__in=list(published_lesson_pages().values_list("record", flat=True)),
        module__uses__path=OuterRef("path"),
    )
    done = _done().filter(lesson=OuterRef("pk"), person=OuterRef(OuterRef("person")))
    rows = Enrolment.objects.filter(is_mandatory=True, person__in=people).annotate(
        has_lessons=Exists(lessons), has_left=Exists(lessons.exclude(Exists(done)))
    )
    return rows.annotate(rank=_rank(on)).order_by(
        "rank", F("due_on").asc(nulls_last=True), "path__title", "person__folded_name", "pk"
    )


def _rank(on: date) -> Case:
    return Case(
        When(has_lessons=True, has_left=False, then=Value(READING_ORDER.index(Follow.DONE))),
        When(due_on__lt=on, then=Value(READING_ORDER.index(Follow.LATE))),
        default=Value(READING_ORDER.index(Follow.TODO)),
    )


def mandatory_in(enrolments: QuerySet[Any], state: str) -> QuerySet[Enrolment]:
    """Those of `mandatory_enrolments` that are late, to do or done; all of them for no state."""
    return enrolments.filter(rank=READING_ORDER.index(Follow(state))) if state else enrolments


def mandatory_counts(enrolments: QuerySet[Any]) -> dict[str, int]:
    """How many of `mandatory_enrolments` there are in each state."""
    found = dict(enrolments.order_by().values_list("rank").annotate(Count("pk")))
    return {state.value: found.get(rank, 0) for rank, state in enumerate(READING_ORDER)}


def mandatory_rows(enrolments: QuerySet[Enrolment], *, on: date) -> list[MandatoryRow]:
    """Of `mandatory_enrolments`, or a slice of them. Three queries."""
    held = Position.objects.primary().held_on(on).select_related("team")
    found: list[Any] = list(  # with the annotations of mandatory_enrolments
        enrolments.select_related("person", "path").prefetch_related(
            Prefetch("person__positions", held, to_attr="current_positions")
        )
    )
    days = _days_done(found)
    return [
        MandatoryRow(
            person=each.person,
            team=_team_of(each.person),
            path=each.path.title,
            due_on=each.due_on,
            done_on=days.get((each.person_id, each.path_id)) if _is_done(each) else None,
            state=READING_ORDER[each.rank],
        )
        for each in found
    ]


def _team_of(person: Any) -> str:
    """From `current_positions`, which the query put there."""
    return next((str(held.team) for held in person.current_positions), "")


def _is_done(enrolment) -> bool:
    return READING_ORDER[enrolment.rank] == Follow.DONE


def _days_done(enrolments: list[Enrolment]) -> dict[tuple[int, int], date]:
    """The day of the last lesson read or quiz passed, by person and path."""
    passed = _passed_for_lesson().order_by("submitted_at")
    moments: QuerySet[Any, tuple[Any, ...]] = (
        _done()
        .filter(
            person__in={each.person_id for each in enrolments},
            lesson__module__uses__path__in={each.path_id for each in enrolments},
            lesson__in=published_lesson_pages().order_by().values("record"),
        )
        .order_by()
        .annotate(passed_at=Subquery(passed.values("submitted_at")[:1]))
        .values_list("person", "lesson__module__uses__path", "read_at", "passed_at")
    )
    last: dict[tuple[int, int], datetime] = {}
    for person, path, read_at, passed_at in moments.iterator():
        moment = max(read_at, passed_at or read_at)
        last[person, path] = max(last.get((person, path), moment), moment)
    return {key: localtime(moment).date() for key, moment in last.items()}
