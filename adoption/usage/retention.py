from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from adoption.foundation.periods import Month
from adoption.usage.models import LinkCode, UseTick
from people.retention_registry import Retention, Unit, register_retention


DAYS, DECLARATIONS = "usage_days", "declarations"
CODES, TICKS = "link_codes", "own_ticks"
MONTHS_OF_THE_LOGBOOK = 13  # the last twelve and this one


def register() -> None:
    """Register the retentions that wait for no publication; for the others see adoption.publishing.retention."""
    register_retention(
        Retention(
            key=CODES,
            title=_("Codes that link an account"),
            words=_("%(period)s, used or not, or until you undo the link or erase your logbook."),
            outdated=lambda limit: LinkCode.objects.filter(made_on__lt=localdate(limit)),
            holdings=(LinkCode._meta.label,),
            setting="LINK_CODE_DAYS",
            unit=Unit.DAYS,
            most=30,
            counted=False,
        )
    )
    register_retention(
        use_retention(
            TICKS,
            _("Ticks of the logbook"),
            _("%(period)s, or until you take them back or erase your logbook."),
            _old_ticks,
            UseTick,
        )
    )


def use_retention(
    key: str, title: Any, words: Any, outdated: Any, model: Any, sweep: Any = None
) -> Retention:
    return Retention(
        key=key,
        title=title,
        words=words,
        outdated=outdated,
        holdings=(model._meta.label,),
        setting="RETENTION_USE_MONTHS",
        least=MONTHS_OF_THE_LOGBOOK,
        most=60,
        counted=False,
        sweep=sweep,
    )


def _old_ticks(limit: datetime) -> QuerySet[UseTick]:
    """Ticks to delete; no figure waits for them."""
    return UseTick.objects.filter(month__lt=Month.containing(localdate(limit)).first_day)
