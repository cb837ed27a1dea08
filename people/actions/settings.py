"""Changes the settings of the site, each change in the log."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.dates import today
from core.named_locks import lock_names
from core.site_settings import forget_settings_read, site_setting
from people.models import Person, SettingChange


@transaction.atomic
def change_settings(*, values: Mapping[str, Any], by: Person) -> list[SettingChange]:
    """Store what was chosen, by name. What the environment sets stays: a KeyError for it, as for a name of no setting."""
    lock_names(["site_settings"])
    forget_settings_read()
    changes = [_change(name, value, by) for name, value in values.items()]
    forget_settings_read()
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
