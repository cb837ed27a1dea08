"""Derives from a person's paths, modules and lessons, as plain values, how far they are. No database.

The rule of *done* for one person is here, whole; learning.queries.done says the same in SQL, of many.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from learning.enums import Need, ProgressState


@dataclass(frozen=True, slots=True)
class LessonRow:
    """A published lesson and how far one person is with it.

    It is *done* when it was read since it last asked for it, its required quiz was passed, its required
    package completed and its practice task carried out: that is derived each time, so a quiz added later
    asks for itself. A module that is
    granted has all its lessons done. What came before `counts_from` does not count.
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
    passed_at: datetime | None = None  # for the first time
    last_passed_at: datetime | None = None
    required_package: int | None = None
    completed_since: datetime | None = None  # its first unit, once all are
    completed_at: datetime | None = None  # its last
    required_practice: str = ""
    practised_at: datetime | None = None
    asks_again_since: datetime | None = None
    granted_at: datetime | None = None
    counts_from: datetime | None = None
    place: str = ""  # where they stopped: learning.reading_places
    language: str = ""  # of its page’s words

    def _counts(self, moment: datetime | None) -> bool:
        return moment is not None and (self.counts_from is None or moment >= self.counts_from)

    @property
    def is_read(self) -> bool:
        """Whether it was read to its end, as it stands now."""
        return self._counts(self.read_at) and not self._is_before_rewriting

    @property
    def has_changed(self) -> bool:
        """Whether it was read, then rewritten: it asks to be seen again."""
        return self._counts(self.read_at) and self._is_before_rewriting

    @property
    def _is_before_rewriting(self) -> bool:
        return (
            self.read_at is not None
            and self.asks_again_since is not None
            and self.read_at < self.asks_again_since
        )

    @property
    def is_passed(self) -> bool:
        """Whether nothing is left to pass. A rewriting takes no pass away."""
        return self.required_quiz is None or self._counts(self.last_passed_at or self.passed_at)

    @property
    def is_completed(self) -> bool:
        """Whether no package is left to complete."""
        return self.required_package is None or self._counts(
            self.completed_since or self.completed_at
        )

    @property
    def is_practised(self) -> bool:
        """Whether no practice task is left to carry out."""
        return not self.required_practice or self._counts(self.practised_at)

    @property
    def is_granted(self) -> bool:
        return self._counts(self.granted_at)

    @property
    def waits_for_quiz(self) -> bool:
        """Whether it is read, and not done: its quiz is left."""
        return self.is_read and not self.is_passed and not self.is_granted

    @property
    def waits_for_package(self) -> bool:
        """Whether it is read, its quiz passed if there is one: its package is all that is left."""
        return self.is_read and self.is_passed and not self.is_completed and not self.is_granted

    @property
    def waits_for_practice(self) -> bool:
        """Whether its practice task is all that is left."""
        return self._is_finished_but_for_practice and not self.is_practised and not self.is_granted

    @property
    def _is_finished_but_for_practice(self) -> bool:
        return self.is_read and self.is_passed and self.is_completed

    @property
    def is_done_itself(self) -> bool:
        """Whether it is done without its module being granted."""
        return self._is_finished_but_for_practice and self.is_practised

    @property
    def is_done(self) -> bool:
        return self.is_granted or self.is_done_itself

    @property
    def minutes_left(self) -> int:
        return 0 if self.is_done else self.minutes

    @property
    def done_at(self) -> datetime | None:
        if not self.is_done:
            return None
        if not self.is_done_itself:
            return self.granted_at
        moments = [self.read_at]
        if self.required_quiz is not None:
            moments.append(self.passed_at if self._counts(self.passed_at) else self.last_passed_at)
        if self.required_package is not None:
            moments.append(self.completed_at)
        if self.required_practice:
            moments.append(self.practised_at)
        return max(moment for moment in moments if moment is not None)

    @property
    def state(self) -> ProgressState:
        if self.is_done:
            return ProgressState.DONE
        if self.has_changed:
            return ProgressState.AGAIN
        begun = (self.started_at, self.read_at, self.last_passed_at or self.passed_at)
        return ProgressState.STARTED if any(map(self._counts, begun)) else ProgressState.TODO


class Progress:
    """The progress of a module or a path: both are lessons in an order."""

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
        lessons = self.lessons
        return bool(lessons) and all(lesson.is_done for lesson in lessons)

    @property
    def percent(self) -> int:
        lessons = self.lessons
        return sum(lesson.is_done for lesson in lessons) * 100 // len(lessons) if lessons else 0

    @property
    def minutes(self) -> int:
        return sum(lesson.minutes for lesson in self.lessons)

    @property
    def minutes_left(self) -> int:
        return sum(lesson.minutes_left for lesson in self.lessons)

    @property
    def next_lesson(self) -> LessonRow | None:
        return next((lesson for lesson in self.lessons if not lesson.is_done), None)

    @property
    def done_at(self) -> datetime | None:
        """Return when the last thing that it asks for was done; None as long as something is left."""
        moments = [lesson.done_at for lesson in self.lessons]
        known = [moment for moment in moments if moment is not None]
        return max(known) if known and len(known) == len(moments) else None

    @property
    def state(self) -> ProgressState:
        if self.is_done:
            return ProgressState.DONE
        started = any(lesson.state is not ProgressState.TODO for lesson in self.lessons)
        return ProgressState.STARTED if started else ProgressState.TODO


@dataclass(frozen=True, slots=True)
class ModuleRow(Progress):
    """A published module. `first`: the modules to do before it that are not done.

    In a path: what the path asks of it, and in `after` the title of the module whose end opens it.
    """

    pk: int
    uuid: UUID
    title: str
    summary: str
    icon: str
    url: str
    lessons: tuple[LessonRow, ...] = field(default=())
    first: tuple["ModuleRow", ...] = ()
    barrier: str = ""
    need: str = Need.REQUIRED
    choice: str = ""
    after: str = ""
    language: str = ""  # of its page’s words
    drawing: str = ""

    @property
    def is_begun(self) -> bool:
        return any(lesson.started_at is not None for lesson in self.lessons)

    @property
    def is_granted(self) -> bool:
        return any(lesson.is_granted for lesson in self.lessons)

    @property
    def is_finished(self) -> bool:
        """Whether each lesson was done by itself: of one that is granted there is nothing to attest."""
        return bool(self.lessons) and all(lesson.is_done_itself for lesson in self.lessons)

    @property
    def is_blocked(self) -> bool:
        """Whether other modules come before it. Whoever has begun it may go on."""
        return bool(self.first) and not self.is_begun and not self.is_done

    @property
    def is_closed(self) -> bool:
        """Whether its path opens modules one after the other, and it is not its turn."""
        return bool(self.after)


@dataclass(frozen=True, slots=True)
class ModuleChoice:
    """A choice of a path: so many of the modules that bear its name are to do."""

    name: str
    needed: int


@dataclass(frozen=True, slots=True)
class PathRow(Progress):
    """A path. `modules`: all of them, in order. `lessons`, and all that is counted: only those that are needed."""

    pk: int
    uuid: UUID
    title: str
    summary: str
    modules: tuple[ModuleRow, ...] = ()
    choices: tuple[ModuleChoice, ...] = ()
    is_followed: bool = False
    is_mandatory: bool = False
    due_on: date | None = None
    counts_from: datetime | None = None

    @property
    def needed(self) -> tuple[ModuleRow, ...]:
        """Return what is required, and of each choice as many modules as it asks for."""
        picked = {module.pk for module in self.modules if module.need == Need.REQUIRED}
        for choice in self.choices:
            picked.update(module.pk for module in self.picked(choice))
        return tuple(module for module in self.modules if module.pk in picked)

    def of_choice(self, choice: ModuleChoice) -> tuple[ModuleRow, ...]:
        return tuple(
            module
            for module in self.modules
            if module.need == Need.CHOICE and module.choice == choice.name
        )

    def picked(self, choice: ModuleChoice) -> list[ModuleRow]:
        """Return modules of a choice: those done, the first done first; else begun, else the shortest.
        Empty modules ask nothing."""
        open_to = [module for module in self.of_choice(choice) if module.lessons]
        return sorted(open_to, key=_nearness)[: choice.needed]

    @property
    def optional(self) -> tuple[ModuleRow, ...]:
        return tuple(module for module in self.modules if module.need == Need.OPTIONAL)

    @property
    def lessons(self) -> tuple[LessonRow, ...]:
        return tuple(lesson for module in self.needed for lesson in module.lessons)

    @property
    def next_lesson(self) -> LessonRow | None:
        step = _step_of(self)
        return step.lesson if step else None


def _nearness(module: ModuleRow) -> tuple[int, float]:
    done_at = module.done_at
    if done_at is not None:
        return (0, done_at.timestamp())
    return (2 if module.state is ProgressState.TODO else 1, module.minutes_left)


@dataclass(frozen=True, slots=True)
class PathEntry:
    """The settings of one module in a path."""

    module: int
    need: str = Need.REQUIRED
    choice: str = ""


def modules_in_path(
    modules: dict[int, ModuleRow],
    entries: Sequence[PathEntry],
    *,
    is_sequential: bool = False,
    counts_from: datetime | None = None,
) -> tuple[ModuleRow, ...]:
    """Return the published modules of a path as it sees them.

    In a sequence a required module opens once the required ones before it are done; one that was begun
    stays open.
    """
    found: list[ModuleRow] = []
    undone = ""
    for entry in entries:
        module = modules.get(entry.module)
        if module is None:
            continue
        row = _counted_from(module, counts_from)
        is_required = entry.need == Need.REQUIRED
        waits = is_sequential and is_required and not row.is_done and not row.is_begun
        found.append(
            replace(row, need=entry.need, choice=entry.choice, after=undone if waits else "")
        )
        if is_required and row.lessons and not row.is_done:
            undone = row.title
    return tuple(found)


def _counted_from(module: ModuleRow, moment: datetime | None) -> ModuleRow:
    if moment is None:
        return module
    return replace(
        module, lessons=tuple(replace(lesson, counts_from=moment) for lesson in module.lessons)
    )


@dataclass(frozen=True, slots=True)
class NextStep:
    """The one thing to do next, and where it stands: lesson `number` of `path.total`.

    `opens`: the module of the path that waits for it, where the lesson is of none of its own.
    """

    path: PathRow
    module: ModuleRow
    lesson: LessonRow
    number: int
    opens: str = ""


@dataclass(frozen=True, slots=True)
class PathStep:
    """A step of the footbridge: a lesson, or a module where lessons would be too many."""

    name: str
    url: str
    state: str  # done, here, todo
    done_at: datetime | None
    minutes: int  # left to do


LESSONS_ON_A_BRIDGE = 7


NEAR = timedelta(days=7)


def next_step(paths: Sequence[PathRow], on: date) -> NextStep | None:
    """Return the first lesson that is open and not done.

    What must be done within a week comes first, then what nobody has to follow, in its order; then what
    must be done later. In what must be done, the nearest day comes first.
    """
    return next(
        filter(None, map(_step_of, sorted(paths, key=lambda path: _place_in_line(path, on)))), None
    )


def _place_in_line(path: PathRow, on: date) -> tuple[int, date]:
    if not path.is_mandatory:
        return (1, date.max)
    day = path.due_on or date.max
    return (0 if day <= on + NEAR else 2, day)


def _step_of(path: PathRow) -> NextStep | None:
    """Return the step of the modules that are open; failing that, of what opens one of them."""
    number, waiting = 1, []
    for module in path.needed:
        if module.is_blocked and not module.is_closed:
            waiting.append((number, module))
        if not (module.is_blocked or module.is_closed):
            for place, lesson in enumerate(module.lessons, number):
                if not lesson.is_done:
                    return NextStep(path, module, lesson, place)
        number += module.total
    for number, module in waiting:
        for before, lesson in _lessons_before(module):
            return NextStep(path, before, lesson, number, opens=module.title)
    return None


def _lessons_before(module: ModuleRow) -> Iterator[tuple[ModuleRow, LessonRow]]:
    """Return what is left of the modules to do first, those that are open themselves before all."""
    for before in module.first:
        if before.is_blocked:
            yield from _lessons_before(before)
        else:
            yield from ((before, lesson) for lesson in before.lessons if not lesson.is_done)


def path_steps(path: PathRow) -> list[PathStep]:
    """Return its lessons, or its modules when there are more than seven lessons. The next one is current."""
    parts: Sequence[LessonRow | ModuleRow] = (
        path.lessons if path.total <= LESSONS_ON_A_BRIDGE else path.needed
    )
    here = _place_of(path.next_lesson, parts)
    return [
        PathStep(
            name=part.title,
            url=part.url,
            state="done" if part.is_done else "here" if number == here else "todo",
            done_at=part.done_at,
            minutes=part.minutes_left,
        )
        for number, part in enumerate(parts)
    ]


def _place_of(lesson: LessonRow | None, parts: Sequence[LessonRow | ModuleRow]) -> int | None:
    """Return where this lesson is; the first part that is not done, when it is in none."""
    for number, part in enumerate(parts):
        lessons = [part] if isinstance(part, LessonRow) else part.lessons
        if lesson in lessons:
            return number
    return next((number for number, part in enumerate(parts) if not part.is_done), None)


# --- What comes before a module --------------------------------------------------------------------


def prerequisites_by_module(
    modules: Sequence[int], requires: dict[int, set[int]]
) -> dict[int, tuple[int, ...]]:
    """Return what each of these modules, and of those before them, asks to be done first.

    A requirement that leads back to its module asks nothing: or neither would ever open.
    """
    prerequisites: dict[int, tuple[int, ...]] = {}
    left = list(modules)
    while left:
        module = left.pop()
        if module in prerequisites:
            continue
        prerequisites[module] = tuple(
            sorted(
                requirement
                for requirement in requires.get(module, ())
                if not is_prerequisite_of(requirement, module, requires)
            )
        )
        left.extend(prerequisites[module])
    return prerequisites


def is_prerequisite_of(start: int, end: int, requires: dict[int, set[int]]) -> bool:
    """Whether `end` is to do before `start`, at whatever remove, or is the same."""
    seen, left = set(), [start]
    while left:
        module = left.pop()
        if module == end:
            return True
        if module not in seen:
            seen.add(module)
            left.extend(requires.get(module, ()))
    return False
