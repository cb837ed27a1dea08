"""Days of linked accounts by service, for the figures of a quarter: read by the publication alone."""

from collections import defaultdict
from collections.abc import Mapping, Set
from datetime import date

from django.db.models import Max, Min

from adoption.foundation.further_indicators import previous_90_days
from adoption.foundation.periods import Quarter
from adoption.publishing.disclosure.quarterly_activity import ExpectedFrequency, LinkedUse, Service
from adoption.usage.models import Objection, PortalLink, UsageDay
from adoption.usage.pseudonyms import roll_key_of, subject_of_uuid
from cms.enums import Tier
from cms.models import Portal
from people.models import Person


def services_of(portal: Portal) -> list[tuple[Service, str]]:
    """Services in the order of the catalogue, with their names."""
    return [
        (Service(each.slug, each.tier == Tier.ADVANCED, ExpectedFrequency(each.cadence)), each.name)
        for each in portal.services.order_by("sort_order", "pk")
    ]


def linked_use_of_quarter(portal: Portal, quarter: Quarter, keys: Set[str]) -> dict[str, LinkedUse]:
    """Use by roll key, of people among `keys` who are linked and do not object. Late rows do not count.

    Four queries whatever the size. Of days before the 180 the first and the last of each service are
    enough (adoption.publishing.disclosure.quarterly_activity).
    """
    links = _links(portal)
    days = _days(portal, quarter)
    traces = {}
    for uuid in Person.objects.staff().order_by().values_list("uuid", flat=True).iterator():
        link = links.get(subject_of_uuid(str(uuid)))
        key = roll_key_of(str(uuid))
        if link is not None and key in keys:
            pseudonym, linked_on = link
            traces[key] = LinkedUse(linked_on, days.get(pseudonym, {}))
    return traces


def _links(portal: Portal) -> dict[str, tuple[str, date]]:
    objecting = Objection.objects.order_by().values_list("subject", flat=True)
    rows = PortalLink.objects.filter(portal=portal).exclude(subject__in=objecting).order_by()
    return {
        subject: (pseudonym, linked_on)
        for subject, pseudonym, linked_on in rows.values_list(
            "subject", "pseudonym", "linked_on"
        ).iterator()
    }


def _days(portal: Portal, quarter: Quarter) -> Mapping[str, Mapping[str, set[date]]]:
    """Days of use by pseudonym and service."""
    start = previous_90_days(quarter)[0]
    rows = (
        UsageDay.objects.filter(portal=portal, is_late=False)
        .order_by()
        .values_list("pseudonym", "service__slug")
    )
    found: dict[str, dict[str, set[date]]] = defaultdict(lambda: defaultdict(set))
    older = rows.filter(day__lt=start).annotate(first=Min("day"), last=Max("day"))
    for pseudonym, service, first, last in older.iterator():
        found[pseudonym][service] |= {first, last}
    recent = rows.filter(day__range=(start, quarter.last_day)).values_list(
        "pseudonym", "service__slug", "day"
    )
    for pseudonym, service, day in recent.iterator():
        found[pseudonym][service].add(day)
    return found
