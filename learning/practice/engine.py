"""Carries out a task of a practice portal, move by move, and says at its end what was done well.

A state holds keys of the portal's file alone: what somebody types is compared here, and kept nowhere.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from learning.practice.portal import (
    END,
    MENU,
    Field,
    FieldKind,
    Outcome,
    PracticePortal,
    Screen,
    Task,
)


MATCH, OTHER = "match", "other"
GOOD, MISSED, CAUGHT = "good", "missed", "caught"
LONGEST_TRAIL = 12
LONGEST_TEXT = 200

Replaced = tuple[tuple[str, str], ...]


class UnknownMove(ValueError):
    """Raised for a move that the screen does not offer."""


class MissingAnswers(ValueError):
    """Raised where a form is not filled in. `fields`: the keys of what is left."""

    def __init__(self, fields: list[str]) -> None:
        super().__init__(", ".join(fields))
        self.fields = fields


class StaleState(ValueError):
    """Raised for a state that the portal's file, changed since, does not know."""


@dataclass(frozen=True, slots=True)
class State:
    """A place in a task, and how it was reached. `marks`: the last of each observation. `trail`: the steps to take back."""

    screen: str
    marks: Mapping[str, str] = field(default_factory=dict)
    replaced: Replaced = ()
    trail: tuple[tuple[str, Replaced], ...] = ()

    @property
    def is_done(self) -> bool:
        return self.screen == END


@dataclass(frozen=True, slots=True)
class Review:
    """Feedback at the end of a task. `caught`: what was missed at first, then done well."""

    good: tuple[str, ...]
    caught: tuple[str, ...]
    missed: tuple[str, ...]


def start(task: Task) -> State:
    return State(task.start)


def advance(
    portal: PracticePortal, task: Task, state: State, move: str, answers: Mapping[str, str]
) -> State:
    """Return the state after a move. Raises UnknownMove, MissingAnswers."""
    if state.is_done:
        raise UnknownMove(move)
    screen = portal.screen(task, state.screen)
    outcome = _outcome(portal, screen, move, answers)
    replaced = dict(state.replaced) | dict(outcome.replaces)
    target = replaced.get(outcome.to, outcome.to)
    return State(
        screen=target,
        marks=_marked(task, state.marks, outcome),
        replaced=tuple(sorted(replaced.items())),
        trail=(*state.trail, (state.screen, state.replaced))[-LONGEST_TRAIL:],
    )


def step_back(state: State) -> State:
    """Return the state before the last step. What was missed stays noted, and may still be done well."""
    if not state.trail or state.is_done:
        return state
    screen, replaced = state.trail[-1]
    return replace(state, screen=screen, replaced=replaced, trail=state.trail[:-1])


def _outcome(
    portal: PracticePortal, screen: Screen, key: str, answers: Mapping[str, str]
) -> Outcome:
    if key.startswith(MENU):
        entry = key.removeprefix(MENU)
        if not screen.has_menu or entry not in portal.menu:
            raise UnknownMove(key)
        return Outcome(entry)
    move = next((move for move in screen.moves if move.key == key), None)
    if move is None:
        raise UnknownMove(key)
    values = _answer_values(screen, answers) if move.sends_fields else {}
    return next(outcome for outcome in move.outcomes if outcome.answers.items() <= values.items())


def _answer_values(screen: Screen, answers: Mapping[str, str]) -> dict[str, str]:
    values = {
        control.key: answer_value(control, answers.get(control.key, ""))
        for control in screen.fields
        if control.kind is not FieldKind.IMITATION
    }
    left = [key for key, value in values.items() if not value]
    if left:
        raise MissingAnswers(left)
    return values


def answer_value(control: Field, given: str) -> str:
    """Return the key of an option, or whether a text is right; "" for nothing that counts as an answer."""
    if control.kind is not FieldKind.TEXT:
        return given if given in control.options else ""
    text = _folded(given[:LONGEST_TEXT])
    if not text:
        return ""
    return MATCH if text in map(_folded, control.accepts) else OTHER


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in plain if char.isalnum())


def _marked(task: Task, marks: Mapping[str, str], outcome: Outcome) -> dict[str, str]:
    """Return the marks after an outcome. A screen of the portal may mark what the task does not observe."""
    marked = dict(marks)
    for key in outcome.good:
        marked[key] = CAUGHT if marked.get(key) in (MISSED, CAUGHT) else GOOD
    for key in outcome.missed:
        marked[key] = MISSED
    return {key: mark for key, mark in marked.items() if key in task.observations}


def review(task: Task, state: State) -> Review:
    said: dict[str, list[str]] = {GOOD: [], CAUGHT: [], MISSED: []}
    for key, observation in task.observations.items():
        mark = state.marks.get(key, GOOD if observation.presumed else MISSED)
        said[mark].append(observation.missed if mark == MISSED else observation.good)
    return Review(*(tuple(said[mark]) for mark in (GOOD, CAUGHT, MISSED)))


# --- Between two requests ------------------------------------------------------------------------------


def as_data(state: State) -> list[Any]:
    return [state.screen, dict(state.marks), state.replaced, state.trail]


def from_data(portal: PracticePortal, task: Task, data: Any) -> State:
    """Return the state. Raises StaleState for what the portal no longer has."""
    try:
        screen, marks, replaced, trail = data
        state = State(
            screen=screen,
            marks=dict(marks),
            replaced=_pairs(replaced),
            trail=tuple((key, _pairs(pairs)) for key, pairs in trail),
        )
    except (TypeError, ValueError) as error:
        raise StaleState from error
    screens = [state.screen, *(key for key, _pairs_then in state.trail)]
    known = all(key == END or portal.has_screen(task, key) for key in screens)
    if not known or set(state.marks) - set(task.observations):
        raise StaleState
    return state


def _pairs(raw: Iterable[Iterable[str]]) -> Replaced:
    return tuple((key, value) for key, value in raw)


# --- All that a task can become ---------------------------------------------------------------------------

Place = tuple[str, Replaced]


def ways(portal: PracticePortal, task: Task) -> dict[Place, set[Place]]:
    """Return, of each place that can be reached, the places to which its moves lead."""
    found: dict[Place, set[Place]] = {}
    left: list[Place] = [(task.start, ())]
    while left:
        place = left.pop()
        if place not in found:
            found[place] = set(_next_places(portal, task, place))
            left += found[place]
    return found


def _next_places(portal: PracticePortal, task: Task, place: Place) -> Iterator[Place]:
    key, replaced = place
    if key == END:
        return
    screen = portal.screen(task, key)
    outcomes = [outcome for move in screen.moves for outcome in move.outcomes]
    outcomes += [Outcome(entry) for entry in portal.menu] if screen.has_menu else []
    for outcome in outcomes:
        now = dict(replaced) | dict(outcome.replaces)
        yield now.get(outcome.to, outcome.to), tuple(sorted(now.items()))


def dead_ends(portal: PracticePortal, task: Task) -> set[str]:
    """Return the screens that can be reached and from which nothing leads to the end."""
    found = ways(portal, task)
    finishing = {place for place in found if place[0] == END}
    while more := {place for place, there in found.items() if there & finishing} - finishing:
        finishing |= more
    return {screen for screen, _replaced in set(found) - finishing}


def unreached_screens(portal: PracticePortal, task: Task) -> set[str]:
    """Return the screens of a task to which nothing leads."""
    return set(task.screens) - {screen for screen, _replaced in ways(portal, task)}
