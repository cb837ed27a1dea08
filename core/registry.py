"""Lets an app offer its part of a page that a lower app shows, so that imports only go down.

Filled in `AppConfig.ready()`, read while a page is drawn. Nothing here knows a domain.
"""

from bisect import insort
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter, itemgetter
from typing import Any

from django.http import HttpRequest


class PanelSlot:
    """The places of the first screen where a panel may stand."""

    HERO = "hero"
    TOP = "top"
    MAIN = "main"
    ASIDE = "aside"


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of the first screen. `context` returns None where it has nothing to show."""

    name: str
    slot: str
    order: int
    template: str
    context: Callable[[HttpRequest], dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """An entry of the main navigation. `prefixes`: the beginnings of the paths that belong to it."""

    order: int
    label: Any
    icon: str
    url: Callable[[], str]
    prefixes: tuple[str, ...] = ()
    visible: Callable[[HttpRequest], bool] = lambda request: True


@dataclass(frozen=True, slots=True)
class LessonPanel:
    """A part of the end of a lesson. `context` is given the lesson's page; None where it has nothing to show."""

    order: int
    template: str
    context: Callable[[Any], dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class FirstStep:
    """A way to begin that the welcome offers."""

    label: Any
    note: Any
    icon: str
    url: str


@dataclass(slots=True)
class Registry:
    panels: list[Panel] = field(default_factory=list)
    first_steps: list[tuple[int, Callable[[HttpRequest], FirstStep | None]]] = field(
        default_factory=list
    )
    navigation: list[NavigationItem] = field(default_factory=list)
    footer: list[NavigationItem] = field(default_factory=list)
    programme: list[NavigationItem] = field(default_factory=list)
    lesson: list[LessonPanel] = field(default_factory=list)
    organisation: Callable[[HttpRequest], Any] | None = None
    closings: list[Callable[[], date | None]] = field(default_factory=list)
    staffing: list[Callable[[list[int] | None], None]] = field(default_factory=list)
    mergings: list[Callable[[Any, Any], None]] = field(default_factory=list)
    recoveries: list[Callable[[Any], None]] = field(default_factory=list)


registry = Registry()
_order = attrgetter("order")


def register_panel(panel: Panel) -> None:
    insort(registry.panels, panel, key=lambda entry: (entry.slot, entry.order, entry.name))


def register_first_step(order: int, offer: Callable[[HttpRequest], FirstStep | None]) -> None:
    """Register `offer(request)`: a way to begin, None where there is none for this reader."""
    insort(registry.first_steps, (order, offer), key=itemgetter(0))


def first_steps_for(request: HttpRequest) -> list[FirstStep]:
    return [step for _order, offer in registry.first_steps if (step := offer(request))]


def register_navigation(item: NavigationItem) -> None:
    insort(registry.navigation, item, key=_order)


def register_footer(item: NavigationItem) -> None:
    insort(registry.footer, item, key=_order)


def register_programme_link(item: NavigationItem) -> None:
    """Register a link for the foot of the programme's page: what another app says of training as a whole."""
    insort(registry.programme, item, key=_order)


def register_lesson_panel(panel: LessonPanel) -> None:
    insort(registry.lesson, panel, key=_order)


def register_organisation(answer: Callable[[HttpRequest], Any]) -> None:
    """Register `answer(request)`, an object with `name`, `accent` and `accessibility_statement`."""
    registry.organisation = answer


def register_closed_period(last_day: Callable[[], date | None]) -> None:
    """Register `last_day()`, the last day that an app has closed for good; None for nothing yet."""
    registry.closings.append(last_day)


def last_closed_day() -> date | None:
    """Return the last closed day: no position may change on it or before it. None where nothing is closed."""
    days = [last_day() for last_day in registry.closings]
    return max((day for day in days if day is not None), default=None)


def register_staffing_listener(listener: Callable[[list[int] | None], None]) -> None:
    """Register `listener(people)`, called in the transaction with the keys of whose place changed; None for anybody's."""
    registry.staffing.append(listener)


def notify_staffing_changed(people: list[int] | None = None) -> None:
    """Call the listeners, which enqueue what follows. Whatever moves people or teams calls this."""
    for listener in registry.staffing:
        listener(people)


def register_merge_listener(listener: Callable[[Any, Any], None]) -> None:
    """Register `listener(kept, other)`, called in the transaction where one row takes the place of another.

    For what names rows otherwise than by a column that points at them.
    """
    registry.mergings.append(listener)


def notify_merged(kept: Any, other: Any) -> None:
    for listener in registry.mergings:
        listener(kept, other)


def register_recovery_listener(listener: Callable[[Any], None]) -> None:
    """Register `listener(person)`, called in the transaction where an account that others had opened is its
    owner's again."""
    registry.recoveries.append(listener)


def notify_account_recovered(person: Any) -> None:
    for listener in registry.recoveries:
        listener(person)


def panels_for(request: HttpRequest) -> dict[str, list[tuple[Panel, dict[str, Any]]]]:
    """Return, for every slot, the panels that have something to show for this request, in order."""
    drawn: dict[str, list[tuple[Panel, dict[str, Any]]]] = {
        slot: [] for slot in (PanelSlot.HERO, PanelSlot.TOP, PanelSlot.MAIN, PanelSlot.ASIDE)
    }
    for panel in registry.panels:
        context = panel.context(request)
        if context is not None:
            drawn[panel.slot].append((panel, context))
    return drawn
