"""Defines a practice portal: its screens, its tasks, and what each move of the learner leads to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


END = "end"  # where a task is carried out; no screen has this key
MOVE = "move"  # under which a form sends its move
MENU = "menu:"  # how the move to an entry of the menu begins


class FieldKind(StrEnum):
    """The kinds of controls. Only TEXT is typed, and never a secret, an identity, bank or health data."""

    CHOICE = "choice"
    SELECT = "select"
    TEXT = "text"
    IMITATION = "imitation"  # of a password field, filled in beforehand: it sends nothing


class Window(StrEnum):
    """The windows in which a screen appears."""

    PORTAL = "portal"
    SITE = "site"  # another than the portal
    MAILBOX = "mailbox"
    PHONE = "phone"
    DESK = "desk"  # no screen: people talk


class Look(StrEnum):
    """The looks of a move."""

    BUTTON = "button"
    LINK = "link"
    ITEM = "item"  # a line of a list, with its detail
    SAY = "say"  # beside the portal: what one says or does


@dataclass(frozen=True, slots=True)
class Field:
    """A control of a form. `options`: labels by key. `accepts`: the texts that count as right."""

    key: str
    label: str
    kind: FieldKind
    help: str = ""
    value: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    accepts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """A result of a move. `good`, `missed`: observations. `replaces`: screens that now stand for others.

    `answers`: the fields that must have these values; "match" is a text that counts as right.
    """

    to: str
    good: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    replaces: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Move:
    """A move. The first of the outcomes whose answers are given counts; the last asks for none."""

    key: str
    label: str
    look: Look
    outcomes: tuple[Outcome, ...]
    detail: str = ""

    @property
    def sends_fields(self) -> bool:
        return self.look is Look.BUTTON and any(outcome.answers for outcome in self.outcomes)


@dataclass(frozen=True, slots=True)
class Screen:
    """A screen. `around`: what happens before it. `catalogue`: its short name among the portal's screens.

    `address`: where it is another site than the portal.
    """

    key: str
    title: str
    moves: tuple[Move, ...] = ()
    fields: tuple[Field, ...] = ()
    window: Window = Window.PORTAL
    catalogue: str = ""
    address: str = ""
    has_menu: bool = False
    around: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    notice: str = ""
    tone: str = ""
    rows: tuple[tuple[str, str], ...] = ()

    def moves_with(self, *looks: Look) -> list[Move]:
        return [move for move in self.moves if move.look in looks]


@dataclass(frozen=True, slots=True)
class Observation:
    """Something to notice in how a task is carried out. `presumed`: done well unless it was missed."""

    key: str
    good: str
    missed: str
    presumed: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """A task. `service`: the short name of the portal's service that it teaches. `holder`: whose account it
    is, where it is not the portal's own."""

    key: str
    title: str
    situation: str
    goal: str
    start: str
    observations: Mapping[str, Observation]
    screens: Mapping[str, Screen]
    service: str = ""
    holder: str = ""
    minutes: int = 5


@dataclass(frozen=True, slots=True)
class PracticePortal:
    """An invented portal. `menu`: labels by screen. `version`: the one of the real screens that it follows."""

    key: str
    name: str
    owner: str
    address: str
    icon: str
    holder: str
    version: str
    menu: Mapping[str, str]
    screens: Mapping[str, Screen]
    tasks: Mapping[str, Task]

    def screen(self, task: Task, key: str) -> Screen:
        """Return a screen of the task, else the portal's own. Raises KeyError."""
        return task.screens[key] if key in task.screens else self.screens[key]

    def has_screen(self, task: Task, key: str) -> bool:
        return key in task.screens or key in self.screens
