"""A person's paths, modules and lessons as plain values, with what is derived from them. No database."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from learning.enums import State


@dataclass(frozen=True, slots=True)
class LessonRow:
    """A published lesson and how far one person is with it.

    It is *done* when it was read to its end and its required quiz, if any, was passed: that is derived
    each time, so a quiz added later asks for itself.
    """

    pk: int
    uuid: UUID
    title: str
    goal: str
    minutes: int
    url: str
    started_at: datetime | None = None
    read_at: datetime | None = None
    required_quiz: int | None = None
    passed_at: datetime | None = None
    language: str = ""  # of its page's words

    @property
    def waits_for_quiz(self) -> bool:
        """Read, and not done: its quiz is all that is left."""
        return self.read_at is not None and not self.is_done

    @property
    def is_done(self) -> bool:
        return self.read_at is not None and (
            self.required_quiz is None or self.passed_at is not None
        )

    @property
    def minutes_left(self) -> int:
        return 0 if self.is_done else self.minutes

    @property
    def done_at(self) -> datetime | None:
        if not self.is_done:
            return None
        moments = [self.read_at, self.passed_at if self.required_quiz else None]
        return max(moment for moment in moments if moment is not None)

    @property
    def state(self) -> State:
        if self.is_done:
            return State.DONE
        return State.STARTED if self.started_at or self.passed_at else State.TODO


class Progress:
    """What a module and a path share: both are lessons in an order."""

    __slots__ = ()

    @property
    def lessons(self) -> tuple[LessonRow, ...]:
        raise NotImplementedError

    @property
    def total(self) -> int:
        return len(self.lessons)

    @property
    def done(self) -> int:
        return sum(lesson.is_done for lesson in self.lessons)

    @property
    def is_done(self) -> bool:
        return self.total > 0 and self.done == self.total

    @property
    def percent(self) -> int:
        return self.done * 100 // self.total if self.total else 0

    @property
    def minutes(self) -> int:
        return sum(lesson.minutes for lesson in self.lessons)

    @property
    def minutes_left(self) -> int:
        return sum(lesson.minutes for lesson in self.lessons if not lesson.is_done)

    @property
    def next_lesson(self) -> LessonRow | None:
        return next((lesson for lesson in self.lessons if not lesson.is_done), None)

    @property
    def state(self) -> State:
        if self.is_done:
            return State.DONE
        started = any(lesson.state is not State.TODO for lesson in self.lessons)
        return State.STARTED if started else State.TODO


@dataclass(frozen=True, slots=True)
class ModuleRow(Progress):
    pk: int
    uuid: UUID
    title: str
    summary: str
    icon: str
    url: str
    lessons: tuple[LessonRow, ...] = field(default=())
    language: str = ""  # of its page's words


@dataclass(frozen=True, slots=True)
class PathRow(Progress):
    pk: int
    uuid: UUID
    title: str
    summary: str
    modules: tuple[ModuleRow, ...] = ()
    is_followed: bool = False
    is_mandatory: bool = False
    due_on: date | None = None

    @property
    def lessons(self) -> tuple[LessonRow, ...]:
        return tuple(lesson for module in self.modules for lesson in module.lessons)


@dataclass(frozen=True, slots=True)
class NextStep:
    """The one thing to do next, and where it stands: lesson `number` of `path.total`."""

    path: PathRow
    lesson: LessonRow
    number: int


@dataclass(frozen=True, slots=True)
class PathStep:
    """A step of the footbridge: a lesson, or a module where lessons would be too many."""

    name: str
    url: str
    state: str  # done, here, todo
    done_on: date | None
    minutes: int  # left to do


LESSONS_ON_A_BRIDGE = 7


def next_step(paths: list[PathRow]) -> NextStep | None:
    """The first lesson that is not done, of the first path that has one."""
    for path in paths:
        for number, lesson in enumerate(path.lessons, 1):
            if not lesson.is_done:
                return NextStep(path, lesson, number)
    return None


def path_steps(path: PathRow) -> list[PathStep]:
    """Its lessons, or its modules when there are more than seven lessons. The first not done is here."""
    parts: Sequence[LessonRow | ModuleRow] = (
        path.lessons if path.total <= LESSONS_ON_A_BRIDGE else path.modules
    )
    here = next((number for number, part in enumerate(parts) if not part.is_done), None)
    return [
        PathStep(
            name=part.title,
            url=part.url,
            state="done" if part.is_done else "here" if number == here else "todo",
            done_on=_done_on(part),
            minutes=part.minutes_left,
        )
        for number, part in enumerate(parts)
    ]


def _done_on(part: LessonRow | ModuleRow) -> date | None:
    if not part.is_done:
        return None
    lessons = [part] if isinstance(part, LessonRow) else part.lessons
    moments = [lesson.done_at for lesson in lessons if lesson.done_at is not None]
    return max(moments).date() if moments else None
