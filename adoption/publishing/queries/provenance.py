"""Record the sources of a publication's figures, never how much each sent (docs/decisions/0036)."""

from typing import Any

from django.utils.timezone import localdate

from adoption.foundation.periods import Month
from adoption.publishing.models import Publication
from adoption.usage.models import SourceIntake, UsageDay
from cms.models import Portal
from core.site_settings import value_of


# Of days of use that came after a month was out, only this is said, and only of large organisations.
MANY_LATE = 50
LEAST_STAFF = 200


def provenance_record(portal: Portal, month: Month, *, population: int) -> dict[str, Any]:
    """For each kind of source, the days on which it sent data since the previous publication, and late rows.

    `late` is of the month published before, as it stands now: kept with this publication, it never
    changes when somebody undoes a link.
    """
    before = Publication.objects.filter(portal=portal, month__lt=month.first_day)
    previous = before.oldest_first().last()
    intakes = SourceIntake.objects.filter(portal=portal)
    if previous is not None:
        intakes = intakes.filter(taken_on__gte=localdate(previous.published_at))
    days: dict[str, list[str]] = {}
    for kind, day in intakes.order_by("taken_on").values_list("kind", "taken_on"):
        days.setdefault(kind, []).append(day.isoformat())
    record: dict[str, Any] = {"intakes": days}
    if previous is not None:
        record["late"] = {
            "month": f"{previous.month:%Y-%m}",
            "many": population >= LEAST_STAFF and _many_late(previous),
        }
    return record


def is_silent(portal: Portal, month: Month) -> bool:
    """Whether a portal that sent days of use before sent none that could count for the month.

    Of the days on which something came, which the register tells: nobody's use is asked.
    """
    intakes = SourceIntake.objects.filter(portal=portal)
    begin = month.previous().closes_on(value_of("MONTH_CLOSING_DAY"))
    return (
        intakes.filter(taken_on__lte=begin).exists()
        and not intakes.filter(taken_on__gt=begin).exists()
    )


def _many_late(publication: Publication) -> bool:
    month = Month.containing(publication.month)
    late = (
        UsageDay.objects.filter(
            portal=publication.portal_id, day__range=(month.first_day, month.last_day)
        )
        .filter(is_late=True)
        .order_by()
        .values("pseudonym")
        .distinct()
    )
    return late.count() >= MANY_LATE
