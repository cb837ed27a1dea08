"""Refuses periods that the law or the disclosure rule do not allow, before anything is deleted."""

from typing import Any

from django.core import checks

from people.retention_registry import Retention, Unit, retentions


@checks.register()
def check_retention_periods(**kwargs: Any) -> list[checks.CheckMessage]:
    return [error for each in retentions() if each.setting for error in _errors(each)]


def _errors(retention: Retention) -> list[checks.CheckMessage]:
    period = retention.period
    said = f"{retention.setting} is {period} {Unit(retention.unit).value}"
    if period < retention.least:
        message = f"{said}: at least {retention.least} are needed."
        return [checks.Error(message, id="people.E001")]
    if period > retention.most:
        message = f"{said}: more than {retention.most} are not allowed."
        return [checks.Error(message, id="people.E002")]
    return []
