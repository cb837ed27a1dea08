"""Seed links, use, declarations, and the publication of each closed month."""

from datetime import date

from django.db.models import Min

from adoption.foundation.periods import Month, last_closed_month
from adoption.publishing.actions.publications import publish
from adoption.usage.importers.links import import_links
from adoption.usage.importers.usage import import_usage
from adoption.usage.models import Declaration, PortalLink, UsageDay
from adoption.usage.pseudonyms import subject_of
from cms.models import Portal
from demo.generation.model import Demo
from demo.generation.months import first_day, month_label
from demo.seeding.organisation import Files, require_complete
from people.models import Person


def seed_portal_use(demo: Demo, files: Files, portal: Portal) -> None:
    require_complete(import_links(files["links.csv"], portal=portal))
    for month in demo.months:
        require_complete(import_usage(files[f"usage-{month_label(month)}.csv"], portal=portal))
    date_the_links(portal)


def date_the_links(portal: Portal) -> None:
    """Date links by their first day of use: the file of links is read today, and has no date."""
    days = UsageDay.objects.filter(portal=portal).order_by()
    first = dict(days.values_list("pseudonym").annotate(Min("day")))
    links = list(PortalLink.objects.filter(portal=portal, pseudonym__in=first))
    for link in links:
        link.linked_on = first[link.pseudonym]
    PortalLink.objects.bulk_update(links, ["linked_on"], batch_size=500)


def seed_declarations(demo: Demo, portal: Portal) -> None:
    """Insert declarations of past months: the ordinary action takes the open month's only."""
    people = Person.objects.in_bulk(field_name="staff_number")
    Declaration.objects.bulk_create(
        (
            Declaration(
                portal=portal,
                subject=subject_of(people[each.staff_number]),
                month=first_day(each.month),
                answer=each.answer,
            )
            for each in demo.declarations
        ),
        batch_size=500,
    )


def publish_months(demo: Demo, portal: Portal, today: date) -> int:
    """Publish every closed month of the demo, oldest first."""
    last = last_closed_month(today)
    months = [Month(year, number) for year, number in demo.months]
    closed = [month for month in months if month <= last]
    for month in closed:
        publish(portal=portal, month=month)
    return len(closed)
