"""Changes the settings of the site, each change in the log; tells those who should know of a grave one."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from core.dates import today
from core.named_locks import lock_names
from core.site_settings import SettingGroup, forget_settings_read, setting_group, site_setting
from people.actions.mails import Letter, enqueue_mails
from people.mail.kinds import SETTINGS_CHANGED
from people.models import Person, SettingChange
from people.queries.settings import PROVIDER_SETTING


@transaction.atomic
def change_settings(*, values: Mapping[str, Any], by: Person) -> list[SettingChange]:
    """Store what was chosen, by name. What the environment sets stays: a KeyError for it, as for a name of no setting."""
    lock_names(["site_settings"])
    forget_settings_read()
    changes = [_change(name, value, by) for name, value in values.items()]
    forget_settings_read()
    _tell(changes, by)
    return changes


def _change(name: str, value: Any, by: Person) -> SettingChange:
    setting = site_setting(name)
    if setting is None or setting.is_set_outside:
        raise KeyError(name)
    before, value = setting.value, setting.kind.stored(value)
    begins_on = setting.begins_on(before, value, today())
    if setting.column is not None:
        setting.column.write(value)
    return SettingChange.objects.create(
        name=name,
        before=before,
        value=value,
        begins_on=begins_on,
        changed_at=timezone.now(),
        changed_by=by,
    )


def record_provider_change(
    *, before: Mapping[str, Any], after: Mapping[str, Any], by: Person
) -> None:
    """Keep in the log of settings that a sign-in service came, changed or went: which fields, never what they hold."""
    fields = sorted(
        name for name in before.keys() | after.keys() if before.get(name) != after.get(name)
    )
    if not fields:
        return
    SettingChange.objects.create(
        name=PROVIDER_SETTING,
        before=_provider_state(before),
        value=_provider_state(after) | {"fields": fields if before and after else []},
        begins_on=today(),
        changed_at=timezone.now(),
        changed_by=by,
    )


def _provider_state(described: Mapping[str, Any]) -> dict[str, Any]:
    return {name: described[name] for name in ("name", "is_open") if name in described}


def _tell(changes: Sequence[SettingChange], by: Person) -> None:
    """Mail each group that is grave to its roles, but not to whoever changed it."""
    groups: dict[str, list[SettingChange]] = {}
    for change in changes:
        setting = site_setting(change.name)
        if setting is not None:
            groups.setdefault(setting.group, []).append(change)
    for key, changed in groups.items():
        enqueue_mails(kind=SETTINGS_CHANGED, letters=_letters(setting_group(key), changed, by))


def _letters(group: SettingGroup, changed: Sequence[SettingChange], by: Person) -> list[Letter]:
    employed = Person.objects.employed_on(today()).filter(is_active=True).exclude(pk=by.pk)
    people = {person.pk: person for role in group.told for person in employed.with_role(role)}
    return [
        Letter(
            person=person,
            key=f"{changed[-1].pk} {person.pk}",
            path=reverse("settings_admin:history"),
            values={"group": lambda: str(group.title), "count": str(len(changed))},
        )
        for person in people.values()
    ]
