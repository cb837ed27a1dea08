"""Retention of days of use and declarations, which wait for the publication of their month.

They go by whole months, and never before the figures of their month are settled, so that no
publication, made or to come, differs for it. Publications, their figures, of teams and of parts of
the staff, and their rolls stay: each new one reckons with all earlier ones (adoption.publishing.disclosure.history).

How many rows go is told to nobody: for a month of one organisation it would be a count that no
disclosure rule has seen.
"""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from adoption.foundation.periods import Month
from adoption.publishing.queries.earlier_publications import first_unsettled_month
from adoption.usage.models import Declaration, PortalLink, UsageDay
from adoption.usage.retention import DAYS, DECLARATIONS, use_retention
from adoption.usage.usage_partitions import drop_partitions
from cms.models import Portal
from people.retention_registry import register_retention


def register() -> None:
    for retention in (
        use_retention(
            DAYS,
            _("Days of use of the portal"),
            _("%(period)s, or until you undo the link or erase your logbook."),
            _old_days,
            UsageDay,
            sweep=lambda limit: drop_partitions(_old_days(limit)),
        ),
        use_retention(
            DECLARATIONS,
            _("Declarations of use"),
            _("%(period)s, or until you erase your logbook."),
            _old_declarations,
            Declaration,
        ),
    ):
        register_retention(retention)


def _old_days(limit: datetime) -> QuerySet[UsageDay]:
    """Days to delete. A link made after a waiting month speaks for it by any earlier day, so its days wait too."""
    old = Q(pk__in=[])
    late = Q(pk__in=[])
    for portal in Portal.objects.all():
        waiting = _first_waiting(portal)
        old |= Q(portal=portal, day__lt=_first_kept(limit, waiting).first_day)
        if waiting is not None:
            late |= Q(portal=portal, linked_on__gt=waiting.last_day)
    linked_late = PortalLink.objects.filter(
        late, portal=OuterRef("portal"), pseudonym=OuterRef("pseudonym")
    )
    return UsageDay.objects.filter(old).exclude(Exists(linked_late))


def _old_declarations(limit: datetime) -> QuerySet[Declaration]:
    old = Q(pk__in=[])
    for portal in Portal.objects.all():
        first = _first_kept(limit, _first_waiting(portal))
        old |= Q(portal=portal, month__lt=first.first_day)
    return Declaration.objects.filter(old)


def _first_kept(limit: datetime, waiting: Month | None) -> Month:
    first = Month.containing(localdate(limit))
    return first if waiting is None else min(first, waiting)


def _first_waiting(portal: Portal) -> Month | None:
    """First month whose figures are not settled; None for a portal that is no longer followed."""
    return first_unsettled_month(portal) if portal.is_open else None
