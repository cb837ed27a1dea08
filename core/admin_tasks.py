"""Registers what each role comes to the administration for: an entry of its menu and a line of its first page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import WorkflowObjectsToModeratePanel

from core.counterparts import setting_links, site_link


MAIN_MENU = "register_admin_menu_item"
SETTINGS_MENU = "register_settings_menu_item"


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminTask:
    """A task of the administration, offered to whom `allowed` accepts.

    `label` is short: the menu cuts it after some twenty characters. `note` says what the task is for.
    `page` is the name of its address. `menu` is the Wagtail hook that fills the menu; None for what another
    entry leads to. `waiting` counts what waits there for somebody.
    """

    name: str
    label: Any
    note: Any
    icon: str
    order: int
    page: str
    allowed: Callable[[Any], bool]
    menu: str | None = MAIN_MENU
    waiting: Callable[[Any], int] = lambda person: 0

    @property
    def url(self) -> str:
        return reverse(self.page)


class TaskMenuItem(MenuItem):
    def __init__(self, task: AdminTask) -> None:
        super().__init__(
            task.label, task.url, name=task.name, icon_name=task.icon, order=task.order
        )
        self.task = task

    def is_shown(self, request: HttpRequest) -> bool:
        return self.task.allowed(request.user)


class TasksPanel(Component):
    """The panel of the first page of the administration that lists what this person may do there."""

    order = 10
    template_name = "core/admin_tasks.html"

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        person = parent_context["request"].user
        allowed = (task for task in _tasks if task.allowed(person))
        return {"tasks": [(task, task.waiting(person)) for task in allowed]}


@dataclass(frozen=True, slots=True)
class AdminHead:
    """The head of one of our pages: what it is for, how many things wait there, and where else to go from it."""

    note: Any = ""
    waiting: int = 0
    site: str = ""
    settings: Sequence[tuple[Any, str]] = ()


_tasks: list[AdminTask] = []


def register_admin_tasks(*tasks: AdminTask) -> None:
    for task in tasks:
        _tasks.append(task)
        if task.menu:
            hooks.register(task.menu, partial(TaskMenuItem, task))
    _tasks.sort(key=lambda entry: entry.order)


def find_admin_task(name: str, person: Any) -> AdminTask | None:
    """Return the task of this name, where it is offered to this person: an app below may lead to one of above."""
    return next((task for task in _tasks if task.name == name and task.allowed(person)), None)


def head_of(request: HttpRequest) -> AdminHead | None:
    """Return the head of a page; None on Wagtail's own."""
    match = request.resolver_match
    if match is None or match.view_name.startswith("wagtail"):
        return None
    head = AdminHead(site=site_link(request), settings=setting_links(request))
    for task in _tasks:
        if task.page == match.view_name:
            return replace(head, note=task.note, waiting=task.waiting(request.user))
    return head


@hooks.register("construct_homepage_panels")
def add_tasks_panel(request: HttpRequest, panels: list[Component]) -> None:
    panels.append(TasksPanel())
    for panel in panels:
        if isinstance(panel, WorkflowObjectsToModeratePanel):
            panel.order = TasksPanel.order - 1  # what waits for a review comes before all else
