"""Registers what may wait for a person: kinds of stored notifications, and sources that are worked out at each look.

An app registers its own in `AppConfig.ready()`. Its actions call `notify` and `settle` in the transaction of the fact.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from people.models import Notification, Person


@dataclass(frozen=True, slots=True)
class Description:
    """Words of what waits, in the reader's language. `context`: what the panel of its kind draws besides."""

    title: Any
    url: str
    note: Any = ""
    context: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationKind:
    """A kind of notification.

    `describe` answers by row, of several people too, and leaves out what no longer waits: it is not shown, and deleted
    at night. `days`: how long it waits where nobody says until when. `rank`: the lowest stand first. `is_news`: there
    is nothing to do but to read it, so that this settles it. `panel`: the template of an urgent one on the first screen;
    `has_own_panel`: that screen shows it anyway.
    """

    key: str
    title: Any
    action: Any
    icon: str
    describe: Callable[[Sequence[Notification]], Mapping[int, Description]]
    days: int = 60
    rank: int = 50
    is_news: bool = False
    panel: str = ""
    has_own_panel: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingSource:
    """Source of what waits for its reader and must leave no trace: the use of a portal, surveys. No row, count, mail or push."""

    key: str
    action: Any
    icon: str
    describe: Callable[[Person], Iterable[Description]]


_kinds: dict[str, NotificationKind] = {}
_sources: dict[str, WaitingSource] = {}


def register_notification_kind(kind: NotificationKind) -> None:
    _kinds[kind.key] = kind


def notification_kinds() -> list[NotificationKind]:
    return list(_kinds.values())


def kinds_with_own_panel() -> list[str]:
    return [kind.key for kind in _kinds.values() if kind.has_own_panel]


def notification_kind(key: str) -> NotificationKind | None:
    return _kinds.get(key)


def register_waiting_source(source: WaitingSource) -> None:
    _sources[source.key] = source


def waiting_sources() -> list[WaitingSource]:
    return list(_sources.values())
