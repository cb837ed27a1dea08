"""When a path is done, what of it is needed, what is open and what comes next. No database."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from learning.enums import Need, ProgressState
from learning.outline import (
    LessonRow,
    ModuleChoice,
    ModuleRow,
    PathEntry,
    PathRow,
    is_prerequisite_of,
    modules_in_path,
    next_step,
    path_steps,
    prerequisites_by_module,
)
from learning.placement_estimate import expected_percent, majority_area


NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
DAY = NOW.date()
NOBODY = uuid.UUID(int=0)


def lesson(pk, *, read=False, started=False, minutes=7, days_ago=1, **fields):
    moment = NOW - timedelta(days=days_ago)
    return LessonRow(
        pk=pk,
        uuid=NOBODY,
        title=f"Leçon {pk}",
        goal="",
        minutes=minutes,
        url=f"/l/{pk}/",
        started_at=moment if read or started else None,
        read_at=moment if read else None,
        **fields,
    )


def module(pk, *lessons, **fields):
    return ModuleRow(
        pk=pk,
        uuid=NOBODY,
        title=f"Module {pk}",
        summary="",
        icon="book-open",
        url=f"/m/{pk}/",
        lessons=lessons,
        **fields,
    )


def path_of(*modules, choices=(), entries=None, **options):
    entries = entries or [PathEntry(module.pk, module.need, module.choice) for module in modules]
    return PathRow(
        pk=1,
        uuid=NOBODY,
        title="Parcours",
        summary="",
        modules=modules_in_path({module.pk: module for module in modules}, entries, **options),
        choices=tuple(choices),
    )


@st.composite
def paths(draw, *, sequential=None):
    modules = []
    for pk in range(1, draw(st.integers(1, 6)) + 1):
        lessons = [
            lesson(
                pk * 10 + n,
                read=draw(st.booleans()),
                started=draw(st.booleans()),
                minutes=draw(st.integers(1, 20)),
                days_ago=draw(st.integers(1, 90)),
                asks_again_since=draw(st.sampled_from([None, NOW - timedelta(days=40)])),
                granted_at=draw(st.sampled_from([None, None, None, NOW - timedelta(days=30)])),
            )
            for n in range(draw(st.integers(0, 3)))
        ]
        need = draw(st.sampled_from(Need.values))
        choice = draw(st.sampled_from(["a", "b"])) if need == Need.CHOICE else ""
        modules.append(module(pk, *lessons, need=need, choice=choice))
    names = {entry.choice for entry in modules if entry.choice}
    return path_of(
        *modules,
        choices=[ModuleChoice(name, draw(st.integers(1, 3))) for name in sorted(names)],
        is_sequential=draw(st.booleans()) if sequential is None else sequential,
        counts_from=draw(st.sampled_from([None, NOW - timedelta(days=60)])),
    )


@given(paths())
def test_a_path_is_done_when_its_required_modules_are_and_so_many_of_each_choice(path):
    required = [m for m in path.modules if m.need == Need.REQUIRED and m.lessons]
    wanted = all(m.is_done for m in required)
    asks = bool(required)
    for choice in path.choices:
        there = [m for m in path.of_choice(choice) if m.lessons]
        asks = asks or bool(there)
        wanted = wanted and sum(m.is_done for m in there) >= min(choice.needed, len(there))
    assert path.is_done == (asks and wanted)


@given(paths())
def test_what_is_counted_agrees_with_what_is_done(path):
    assert 0 <= path.percent <= 100
    assert path.is_done == (path.percent == 100) == (path.total > 0 and path.minutes_left == 0)
    assert path.is_done == (path.done_at is not None)
    assert path.done == sum(lesson.is_done for lesson in path.lessons) <= path.total


@given(paths())
def test_there_is_a_next_step_as_long_as_something_is_left_and_it_is_open(path):
    step = next_step([path], DAY)
    assert (step is None) == (path.is_done or path.total == 0)
    if step:
        home = next(m for m in path.modules if step.lesson in m.lessons)
        assert not step.lesson.is_done
        assert not home.is_closed
        assert home.need != Need.OPTIONAL
        assert path.lessons[step.number - 1] == step.lesson
        assert [path_step.state for path_step in path_steps(path)].count("here") == 1


@given(paths(sequential=True))
def test_in_a_sequence_a_required_module_waits_for_those_before_it_unless_it_is_begun(path):
    undone = False
    for module in path.modules:
        if module.need == Need.REQUIRED:
            assert module.is_closed == (undone and not module.is_done and not module.is_begun)
            undone = undone or (bool(module.lessons) and not module.is_done)
        else:
            assert not module.is_closed


@given(paths(), st.data())
def test_going_further_never_undoes_a_path_nor_moves_its_day(path, data):
    left = [(m, one) for m in path.modules for one in m.lessons if not one.is_done]
    if not left:
        return
    home, one = data.draw(st.sampled_from(left))
    read = replace(one, started_at=NOW, read_at=NOW)
    lessons = tuple(read if lesson is one else lesson for lesson in home.lessons)
    modules = tuple(replace(m, lessons=lessons) if m is home else m for m in path.modules)
    further = replace(path, modules=modules)
    if path.is_done:
        assert further.done_at == path.done_at
    else:
        assert further.done_at in (None, NOW)


def test_of_a_choice_what_is_begun_is_counted_before_what_is_short():
    short = module(1, lesson(1, minutes=2), need=Need.CHOICE, choice="a")
    begun = module(2, lesson(2, started=True, minutes=20), need=Need.CHOICE, choice="a")
    long = module(3, lesson(3, minutes=30), need=Need.CHOICE, choice="a")
    one = path_of(short, begun, long, choices=[ModuleChoice("a", 1)])
    two = path_of(short, begun, long, choices=[ModuleChoice("a", 2)])
    none = path_of(short, long, choices=[ModuleChoice("a", 1)])
    assert [needed.pk for needed in one.needed] == [2]
    assert [needed.pk for needed in two.needed] == [1, 2]
    assert none.minutes_left == 2


def test_a_choice_that_asks_for_more_than_is_published_asks_for_what_there_is():
    read = module(1, lesson(1, read=True), need=Need.CHOICE, choice="a")
    empty = module(2, need=Need.CHOICE, choice="a")
    assert path_of(read, empty, choices=[ModuleChoice("a", 2)]).is_done


def test_optional_modules_are_asked_of_nobody():
    path = path_of(
        module(1, lesson(1, read=True)),
        module(2, lesson(2), need=Need.OPTIONAL),
    )
    assert (path.is_done, path.percent, path.total, path.next_lesson) == (True, 100, 1, None)


def test_what_was_done_before_a_path_counts_is_done_elsewhere_only():
    done = module(1, lesson(1, read=True, days_ago=400))
    again = path_of(done, counts_from=NOW - timedelta(days=10))
    assert (path_of(done).state, again.state, again.percent) == (
        ProgressState.DONE,
        ProgressState.TODO,
        0,
    )


# --- What comes first ----------------------------------------------------------------------------------


def test_the_next_step_of_a_shut_module_is_what_opens_it():
    first = module(1, lesson(1))
    shut = module(2, lesson(2), first=(first,))
    step = next_step([path_of(shut)], DAY)
    assert (step.lesson.pk, step.opens) == (1, "Module 2")


def test_what_is_open_goes_before_what_waits():
    shut = module(2, lesson(2), first=(module(1, lesson(1)),))
    assert next_step([path_of(shut, module(3, lesson(3)))], DAY).lesson.pk == 3


def test_of_a_chain_the_first_is_proposed():
    first = module(1, lesson(1))
    second = module(2, lesson(2), first=(first,))
    third = module(3, lesson(3), first=(second,))
    assert next_step([path_of(third)], DAY).lesson.pk == 1


def test_whoever_has_begun_a_module_may_go_on():
    begun = module(2, lesson(2, started=True), first=(module(1, lesson(1)),))
    assert not begun.is_blocked
    assert next_step([path_of(begun)], DAY).lesson.pk == 2


GRAPHS = st.dictionaries(st.integers(1, 7), st.sets(st.integers(1, 7), max_size=4), max_size=7)


@given(GRAPHS)
def test_whatever_the_requirements_every_module_opens_in_the_end(requires):
    everything = sorted({*requires, *(one for ones in requires.values() for one in ones)})
    before = prerequisites_by_module(everything, requires)
    done = set()
    for _ in everything:
        done |= {one for one in everything if set(before[one]) <= done}
    assert done == set(everything)


@given(GRAPHS)
def test_without_a_loop_each_requirement_is_kept(requires):
    before = prerequisites_by_module(sorted(requires), requires)
    for one, firsts in requires.items():
        for first in firsts:
            assert (first in before[one]) != is_prerequisite_of(first, one, requires)


# --- What a placement is worth ---------------------------------------------------------------------------


@given(st.floats(0, 9), st.lists(st.integers(1, 8), min_size=1, max_size=20))
def test_a_higher_level_never_earns_less(level, difficulties):
    now, higher = (expected_percent(level + more, difficulties) for more in (0, 1))
    assert 0 <= now <= higher <= 100


def test_a_question_as_difficult_as_ones_level_is_right_every_other_time():
    assert expected_percent(4, [4]) == 50
    assert expected_percent(6, [4]) == 88
    assert expected_percent(4, [4, 2]) == 69


def test_nothing_asked_shows_nothing():
    assert expected_percent(9, []) == 0


def test_the_area_of_a_module_is_that_of_more_than_half_of_its_questions():
    assert majority_area(["a", "a", "b"]) == "a"
    assert majority_area(["a", "b"]) == ""
    assert majority_area([]) == ""
