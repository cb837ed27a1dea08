"""Reads what was chosen on screen for the settings: what is in force, what begins later, who changed what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet, Subquery

from core.dates import today
from core.site_settings import SiteSetting
from people.models import SettingChange


PROVIDER_SETTING = "sign-in service"  # in the log, beside the settings: no setting has this name
Chosen = tuple[str, Any, date]


def chosen_values() -> Mapping[str, Any]:
    """Return, by name, what was chosen last and has begun."""
    return values_on(_all_chosen(_version()), today())


def chosen_columns() -> dict[str, Subquery]:
    """Return what a query that is made anyway may read beside: by `chosen_in` it becomes `chosen_values`."""
    newest = SettingChange.objects.order_by("-pk")
    return {
        "settings_newest": Subquery(newest.values("pk")[:1]),
        "settings_changed_at": Subquery(newest.values("changed_at")[:1]),
    }


def chosen_in(row: Any) -> Mapping[str, Any]:
    return values_on(_all_chosen((row.settings_newest, row.settings_changed_at)), today())


def values_on(chosen: tuple[Chosen, ...], day: date) -> dict[str, Any]:
    return {name: value for name, value, begins_on in chosen if begins_on <= day}


def _version() -> tuple[Any, ...]:
    """Return what tells, in one query, whether the rows are still those of before."""
    newest = SettingChange.objects.order_by("-pk").values_list("pk", "changed_at").first()
    return newest or (None, None)


@lru_cache(maxsize=4)
def _all_chosen(version: tuple[Any, ...]) -> tuple[Chosen, ...]:
    if version == (None, None):
        return ()
    rows = SettingChange.objects.order_by("pk")
    return tuple(rows.values_list("name", "value", "begins_on"))


@dataclass(frozen=True, slots=True)
class SettingLine:
    """A setting as a page shows it. `last`: its last change; `later`: that one, where it has not begun."""

    setting: SiteSetting
    last: SettingChange | None
    later: SettingChange | None

    @property
    def later_text(self) -> str:
        return self.setting.kind.text(self.later.value) if self.later else ""

    @property
    def chosen(self) -> Any:
        """Return what a form begins with: what was chosen last, begun or not."""
        return self.later.value if self.later else self.setting.value


def setting_lines(settings: list[SiteSetting]) -> list[SettingLine]:
    names = [setting.name for setting in settings]
    changes = SettingChange.objects.filter(name__in=names).select_related("changed_by")
    last = {change.name: change for change in changes.order_by("pk")}
    day = today()
    return [
        SettingLine(setting, change, change if change and change.begins_on > day else None)
        for setting in settings
        for change in [last.get(setting.name)]
    ]


def setting_changes() -> QuerySet[SettingChange]:
    return SettingChange.objects.select_related("changed_by").order_by("-pk")
