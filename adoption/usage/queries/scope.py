"""People in a portal's scope, by the job and the site of their primary position."""

from datetime import date

from django.db.models import QuerySet

from cms.models import Portal
from people.models import Person, Position


def staff_in_scope(portal: Portal, *, on: date) -> QuerySet[Person]:
    """Members of staff in scope on that day; everybody for a portal that names no job and no site."""
    staff = Person.objects.staff().employed_on(on)
    families, sites = portal.job_families.all(), portal.sites.all()
    held = Position.objects.primary().held_on(on).order_by()
    named = held
    if families.exists():
        named = named.filter(job__family__in=families.values("pk"))
    if sites.exists():
        named = named.filter(site__in=sites.values("pk"))
    return staff if named is held else staff.filter(pk__in=named.values("person"))
