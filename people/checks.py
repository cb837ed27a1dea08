from typing import Any

from django.conf import settings
from django.core import checks

from people.backup_checks import seen_together
from people.retention_registry import Retention, Unit, retentions


@checks.register()
def check_account_sealing(**kwargs: Any) -> list[checks.CheckMessage]:
    """Warn where accounts are not sealed: an invitation then opens what only its owner should read."""
    if settings.ACCOUNT_SEAL_DAYS > 0:
        return []
    return [
        checks.Warning(
            "ACCOUNT_SEAL_DAYS is 0: whoever makes an invitation can open somebody's account with it "
            "and read their logbook and their answers at once.",
            hint="Set ACCOUNT_SEAL_DAYS to 7, or to as long as your people need to notice.",
            id="people.W001",
        )
    ]


@checks.register()
def check_what_lies_apart(**kwargs: Any) -> list[checks.CheckMessage]:
    """Warn where backups lie with what opens or explains them."""
    hint = "See decision 93 and the runbook, Backup."
    return [checks.Warning(words, hint=hint, id="people.W002") for words in seen_together()]


@checks.register()
def check_retention_periods(**kwargs: Any) -> list[checks.CheckMessage]:
    """Refuse periods that the law or the disclosure rule do not allow."""
    return [
        error for retention in retentions() if retention.setting for error in _errors(retention)
    ]


def _errors(retention: Retention) -> list[checks.CheckMessage]:
    period = getattr(settings, retention.setting)  # no table may be there yet
    setting = f"{retention.setting} is {period} {Unit(retention.unit).value}"
    if period < retention.least:
        message = f"{setting}: at least {retention.least} are needed."
        return [checks.Error(message, id="people.E001")]
    if period > retention.most:
        message = f"{setting}: more than {retention.most} are not allowed."
        return [checks.Error(message, id="people.E002")]
    return []
