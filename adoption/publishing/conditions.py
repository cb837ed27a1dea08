"""Registers a month that the audit withheld: mailed as it is withheld (adoption/publishing/mails.py), shown for a week; and
a month that is about to be published without what a portal used to send."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from adoption.foundation.periods import Month
from adoption.publishing.enums import PublicationStatus
from adoption.publishing.models import Publication
from adoption.publishing.queries.provenance import is_silent
from cms.models import Portal
from core.dates import today
from core.operations import Condition, register_conditions
from core.site_settings import value_of


RECENT = timedelta(days=7)


def register() -> None:
    register_conditions(
        Condition(
            key="withheld",
            title=_("A publication was withheld: its audit did not pass."),
            remedy=_("No figure went out. Report it as a defect, with what the register says."),
            find=find_withheld,
            page="adoption:register",
            is_mailed=False,
        ),
        Condition(
            key="silent",
            title=_("A portal has sent nothing for the month that is to be published."),
            remedy=_(
                "Without its days of use the linked accounts of that month seem unused: ask whoever sends them, before the day."
            ),
            find=find_silent,
            page="adoption:register",
        ),
    )


def find_silent() -> str | None:
    """Return the portals, between the end of a month and the day on which it is published."""
    month = Month.containing(today()).previous()
    if month.is_closed(today(), value_of("MONTH_CLOSING_DAY")):
        return None
    silent = [portal.name for portal in Portal.objects.open() if is_silent(portal, month)]
    return ", ".join(silent) or None


def find_withheld() -> str | None:
    withheld = Publication.objects.filter(
        status=PublicationStatus.WITHHELD, published_at__gte=timezone.now() - RECENT
    ).order_by("-month")
    months = ", ".join(f"{publication.month:%m/%Y}" for publication in withheld[:3])
    return months or None
