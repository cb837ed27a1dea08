"""Registers the settings that administrators change on screen, and reads what is in force.

An app fills the registry when it is ready. What the environment sets wins, and is read-only on screen; else what was chosen
last, once it has begun; else the default of config/settings.py. Code reads a setting with `value_of` and nothing else.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from core.setting_kinds import Kind


@dataclass(frozen=True, slots=True)
class SettingLink:
    """A page where something of a group is administered. `allowed(person)`: who may open it."""

    label: Any
    page: str
    allowed: Callable[[Any], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingGroup:
    """Settings that stand on one page, at the address `key`. `site`: the path of ours where their effect shows to
    whoever may change them, empty where no one page shows it; `pages`: the names of the addresses that lead here, with those of `links`.

    `told`: the roles that a mail tells of a change; of nobody where none is grave.
    """

    key: str
    title: Any
    note: Any
    order: int
    site: str = ""
    links: tuple[SettingLink, ...] = ()
    pages: tuple[str, ...] = ()
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a model, in which a setting lives that is no variable. `read()` and `write(value)`."""

    read: Callable[[], Any]
    write: Callable[[Any], None]
    default: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSetting:
    """One setting. `name`: of the environment variable and of the default in the settings, or that of a column.

    `begins(before, after, on)`: the day from which a change that is made `on` a day counts, and `when` says so in words;
    without it at once.
    """

    name: str
    group: str
    label: Any
    meaning: Any
    kind: Kind
    begins: Callable[[Any, Any, date], date] | None = None
    when: Any = ""
    column: Column | None = None

    @property
    def is_set_outside(self) -> bool:
        """Whether the environment sets it: then nothing on screen does."""
        return self.column is None and self.name in settings.SET_BY_ENVIRONMENT

    @property
    def default(self) -> Any:
        """Return what holds where nobody chose; of the environment, where that sets it."""
        return self.column.default if self.column else getattr(settings, self.name)

    @property
    def value(self) -> Any:
        return self.column.read() if self.column else value_of(self.name)

    @property
    def text(self) -> str:
        return self.kind.text(self.value)

    @property
    def default_text(self) -> str:
        return self.kind.text(self.default)

    def begins_on(self, before: Any, after: Any, on: date) -> date:
        return self.begins(before, after, on) if self.begins else on


_groups: dict[str, SettingGroup] = {}
_settings: dict[str, SiteSetting] = {}
_sources: list[Callable[[], Mapping[str, Any]]] = []
_read: ContextVar[dict[str, Mapping[str, Any]] | None] = ContextVar("site_settings", default=None)


def register_setting_groups(*groups: SettingGroup) -> None:
    _groups.update({group.key: group for group in groups})


def register_site_settings(*given: SiteSetting) -> None:
    _settings.update({setting.name: setting for setting in given})


def register_setting_source(chosen: Callable[[], Mapping[str, Any]]) -> None:
    """Register `chosen()`: by name, what was chosen on screen and has begun."""
    _sources[:] = [chosen]


def setting_groups() -> list[SettingGroup]:
    return sorted(_groups.values(), key=lambda group: group.order)


def setting_group(key: str) -> SettingGroup:
    return _groups[key]


def settings_of(group: str) -> list[SiteSetting]:
    return [setting for setting in _settings.values() if setting.group == group]


def site_setting(name: str) -> SiteSetting | None:
    return _settings.get(name)


def value_of(name: str) -> Any:
    """Return the setting in force. Read once for each request, anew outside of one."""
    if name in settings.SET_BY_ENVIRONMENT:
        return getattr(settings, name)
    return _chosen().get(name, getattr(settings, name))


def _chosen() -> Mapping[str, Any]:
    kept = _read.get()
    if kept is None:
        return _sources[0]()
    if "values" not in kept:
        kept["values"] = _sources[0]()
    return kept["values"]


def keep_settings_read(values: Mapping[str, Any]) -> None:
    """Have this request know what was chosen: whoever read it with something else calls it."""
    kept = _read.get()
    if kept is not None:
        kept.setdefault("values", values)


def forget_settings_read() -> None:
    """Have the next reading of this request ask again: whoever changes a setting calls it."""
    kept = _read.get()
    if kept is not None:
        kept.clear()


@contextmanager
def settings_read_once() -> Iterator[None]:
    """Have what runs in it read the settings once, the first time that it wants one; also a decorator."""
    if _read.get() is not None:
        yield
        return
    token = _read.set({})
    try:
        yield
    finally:
        _read.reset(token)


@contextmanager
def settings_read_anew() -> Iterator[None]:
    """Have what runs in it ask for each setting, whatever is known of them already."""
    token = _read.set(None)
    try:
        yield
    finally:
        _read.reset(token)


def read_settings_once(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Have a request read them once."""
    return settings_read_once()(get_response)
