"""People in a portal's scope, by the job and the site of their primary position."""

from datetime import date

from django.db.models import QuerySet

from cms.models import Portal
from people.models import Person, Position


def staff_in_scope(portal: Portal, *, on: date) -> QuerySet[Person]:
    """Members of staff in scope on that day; everybody for a portal that names no job and no site."""
    staff = Person.objects.staff().employed_on(on)
    held = Position.objects.primary().held_on(on).order_by()
    named = positions_in_scope(held, portal)
    return staff if named is held else staff.filter(pk__in=named.values("person"))


def positions_in_scope(held: QuerySet[Position], portal: Portal) -> QuerySet[Position]:
    """Keep positions of the job families and the sites that the portal names; all where it names none."""
    families, sites = portal.job_families.all(), portal.sites.all()
    if families.exists():
        held = held.filter(job__family__in=families.values("pk"))
    if sites.exists():
        held = held.filter(site__in=sites.values("pk"))
    return held
